package purchase

import (
	"testing"
	"time"
)

var t0 = time.Date(2026, 11, 22, 13, 0, 0, 0, time.UTC)

func accredited(transfer, notice LegState) State {
	return State{At: t0, AccreditedAt: t0, Legs: Legs{Done, transfer, notice}}
}

func TestShow(t *testing.T) {
	refused := accredited(Refused, Waiting)
	refused.RefusalCode = "terminal-blocked"
	noBalance := accredited(Refused, Waiting)
	noBalance.RefusalCode = CodeNoBalance
	rejected := State{At: t0, Legs: Legs{Refused, Waiting, Waiting}, RefusalCode: CodePaymentRejected}
	waiting := State{At: t0, Legs: Legs{Waiting, Waiting, Waiting}}
	late := State{At: t0, AccreditedAt: t0.Add(70 * time.Hour), Legs: Legs{Done, Unknown, Waiting}}
	cases := []struct {
		name   string
		state  State
		after  time.Duration
		status Status
		cause  Cause
	}{
		{"all done", accredited(Done, Done), 0, StatusOK, ""},
		{"done stays OK after the deadline", accredited(Done, Done), 1000 * time.Hour, StatusOK, ""},
		{"payment waits", waiting, time.Hour, StatusPending, CausePaymentPending},
		{"payment expired at exactly 72 h", waiting, Window, StatusPending, CauseExpired},
		{"payment a moment before 72 h", waiting, Window - 1, StatusPending, CausePaymentPending},
		{"accredited late: the clock starts again", late, 100 * time.Hour, StatusPending, CauseNoAnswer},
		{"accredited late and expired", late, 142 * time.Hour, StatusPending, CauseExpired},
		{"no answer", accredited(Unknown, Waiting), time.Hour, StatusPending, CauseNoAnswer},
		{"not sent yet", accredited(Waiting, Waiting), 0, StatusPending, CauseNoAnswer},
		{"notice pending", accredited(Done, Waiting), 0, StatusPending, CauseNoticePending},
		{"notice expired", accredited(Done, Waiting), Window, StatusPending, CauseExpired},
		{"refused", refused, 0, StatusError, "refused:terminal-blocked"},
		{"refused stays an error after the deadline", refused, 1000 * time.Hour, StatusError, "refused:terminal-blocked"},
		{"no balance", noBalance, 0, StatusError, CauseNoBalance},
		{"rejected payment", rejected, 0, StatusError, "refused:payment-rejected"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			status, cause := c.state.Show(t0.Add(c.after))
			if status != c.status || cause != c.cause {
				t.Errorf("got %s %q, want %s %q", status, cause, c.status, c.cause)
			}
		})
	}
}

func TestNext(t *testing.T) {
	const settling = 30 * time.Second
	facts := func(change func(*Facts)) Facts {
		f := Facts{State: accredited(Waiting, Waiting), OpenedInEpoch: true, Settling: settling}
		change(&f)
		return f
	}
	sentAt := t0.Add(time.Minute)
	cases := []struct {
		name  string
		facts Facts
		now   time.Time
		want  Plan
	}{
		{"first attempt of this epoch sends at once", facts(func(*Facts) {}), t0, Plan{Step: StepSendTransfer}},
		{"first attempt after a restore asks", facts(func(f *Facts) { f.OpenedInEpoch = false }), t0, Plan{Step: StepAskTransfer}},
		{"any later attempt asks", facts(func(f *Facts) { f.Tried = true }), t0, Plan{Step: StepAskTransfer}},
		{"a refusal then a person: asks", facts(func(f *Facts) { f.Tried, f.ByPerson, f.Legs.Transfer = true, true, Refused }), t0, Plan{Step: StepAskTransfer}},
		{"asked, not found, last answer definite: sends", facts(func(f *Facts) { f.Tried, f.AskedNotFound = true, true }), t0, Plan{Step: StepSendTransfer}},
		{"asked, not found, settling: waits", facts(func(f *Facts) {
			f.Tried, f.AskedNotFound, f.SendUnknown, f.LastSendEnd, f.Legs.Transfer = true, true, true, sentAt, Unknown
		}), sentAt.Add(settling - 1), Plan{Step: StepWait, At: sentAt.Add(settling)}},
		{"a person does not shorten the settling time", facts(func(f *Facts) {
			f.ByPerson, f.Tried, f.AskedNotFound, f.SendUnknown, f.LastSendEnd, f.Legs.Transfer = true, true, true, true, sentAt, Unknown
		}), sentAt, Plan{Step: StepWait, At: sentAt.Add(settling)}},
		{"asked, not found, settled: sends", facts(func(f *Facts) {
			f.Tried, f.AskedNotFound, f.SendUnknown, f.LastSendEnd, f.Legs.Transfer = true, true, true, sentAt, Unknown
		}), sentAt.Add(settling), Plan{Step: StepSendTransfer}},
		{"transfer done: only the notice", facts(func(f *Facts) { f.Tried, f.Legs.Transfer = true, Done }), t0, Plan{Step: StepNotify}},
		{"payment waits: the wallet is asked", facts(func(f *Facts) { f.Legs.Payment = Waiting }), t0, Plan{Step: StepAskPayment}},
		{"refused is not retried automatically", facts(func(f *Facts) { f.Tried, f.Legs.Transfer = true, Refused }), t0, Plan{Step: StepRest}},
		{"rejected payment: a person only asks", facts(func(f *Facts) { f.ByPerson, f.Legs.Payment = true, Refused }), t0, Plan{Step: StepAskPayment}},
		{"expired is not retried automatically", facts(func(f *Facts) { f.Tried, f.Legs.Transfer = true, Unknown }), t0.Add(Window), Plan{Step: StepRest}},
		{"expired and a person: asks first", facts(func(f *Facts) { f.Tried, f.ByPerson, f.Legs.Transfer = true, true, Unknown }), t0.Add(Window), Plan{Step: StepAskTransfer}},
		{"completed rests", facts(func(f *Facts) { f.ByPerson, f.Legs = true, Legs{Done, Done, Done} }), t0, Plan{Step: StepRest}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := c.facts.Next(c.now); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestAnswerFor(t *testing.T) {
	cases := []struct {
		status Status
		cause  Cause
		result Result
		code   string
	}{
		{StatusOK, "", ResultCompleted, ""},
		{StatusError, CauseNoBalance, ResultNoBalance, "no-balance"},
		{StatusError, CauseRefused("terminal-blocked"), ResultRefused, "terminal-blocked"},
		{StatusError, CauseRefused(CodePaymentRejected), ResultRefused, CodePaymentRejected},
		{StatusPending, CausePaymentPending, ResultPending, "payment-pending"},
		{StatusPending, CauseNoAnswer, ResultPending, "no-answer"},
		{StatusPending, CauseExpired, ResultPending, "expired"},
	}
	for _, c := range cases {
		got := AnswerFor(Purchase{Status: c.status, Cause: c.cause})
		if got.Result != c.result || got.Code != c.code {
			t.Errorf("%s %q: got %s %q, want %s %q", c.status, c.cause, got.Result, got.Code, c.result, c.code)
		}
	}
}
