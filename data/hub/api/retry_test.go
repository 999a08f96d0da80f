package api

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"trastienda/app/purchase"
	"trastienda/data/connector"
)

func TestRetry(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		var first, again purchase.RetryAnswer
		a := h.do("agent", "POST", "/v1/purchases/n1-p1/retry", "{}", "Idempotency-Key", `"quoted key"`)
		a.want(200, "")
		a.into(&first)
		if first.Result != purchase.ResultCompleted || first.Purchase.Status != purchase.StatusOK || first.Purchase.TransferID == "" ||
			a.Header().Get("Idempotency-Replayed") != "" {
			t.Errorf("answer %s", a.Body)
		}
		a = h.do("agent", "POST", "/v1/purchases/n1-p1/retry", "", "Idempotency-Key", "quoted key")
		a.want(200, "")
		a.into(&again)
		if a.Header().Get("Idempotency-Replayed") != "true" || again.Result != first.Result {
			t.Errorf("replay %v %s", a.Header(), a.Body)
		}
		h.do("agent", "POST", "/v1/purchases/n1-p2/retry", "", "Idempotency-Key", "quoted key").want(422, "key-reused")
		h.do("agent", "POST", "/v1/purchases/n1-p1/retry", "", "Idempotency-Key", "quoted key", "If-Match", `"7"`).want(422, "key-reused")
		h.do("agent", "POST", "/v1/purchases/n1-p1/retry", "", "Idempotency-Key", "another").want(409, "nothing-to-retry")
		var d purchase.Detail
		h.do("agent", "GET", "/v1/purchases/n1-p1", "").into(&d)
		if len(d.Attempts) == 0 || d.Attempts[0].By != (purchase.By{Kind: purchase.Person, Name: "Persona agent"}) {
			t.Errorf("attempts %+v", d.Attempts)
		}
		h.recharge.mu.Lock()
		defer h.recharge.mu.Unlock()
		if h.recharge.sends != 1 {
			t.Errorf("%d sends", h.recharge.sends)
		}
	})
}

func TestRetryOutcomes(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		for i, c := range []struct {
			refusal error
			result  purchase.Result
			code    string
		}{
			{&connector.Refusal{Code: purchase.CodeNoBalance}, purchase.ResultNoBalance, purchase.CodeNoBalance},
			{&connector.Refusal{Code: "terminal-blocked"}, purchase.ResultRefused, "terminal-blocked"},
		} {
			h.recharge.mu.Lock()
			h.recharge.refuse = c.refusal
			h.recharge.mu.Unlock()
			var got purchase.RetryAnswer
			a := h.do("operator", "POST", "/v1/purchases/n1-p1/retry", "", "Idempotency-Key", fmt.Sprint("k", i))
			a.want(200, "")
			a.into(&got)
			if got.Result != c.result {
				t.Errorf("%v gives %s", c.refusal, a.Body)
			}
		}
		// There is no wallet to be asked about the payment: nothing is claimed.
		h.do("operator", "POST", "/v1/purchases/n1-p2/retry", "", "Idempotency-Key", "waits").want(503, "not-configured")
		h.do("operator", "GET", "/v1/operations/waits", "").want(404, "not-found")
	})
}

func TestRetryKeysAndBodies(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		const target = "/v1/purchases/n1-p0/retry"
		for key, code := range map[string]string{
			"": "key-missing", `""`: "key-missing", strings.Repeat("x", 256): "key-invalid", "tab\there": "key-invalid",
			"\xff\xfe": "key-invalid", "control\x01": "key-invalid",
		} {
			h.do("operator", "POST", target, "", "Idempotency-Key", key).want(400, code)
		}
		for _, key := range []string{strings.Repeat("x", 255), "clave ñandú", `with "quotes" inside`, `"a\"b"`} {
			h.do("operator", "POST", target, "", "Idempotency-Key", key).want(409, "nothing-to-retry")
		}
		for body, want := range map[string]struct {
			status int
			code   string
		}{
			"{}": {409, "nothing-to-retry"}, " {} ": {409, "nothing-to-retry"}, `{"amount":1}`: {422, "invalid-request"},
			"[]": {422, "invalid-request"}, "{": {400, "not-json"}, `{"x":"` + strings.Repeat("y", 5000) + `"}`: {413, "body-too-large"},
		} {
			h.do("operator", "POST", target, body, "Idempotency-Key", "k").want(want.status, want.code)
		}
		if got := h.do("operator", "GET", "/v1/operations/k", "").Code; got != http.StatusNotFound {
			t.Errorf("a refused retry used its key up: %d", got)
		}
	})
}

func TestTwoPeoplePressAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		var all sync.WaitGroup
		for i := range 6 {
			all.Go(func() {
				a, err := h.try([]string{"operator", "manager", "agent"}[i%3], "POST", "/v1/purchases/n1-p1/retry", "", "Idempotency-Key", fmt.Sprint("press-", i/3, i%3))
				if err != nil || a.Code != http.StatusOK && a.Code != http.StatusConflict {
					t.Errorf("press %d: %d %v", i, a.Code, err)
				}
			})
		}
		all.Wait()
		h.recharge.mu.Lock()
		defer h.recharge.mu.Unlock()
		if h.recharge.sends != 1 {
			t.Errorf("%d sends", h.recharge.sends)
		}
	})
}
