package sample

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"trastienda/app/purchase"
	"trastienda/data/connector/simulator"
)

// row is one purchase of the sample with what its attempts were.
type row struct {
	at             time.Time
	agent          int
	shop           int
	walletTransfer string
	paid, credited int64
	transferID     string
	legs           purchase.Legs
	refusal        string
	accredited     time.Time // zero while COELSA has not accredited
	attempts       []attempt
	// fault is what the embedded simulator does to this purchase for good,
	// so that it stays stuck until somebody acts (or even then).
	fault simulator.Fault
}

// attempt is one attempt of a row; after counts from the accreditation.
type attempt struct {
	leg         purchase.Leg
	after, took time.Duration
	outcome     purchase.Outcome
	code        string
}

var (
	done    = purchase.Legs{Payment: purchase.Done, Transfer: purchase.Done, Notice: purchase.Done}
	refused = purchase.Legs{Payment: purchase.Done, Transfer: purchase.Refused, Notice: purchase.Waiting}
	silent  = purchase.Legs{Payment: purchase.Done, Transfer: purchase.Unknown, Notice: purchase.Waiting}
	untold  = purchase.Legs{Payment: purchase.Done, Transfer: purchase.Done, Notice: purchase.Waiting}
	unpaid  = purchase.Legs{Payment: purchase.Waiting, Transfer: purchase.Waiting, Notice: purchase.Waiting}
	bounced = purchase.Legs{Payment: purchase.Refused, Transfer: purchase.Waiting, Notice: purchase.Waiting}
)

// sourceRows are the six rows of the source (S0-31 … S0-36), newest first.
// Their codes, amounts and states are the source's; their ages count back from
// now with the source's seconds between them. The ERROR row is refused for its
// amount, the two PENDIENTE rows have their transfer and lack the notice (both
// show a transfer id): one platform never answers, the other only has to be
// told again.
func sourceRows(now time.Time) []row {
	first := now.Add(-12 * time.Minute)
	second := now.Add(-192 * time.Minute)
	rows := []row{
		{at: first, agent: 1, walletTransfer: "141", credited: 10400, transferID: "WB221212.1047.B23373", legs: done},
		{at: second, walletTransfer: "123123132", credited: 4000000, transferID: "21", legs: done},
		{at: second.Add(-11 * time.Second), walletTransfer: "123123132", credited: 2400, transferID: "21", legs: done},
		{at: second.Add(-23 * time.Second), walletTransfer: "123123132", credited: 1000000000, transferID: "21", legs: refused,
			refusal: "amount-out-of-range", fault: simulator.Fault{System: "recharge", Call: "transfer", Mode: "refuse:amount-out-of-range"}},
		{at: second.Add(-54 * time.Second), walletTransfer: "123123132", credited: 5000, transferID: "200", legs: untold,
			fault: simulator.Fault{System: "merchant", Call: "notice", Mode: "error-503"}},
		{at: second.Add(-61 * time.Second), walletTransfer: "123123132", credited: 5000, transferID: "26", legs: untold},
	}
	for i := range rows {
		// The paid amount whose bonus gives the credited one of the source.
		rows[i].paid = (rows[i].credited*10000 + 5200) / 10400
		rows[i].accredited = rows[i].at.Add(2 * time.Second)
		rows[i].attempts = attemptsOf(rows[i].legs, rows[i].refusal)
	}
	return rows
}

// stuckRows follow the source's rows, one of every kind that waits for a
// person, so that the first screen shows what the program is for.
func stuckRows(now time.Time) []row {
	at := func(hours float64) time.Time { return now.Add(-time.Duration(hours * float64(time.Hour))) }
	rows := []row{
		{at: at(4), agent: 2, walletTransfer: "88120417", paid: 1500000, legs: refused, refusal: purchase.CodeNoBalance},
		{at: at(4.4), agent: 3, walletTransfer: "88120377", paid: 250000, legs: unpaid},
		{at: at(5.1), agent: 4, walletTransfer: "88120210", paid: 820000, legs: silent,
			fault: simulator.Fault{System: "recharge", Call: "transfer", Mode: "error-503"}},
		{at: at(6.3), agent: 5, walletTransfer: "88119984", paid: 99000, legs: refused, refusal: "terminal-blocked"},
		{at: at(7.2), agent: 6, walletTransfer: "88119731", paid: 400000, legs: silent},
		{at: at(26), agent: 2, walletTransfer: "88101166", paid: 120000, legs: refused, refusal: purchase.CodeNoBalance},
		{at: at(63), agent: 3, walletTransfer: "88064402", paid: 640000, legs: unpaid},
		{at: at(66), agent: 7, walletTransfer: "88061877", paid: 75000, legs: silent},
		{at: at(75), agent: 8, walletTransfer: "88050023", paid: 300000, legs: silent},
		{at: at(80), agent: 9, walletTransfer: "88043310", paid: 52000, legs: untold},
		{at: at(81), agent: 10, walletTransfer: "88043004", paid: 61000, legs: bounced, refusal: purchase.CodePaymentRejected},
	}
	for i := range rows {
		complete(&rows[i], i)
	}
	return rows
}

// olderRows makes rows older than those before them, mostly completed ones.
type olderRows struct {
	random *rand.Rand
	at     time.Time
	// stuck is where rows that are not completed begin: newer ones would be
	// tried again by the hub, and do not stay stuck.
	stuck  time.Time
	gap    time.Duration // mean time between two purchases
	number int
}

func newOlderRows(seed uint64, now time.Time, count int) *olderRows {
	// A month for a small sample, two years for a million rows.
	span := 30 * 24 * time.Hour * time.Duration(1+min(23, count/20000))
	return &olderRows{
		random: rand.New(rand.NewPCG(seed, 0x7261737469656e64)), at: now.Add(-8 * time.Hour), stuck: now.Add(-82 * time.Hour),
		gap: span / time.Duration(max(count, 1)), number: 88040000,
	}
}

func (o *olderRows) next(i int) row {
	o.at = o.at.Add(-time.Millisecond - time.Duration(o.random.Float64()*2*float64(o.gap)))
	o.number -= 1 + o.random.IntN(3)
	r := row{
		at: o.at.Truncate(time.Second), agent: o.random.IntN(len(districts)), shop: o.random.IntN(4),
		walletTransfer: strconv.Itoa(o.number),
		paid:           int64(5+o.random.IntN(400)) * 10000 / int64(1+o.random.IntN(8)) / 100 * 100,
		legs:           done,
	}
	switch p := o.random.IntN(1000); {
	case o.at.After(o.stuck):
	case p < 4:
		r.legs, r.refusal = refused, purchase.CodeNoBalance
	case p < 6:
		r.legs, r.refusal = refused, "terminal-blocked"
	case p < 8:
		r.legs, r.refusal = bounced, purchase.CodePaymentRejected
	case p < 10:
		r.legs = silent
	case p < 12:
		r.legs = untold
	}
	complete(&r, i)
	return r
}

// complete fills in what follows from a row's state.
func complete(r *row, i int) {
	r.credited = withBonus(r.paid)
	if r.legs.Payment == purchase.Done {
		r.accredited = r.at.Add(time.Duration(2+i%7) * time.Second)
	}
	if r.legs.Transfer == purchase.Done {
		r.transferID = fmt.Sprintf("WB%s.B%05d", r.at.Format("060102.1504"), (i*7919)%100000)
	}
	r.attempts = attemptsOf(r.legs, r.refusal)
}

// attemptsOf tells what was tried for a row to be where it is.
func attemptsOf(legs purchase.Legs, refusal string) []attempt {
	send := attempt{leg: purchase.Transfer, after: time.Second, took: 640 * time.Millisecond, outcome: purchase.OutcomeDone}
	tell := attempt{leg: purchase.Notice, after: 2 * time.Second, took: 210 * time.Millisecond, outcome: purchase.OutcomeDone}
	switch {
	case legs.Payment != purchase.Done:
		return nil
	case legs.Transfer == purchase.Refused:
		send.outcome, send.code = purchase.OutcomeRefused, refusal
		return []attempt{send}
	case legs.Transfer == purchase.Unknown:
		send.outcome, send.code, send.took = purchase.OutcomeUnknown, "timeout", 10*time.Second
		return []attempt{send}
	case legs.Notice != purchase.Done:
		tell.outcome, tell.code = purchase.OutcomeUnknown, "http-503"
	}
	return []attempt{send, tell}
}
