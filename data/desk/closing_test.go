package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"

	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/data/desk"
)

// closer is the hub's side of closings.
type closer struct {
	mu     sync.Mutex
	asked  []string
	answer func(w http.ResponseWriter)
}

func (c *closer) arrived() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string{}, c.asked...)
}

func proposed(version int64) purchase.Closing {
	return purchase.Closing{PurchaseID: "p1", Kind: purchase.Refunded, Reason: "x", State: purchase.ClosingProposed, ByID: "u", By: "Ana", Version: version}
}

func newCloser(t *testing.T) (*bench, *closer) {
	b, c := newBench(t), &closer{}
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		switch {
		case r.URL.Path == "/v1/snapshot" && r.URL.Query().Get("entity") == "closing":
			b.hub.Write(w, 200, map[string]any{"items": []purchase.Closing{proposed(1)}, "next": "", "changes_after": ""})
		case strings.Contains(r.URL.Path, "/closing"):
			body := map[string]any{}
			_ = json.NewDecoder(r.Body).Decode(&body)
			text, _ := json.Marshal(body)
			c.mu.Lock()
			c.asked = append(c.asked, strings.Join([]string{r.Method, r.URL.Path, r.Header.Get("If-Match"), string(text)}, " "))
			c.mu.Unlock()
			c.answer(w)
		case strings.HasPrefix(r.URL.Path, "/v1/operations/"):
			b.hub.Write(w, 200, map[string]any{"key": "k", "act": "closing.approve", "target": "p1", "state": "done", "body": proposed(9)})
		default:
			return false
		}
		return true
	}
	b.signIn()
	return b, c
}

func (b *bench) closing() purchase.Closing {
	b.Helper()
	list, err := b.desk.Closings(context.Background(), []string{"p1", "p2"})
	if err != nil || len(list) > 1 {
		b.Fatalf("%+v, %v", list, err)
	}
	return list["p1"]
}

func TestClosingsAreInTheCopyAndEachStepIsSentOnce(t *testing.T) {
	b, c := newCloser(t)
	b.waitFor("the closing in the copy", func() bool { return b.closing().Kind == purchase.Refunded })
	for i, x := range []struct {
		r    purchase.ClosingRequest
		want string
	}{
		{purchase.ClosingRequest{PurchaseID: "p1", Version: 7, Step: purchase.ProposeClosing, Kind: purchase.ClosedByHand, Reason: "x"}, `PUT /v1/purchases/p1/closing "7" {"kind":"closed","reason":"x"}`},
		{purchase.ClosingRequest{PurchaseID: "p1", Version: 2, Step: purchase.WithdrawClosing}, `DELETE /v1/purchases/p1/closing "2" {}`},
		{purchase.ClosingRequest{PurchaseID: "p1", Version: 3, Step: purchase.ApproveClosing}, `POST /v1/purchases/p1/closing/approve "3" {}`},
		{purchase.ClosingRequest{PurchaseID: "p1", Version: 4, Step: purchase.RejectClosing, Reason: "no"}, `POST /v1/purchases/p1/closing/reject "4" {"reason":"no"}`},
	} {
		version := int64(i + 2)
		c.answer = func(w http.ResponseWriter) { b.hub.Write(w, 200, proposed(version)) }
		got, err := b.desk.SettleClosing(context.Background(), x.r)
		if asked := c.arrived(); err != nil || got.Version != version || len(asked) != i+1 || asked[i] != x.want {
			t.Errorf("%s: %+v, %v, sent %q", x.r.Step, got, err, asked)
		}
		if b.closing().Version != version {
			t.Errorf("%s: the copy has %+v", x.r.Step, b.closing())
		}
	}
	c.answer = func(http.ResponseWriter) { panic(http.ErrAbortHandler) }
	approve := purchase.ClosingRequest{PurchaseID: "p1", Version: 5, Step: purchase.ApproveClosing}
	if got, err := b.desk.SettleClosing(context.Background(), approve); err != nil || got.Version != 9 || len(c.arrived()) != 5 {
		t.Errorf("a lost answer: %+v, %v", got, err)
	}
	c.answer = func(w http.ResponseWriter) { b.hub.Refuse(w, http.StatusPreconditionFailed, problem.VersionConflict) }
	var conflict desk.ErrClosingConflict
	if _, err := b.desk.SettleClosing(context.Background(), approve); !errors.As(err, &conflict) || conflict.PurchaseID != "p1" {
		t.Errorf("a conflict: %v", err)
	}
	c.answer = func(w http.ResponseWriter) { b.hub.Refuse(w, http.StatusConflict, problem.NotClosable) }
	var p *problem.Problem
	if _, err := b.desk.SettleClosing(context.Background(), approve); !errors.As(err, &p) || p.Code != problem.NotClosable {
		t.Errorf("refused: %v", err)
	}
}
