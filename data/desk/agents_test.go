package desk_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"trastienda/app/agent"
	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/data/desk"
	"trastienda/data/desk/outbox"
)

const theCBU = "0009844700009078153229" // passes its checks and is nobody's

var (
	theAccount = agent.Account{CBU: theCBU, Alias: "demo.alias", Holder: "Titular", CUIT: "20123456786"}
	newAgent   = agent.Edit{Code: "A9", Name: "Agente & Cía", Active: true, Contact: agent.Contact{Phone: "011"},
		PointsOfSale: []agent.PointOfSale{{PSR: "002", Name: "Dos"}, {PSR: "001", Name: "Uno"}}}
)

func (b *bench) agent(id string) desk.Agent {
	b.Helper()
	a, err := b.desk.Agent(context.Background(), id)
	if err != nil {
		b.Fatal(err)
	}
	return a
}

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// known puts an agent at the hub and waits until the copy has it.
func (b *bench) known(a agent.Agent) {
	b.Helper()
	version := b.hub.PutAgent(a).Version
	b.waitFor("the agent", func() bool {
		got, err := b.desk.Agent(context.Background(), a.ID)
		return err == nil && got.Version == version
	})
}

// Made, edited and given bank data without a network: one after the other, each
// from the version the one before left.
func TestAnAgentIsMadeOffline(t *testing.T) {
	b, ctx := newBench(t), context.Background()
	b.signIn()
	b.cut()
	id, err := b.desk.CreateAgent(ctx, newAgent)
	b.must(err)
	a := b.agent(id)
	if !a.New || a.Sign != outbox.SignWaiting || a.Version != 0 || a.Code != "A9" || a.Bank.State != agent.BankMissing || a.PointsOfSale[0].PSR != "001" {
		t.Errorf("made %+v", a)
	}
	edit := agent.EditOf(a.Agent)
	edit.Contact.Phone = "022"
	b.must(b.desk.EditAgent(ctx, id, edit, a.Version))
	b.must(b.desk.ProposeBank(ctx, id, theAccount, a.Version))
	a = b.agent(id)
	if a.Contact.Phone != "022" || a.BankUnsent == nil || *a.BankUnsent != theAccount.Masked() || a.Bank.State != agent.BankMissing {
		t.Errorf("waiting %+v, %+v", a, a.BankUnsent)
	}
	if waits, err := b.desk.AgentWaits(ctx, id); err != nil || !waits {
		t.Errorf("waits %v, %v", waits, err)
	}
	if list, err := b.desk.Agents(ctx); err != nil || len(list) != 0 {
		t.Errorf("the hub's own: %v, %v", list, err)
	}
	for _, e := range b.unsent() {
		if strings.Contains(fmt.Sprint(e.Says), theCBU) || strings.Contains(fmt.Sprint(e.Says), theAccount.CUIT) {
			t.Errorf("%s says %v", e.Kind, e.Says)
		}
	}
	if says := fmt.Sprint(b.unsent()[2].Says); !strings.Contains(says, "0009 8447 •••• •••• ••32 29") {
		t.Errorf("the proposal says %s", says)
	}
	b.join()
	b.allSent()
	var sent []string
	for _, r := range append(b.hub.Requests(http.MethodPost, "/v1/agents"), b.hub.Requests(http.MethodPut, "/v1/agents")...) {
		sent = append(sent, r.Method+" "+strings.TrimPrefix(r.Path, "/v1/agents")+" "+r.Match)
	}
	if want := []string{`POST  "0"`, "PUT /" + id + ` "1"`, "PUT /" + id + `/bank "2"`}; !slices.Equal(sent, want) {
		t.Errorf("sent %q, want %q", sent, want)
	}
	if got := b.hub.Accounts(); !slices.Equal(got, []agent.Account{theAccount}) {
		t.Errorf("the hub got %d accounts, the first is right: %v", len(got), len(got) > 0 && got[0] == theAccount)
	}
	b.waitFor("the feed", func() bool { return b.agent(id).Version == 3 })
	a = b.agent(id)
	list, err := b.desk.BankChanges(ctx, "")
	if a.New || a.Sign != outbox.SignNone || a.BankUnsent != nil || a.Bank.Change == "" || err != nil || len(list) != 1 || list[0].New != theAccount.Masked() {
		t.Errorf("sent: %+v; changes %+v, %v", a, list, err)
	}
	// An edit that follows a proposal goes on from the version that one left.
	edit.Contact.Phone = "033"
	b.must(b.desk.EditAgent(ctx, id, edit, 3))
	b.allSent()
	if got := b.hub.Agent(id); got.Contact.Phone != "033" || got.Name != "Agente & Cía" || got.Version != 4 {
		t.Errorf("the hub has %+v", got)
	}
}

// Two people edited one agent: each field is decided.
func TestAConflictOverAnAgent(t *testing.T) {
	b, ctx := newBench(t), context.Background()
	b.signIn()
	first := agent.Agent{ID: "a7", Code: "A7", Name: "Siete & Cía", Active: true, Contact: agent.Contact{Person: "Ana", Phone: "1"},
		PointsOfSale: []agent.PointOfSale{{PSR: "001", Name: "Uno"}}}
	b.known(first)
	b.cut()
	edit := agent.EditOf(first)
	edit.Contact.Phone, edit.PointsOfSale = "2", append(edit.PointsOfSale, agent.PointOfSale{PSR: "002", Name: "Dos"})
	b.must(b.desk.EditAgent(ctx, "a7", edit, 1))
	b.must(b.desk.ProposeBank(ctx, "a7", theAccount, 1))
	other := first
	other.Contact.Phone, other.Address.Locality = "3", "Villa Demo"
	b.hub.PutAgent(other)
	b.join()
	b.waitFor("the conflict", func() bool { return slices.Equal(b.queued(), []outbox.State{outbox.Conflict, outbox.Held}) })
	c, err := b.desk.Clash(ctx, b.unsent()[0].OpID)
	b.must(err)
	differ := map[string]outbox.Choice{}
	for _, x := range c.Choices {
		if x.Differs {
			differ[x.Field] = x
		}
	}
	if len(c.Choices) != 17 || len(differ) != 3 ||
		differ["contact.phone"] != (outbox.Choice{Field: "contact.phone", Mine: "2", Theirs: "3", Differs: true, Changed: true}) ||
		differ["address.locality"] != (outbox.Choice{Field: "address.locality", Mine: "", Theirs: "Villa Demo", Differs: true}) ||
		differ["points_of_sale"] != (outbox.Choice{Field: "points_of_sale", Mine: "001 Uno, 002 Dos", Theirs: "001 Uno", Differs: true, Changed: true}) {
		t.Errorf("choices %+v", differ)
	}
	b.must(b.desk.Resolve(ctx, c.OpID, c.Version, []string{"contact.phone", "points_of_sale"}))
	b.allSent()
	got := b.hub.Agent("a7")
	if got.Contact != (agent.Contact{Person: "Ana", Phone: "2"}) || got.Address.Locality != "Villa Demo" || len(got.PointsOfSale) != 2 || got.Version != 4 {
		t.Errorf("the hub has %+v", got)
	}
	if accounts := b.hub.Accounts(); len(accounts) != 1 || accounts[0] != theAccount {
		t.Error("what followed did not arrive as it was proposed")
	}
}

// Bank data is never mixed from two proposals, nor with what is masked.
func TestAConflictOverBankData(t *testing.T) {
	b, ctx := newBench(t), context.Background()
	b.signIn()
	b.known(agent.Agent{ID: "a7", Code: "A7", Name: "Siete", PointsOfSale: []agent.PointOfSale{}})
	b.cut()
	b.must(b.desk.ProposeBank(ctx, "a7", theAccount, 1))
	other := b.hub.Agent("a7")
	other.Bank = agent.Bank{CBUMasked: "0009 9990 •••• •••• ••00 01", Alias: "otro.alias", Holder: "Otro", CUITMasked: "27-••••••••-1", State: agent.BankApproved, Version: 1}
	b.hub.PutAgent(other)
	b.join()
	b.waitFor("the conflict", func() bool { return slices.Equal(b.queued(), []outbox.State{outbox.Conflict}) })
	c, err := b.desk.Clash(ctx, b.unsent()[0].OpID)
	b.must(err)
	if len(c.Choices) != 4 || c.Choices[0].Mine != theAccount.Masked().CBUMasked || c.Choices[0].Theirs != other.Bank.CBUMasked || c.Choices[3].Mine != "20-••••••••-6" {
		t.Errorf("choices %+v", c.Choices)
	}
	b.must(b.desk.Resolve(ctx, c.OpID, c.Version, []string{"alias"}))
	b.allSent()
	if accounts := b.hub.Accounts(); len(accounts) != 1 || accounts[0] != theAccount {
		t.Errorf("the hub got %d accounts", len(accounts))
	}
}

// What the hub refused to make is not lost: it is shown, what builds on it waits,
// and it goes again with other content.
func TestARefusedCreation(t *testing.T) {
	b, ctx := newBench(t), context.Background()
	var refuse atomic.Bool
	refuse.Store(true)
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPost && r.URL.Path == "/v1/agents" && refuse.Load() {
			b.hub.Refuse(w, http.StatusConflict, problem.CodeTaken)
			return true
		}
		return false
	}
	b.signIn()
	b.cut()
	id, err := b.desk.CreateAgent(ctx, newAgent)
	b.must(err)
	edit := newAgent
	edit.NextVisit = "2026-12-12"
	b.must(b.desk.EditAgent(ctx, id, edit, 0))
	b.must(b.desk.ProposeBank(ctx, id, theAccount, 0))
	b.join()
	b.waitFor("the refusal", func() bool { return slices.Equal(b.queued(), []outbox.State{outbox.Refused, outbox.Held, outbox.Held}) })
	if a := b.agent(id); !a.New || a.Sign != outbox.SignRefused || a.Code != "A9" || a.NextVisit != "2026-12-12" || a.BankUnsent == nil {
		t.Errorf("shown %+v", a)
	}
	refuse.Store(false)
	edit.Code = "A10"
	b.must(b.desk.EditAgent(ctx, id, edit, 0))
	b.allSent()
	if got := b.hub.Agent(id); got.Code != "A10" || got.NextVisit != "2026-12-12" || got.Version != 3 || len(b.hub.Accounts()) != 1 {
		t.Errorf("the hub has %+v", got)
	}
	if n := len(b.discarded()); n != 0 {
		t.Errorf("%d discarded", n)
	}
}

// holds tells which files of the desk have a text in their bytes.
func (b *bench) holds(text string) (files []string) {
	b.Helper()
	err := filepath.WalkDir(b.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if bytes.Contains(data, []byte(text)) {
			files = append(files, filepath.Base(path))
		}
		return err
	})
	b.must(err)
	return files
}

// Once the hub has an account, or it is given up, no byte of it is left here.
func TestNothingIsLeftOfAnAccount(t *testing.T) {
	b, ctx := newBench(t), context.Background()
	b.signIn()
	for i := range 3 {
		b.known(agent.Agent{ID: fmt.Sprint("a", i), Code: fmt.Sprint("A", i), Name: strings.Repeat("Nombre largo ", 8), PointsOfSale: []agent.PointOfSale{}})
	}
	b.cut()
	kept := theAccount
	kept.CBU, kept.Holder = "0009999000000000000017", strings.Repeat("titular largo ", 300)
	for i, a := range []agent.Account{theAccount, theAccount, kept} {
		b.must(b.desk.ProposeBank(ctx, fmt.Sprint("a", i), a, 1))
	}
	if len(b.holds(theCBU)) == 0 || len(b.holds(kept.CBU)) == 0 {
		t.Fatal("what waits is nowhere: this test would see nothing")
	}
	b.must(b.desk.Discard(ctx, b.unsent()[2].OpID))
	b.waitFor("the account that was given up is gone", func() bool { return len(b.holds(kept.CBU)) == 0 })
	if len(b.holds(theCBU)) == 0 {
		t.Error("those that wait are gone too")
	}
	b.join()
	b.allSent()
	b.waitFor("the account is gone", func() bool { return len(b.holds(theCBU)) == 0 && len(b.holds(theAccount.CUIT)) == 0 })
	b.must(b.desk.Close())
	if files := append(b.holds(theCBU), b.holds(kept.CBU)...); len(files) > 0 {
		t.Errorf("after the end %v hold it", files)
	}
	if accounts := b.hub.Accounts(); len(accounts) != 2 || accounts[0] != theAccount || accounts[1] != theAccount {
		t.Errorf("the hub got %d accounts", len(accounts))
	}
}

// The hub was restored from a backup: of a proposal that it has it says so, one
// that it lost cannot be sent again, and its person is told.
func TestAProposalOfAnOlderEpoch(t *testing.T) {
	for _, lost := range []bool{false, true} {
		b, ctx := newBench(t), context.Background()
		b.signIn()
		b.known(agent.Agent{ID: "a7", Code: "A7", Name: "Siete", PointsOfSale: []agent.PointOfSale{}})
		b.must(b.desk.ProposeBank(ctx, "a7", theAccount, 1))
		b.allSent()
		if lost {
			b.hub.Forget("bank_change", "change-of-a7")
		}
		b.cut()
		b.hub.Restore("e2", func(p purchase.Purchase) (purchase.Purchase, bool) { return p, true })
		b.join()
		if lost {
			b.waitFor("it is told", func() bool { return slices.Equal(b.queued(), []outbox.State{outbox.Refused}) })
			if f := b.unsent()[0].Failure; f == nil || f.Reason != outbox.Gone || f.Unsure {
				t.Errorf("the failure is %+v", f)
			}
		} else {
			b.waitFor("it was asked for", func() bool { return len(b.hub.Requests(http.MethodGet, "/v1/operations/")) > 0 })
			b.allSent()
		}
		if n := len(b.hub.Requests(http.MethodPut, "/bank")); n != 1 {
			t.Errorf("sent %d times", n)
		}
	}
}

// A rate whose day has come is in force before the hub's document says so.
func TestARateWhoseDayHasCome(t *testing.T) {
	b, ctx := newBench(t), context.Background()
	b.signIn()
	day := t0.Add(time.Hour)
	b.known(agent.Agent{ID: "a7", Code: "A7", BonusBP: 400, Rate: &agent.NextRate{BonusBP: 500, From: &day, State: agent.Approved}, PointsOfSale: []agent.PointOfSale{}})
	if a := b.agent("a7"); a.BonusBP != 400 || a.Rate == nil {
		t.Errorf("before its day %+v", a)
	}
	b.clock.ms.Store(time.Hour.Milliseconds())
	list, err := b.desk.Agents(ctx)
	if a := b.agent("a7"); a.BonusBP != 500 || a.Rate != nil || err != nil || list[0].BonusBP != 500 {
		t.Errorf("on its day %+v, %+v, %v", a, list, err)
	}
	if _, err := b.desk.Agent(ctx, "nobody"); !errors.Is(err, desk.ErrNoAgent) {
		t.Errorf("nobody: %v", err)
	}
}
