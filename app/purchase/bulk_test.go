package purchase

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"trastienda/app/access"
	"trastienda/app/problem"
)

// bulkRow is a purchase of an agent, made so many minutes after t0.
func bulkRow(id, agent string, minutes int, credited int64, status Status, legs Legs) Purchase {
	return Purchase{ID: id, At: t0.Add(time.Duration(minutes) * time.Minute), Agent: AgentRef{ID: agent, Name: agent}, Credited: credited,
		Currency: "ARS", Status: status, Legs: legs}
}

func TestBulkLimit(t *testing.T) {
	for role, want := range map[access.Role]int{access.Manager: 10_000, access.Operator: 20, access.Agent: 20, "": 20} {
		if got := BulkLimit(role); got != want {
			t.Errorf("%q may retry %d, want %d", role, got, want)
		}
	}
}

func TestBulkStep(t *testing.T) {
	for _, c := range []struct {
		name   string
		status Status
		legs   Legs
		want   Step
	}{
		{"OK", StatusOK, Legs{Done, Done, Done}, StepRest},
		{"never sent", StatusPending, Legs{Done, Waiting, Waiting}, StepSendTransfer},
		{"nobody knows: asks first", StatusPending, Legs{Done, Unknown, Waiting}, StepAskTransfer},
		{"refused: asks first", StatusError, Legs{Done, Refused, Waiting}, StepAskTransfer},
		{"sent, notice waits", StatusPending, Legs{Done, Done, Waiting}, StepNotify},
		{"payment waits", StatusPending, Legs{Waiting, Waiting, Waiting}, StepAskPayment},
		{"payment rejected", StatusError, Legs{Refused, Waiting, Waiting}, StepAskPayment},
	} {
		p := bulkRow("p", "a", 0, 100, c.status, c.legs)
		for _, now := range []time.Time{t0, t0.Add(1000 * time.Hour)} { // the deadline holds no person back
			if got := BulkStep(p, now); got != c.want {
				t.Errorf("%s: step %d, want %d", c.name, got, c.want)
			}
		}
	}
}

// An error of an imported file is history: nothing offers to send for it.
func TestImportedErrorsAreNotRetried(t *testing.T) {
	p := Purchase{Status: StatusError, Cause: CauseRefused(CodeImported), Legs: Legs{Done, Refused, Waiting}}
	if p.Retryable() || BulkStep(p, t0) != StepRest {
		t.Error("history is retried")
	}
	if p.Cause = CauseRefused("terminal-blocked"); !p.Retryable() || BulkStep(p, t0) == StepRest {
		t.Error("a refusal is not retried")
	}
}

func TestPlanBulk(t *testing.T) {
	open, sent, unpaid := Legs{Done, Waiting, Waiting}, Legs{Done, Done, Waiting}, Legs{Waiting, Waiting, Waiting}
	reais := bulkRow("r", "b", 9, 7, StatusPending, open)
	reais.Currency = "BRL"
	plan := PlanBulk([]Purchase{
		bulkRow("late", "a", 5, 40, StatusPending, open),
		bulkRow("ok", "a", 1, 1000, StatusOK, Legs{Done, Done, Done}),
		bulkRow("same-b", "b", 2, 20, StatusPending, open),
		bulkRow("same-a", "a", 2, 10, StatusError, Legs{Done, Refused, Waiting}),
		bulkRow("notice", "a", 0, 500, StatusPending, sent),
		bulkRow("unpaid", "a", 3, 600, StatusPending, unpaid),
		reais,
		bulkRow("late", "a", 5, 40, StatusPending, open),
	}, t0)
	var order []string
	for _, i := range plan.Items {
		order = append(order, i.ID)
	}
	if got := strings.Join(order, " "); got != "notice same-a same-b unpaid late r" {
		t.Errorf("order %q", got)
	}
	if len(plan.Done) != 1 || plan.Done[0].ID != "ok" {
		t.Errorf("done already: %+v", plan.Done)
	}
	if n, m, a := plan.Count(StepSendTransfer, StepAskTransfer), plan.Count(StepNotify), plan.Count(StepAskPayment); n != 4 || m != 1 || a != 1 {
		t.Errorf("%d send, %d notify, %d ask the wallet", n, m, a)
	}
	if sums := plan.Sums(BulkItem.Sends); !maps.Equal(sums, map[string]int64{"ARS": 70, "BRL": 7}) {
		t.Errorf("sums %v", sums)
	}
	if len(plan.Agents) != 3 {
		t.Fatalf("agents %+v", plan.Agents)
	}
	for i, want := range []BulkAgent{{AgentRef{ID: "a"}, "ARS", []int64{10, 40}, 50}, {AgentRef{ID: "b"}, "ARS", []int64{20}, 20}, {AgentRef{ID: "b"}, "BRL", []int64{7}, 7}} {
		got := plan.Agents[i]
		if got.Agent.ID != want.Agent.ID || got.Currency != want.Currency || !slices.Equal(got.Amounts, want.Amounts) || got.Sum != want.Sum {
			t.Errorf("agent %d: %+v, want %+v", i, got, want)
		}
	}
}

func TestBulkAgentCovers(t *testing.T) {
	a := BulkAgent{Amounts: []int64{5000, 2400, 4000000, 1000000000, 10}, Sum: 1004007410}
	for _, c := range []struct {
		available int64
		fit       int
		missing   int64
	}{
		{9522200, 3, 994485210}, // the small last one waits behind the great one
		{0, 0, 1004007410}, {-100, 0, 1004007410}, {5000, 1, 1004002410}, {1004007410, 5, 0}, {2000000000, 5, 0},
	} {
		if fit, missing := a.Covers(c.available); fit != c.fit || missing != c.missing {
			t.Errorf("%d covers %d and lacks %d, want %d and %d", c.available, fit, missing, c.fit, c.missing)
		}
	}
}

func TestWhatAnAnswerSaysOfItsRow(t *testing.T) {
	for _, c := range []struct {
		result Result
		code   string
		state  BulkState
		want   string
	}{
		{ResultCompleted, "", BulkDone, ""}, {ResultPending, CodeSettling, BulkPending, CodeSettling},
		{ResultNoBalance, "", BulkNoBalance, CodeNoBalance}, {ResultRefused, "unknown-psr", BulkRefused, "unknown-psr"},
		{"of-tomorrow", "", BulkUnknown, ""},
	} {
		if state, code := BulkAnswered(c.result, c.code); state != c.state || code != c.want {
			t.Errorf("%s: %s %q", c.result, state, code)
		}
	}
	for _, c := range []struct {
		status int
		code   problem.Code
		state  BulkState
		want   string
	}{
		{409, problem.NothingToRetry, BulkNotNeeded, BulkComplete}, {404, problem.NotFound, BulkNotNeeded, BulkGone},
		{401, problem.NoSession, BulkNotSent, BulkSignedOut}, {401, "of-tomorrow", BulkNotSent, BulkSignedOut},
		{503, problem.NotConfigured, BulkRefused, "not-configured"}, {403, problem.Forbidden, BulkRefused, "forbidden"},
	} {
		if state, why := BulkRejected(c.status, string(c.code)); state != c.state || why != c.want {
			t.Errorf("%s: %s %q", c.code, state, why)
		}
	}
	for _, s := range []BulkState{BulkDone, BulkPending, BulkRefused, BulkUnknown, BulkNotSent, BulkNotNeeded} {
		if s.StopsAgent() {
			t.Errorf("%s stops the agent's rows", s)
		}
	}
	if !BulkNoBalance.StopsAgent() {
		t.Error("no balance does not stop the agent's rows")
	}
}

func TestBulkTally(t *testing.T) {
	var tally BulkTally
	p := Purchase{Credited: 104, Currency: "ARS"}
	for range 3 {
		tally.Add(BulkWaiting, p)
	}
	tally.Move(BulkWaiting, BulkSending, p)
	before := tally.Clone()
	tally.Move(BulkSending, BulkDone, p)
	tally.Move(BulkWaiting, BulkUnknown, p)
	if tally.Rows != 3 || tally.Dealt() != 2 || tally.Done["ARS"] != 104 || tally.States[BulkWaiting] != 1 || !tally.Halfway() {
		t.Errorf("%+v", tally)
	}
	if before.Dealt() != 0 || before.States[BulkSending] != 1 || len(before.Done) != 0 {
		t.Errorf("the copy changed: %+v", before)
	}
	tally.Move(BulkWaiting, BulkPending, p)
	tally.Move(BulkUnknown, BulkDone, p)
	if tally.Halfway() || tally.Done["ARS"] != 208 {
		t.Errorf("%+v", tally)
	}
}
