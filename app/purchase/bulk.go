package purchase

import (
	"cmp"
	"slices"
	"time"

	"trastienda/app/access"
)

// How many purchases one bulk retry may hold: a manager's, and anybody else's.
const (
	BulkMost = 10_000
	BulkFew  = 20
)

// BulkLimit is how many purchases a role may retry at once.
func BulkLimit(r access.Role) int {
	if r == access.Manager {
		return BulkMost
	}
	return BulkFew
}

// BulkItem is a purchase that a retry can do something for, and what the
// retry begins with: StepSendTransfer, StepAskTransfer (and then it may
// send), StepAskPayment or StepNotify.
type BulkItem struct {
	Purchase
	Step Step
}

// Sends tells whether the retry of the item may send balance right away.
func (i BulkItem) Sends() bool { return i.Step == StepSendTransfer || i.Step == StepAskTransfer }

// BulkPlan is what a bulk retry would do. Nothing is sent by making it.
type BulkPlan struct {
	// Items are sent one at a time in this order, oldest first.
	Items []BulkItem
	// Done are complete already: there is nothing to retry.
	Done []Purchase
	// Agents are those whose balance the items need, in the order they come up.
	Agents []BulkAgent
}

// BulkAgent is what the items of one agent need of their balance: the amounts
// in minor units of Currency, in the order they are sent.
type BulkAgent struct {
	Agent    AgentRef
	Currency string
	Amounts  []int64
	Sum      int64
}

// PlanBulk plans the retry of a list by what a person's retry may do with each
// purchase now. A deadline that has passed holds nothing back: such a purchase
// waits for a person, and this is one. A purchase that is named twice is
// planned once.
func PlanBulk(list []Purchase, now time.Time) BulkPlan {
	var plan BulkPlan
	seen := make(map[string]bool, len(list))
	for _, p := range oldestFirst(list) {
		if seen[p.ID] {
			continue
		}
		seen[p.ID] = true
		step := BulkStep(p, now)
		if step == StepRest {
			plan.Done = append(plan.Done, p)
			continue
		}
		plan.Items = append(plan.Items, BulkItem{Purchase: p, Step: step})
	}
	plan.Agents = needs(plan.Items)
	return plan
}

// BulkStep is what a person's retry of p would begin with; StepRest when there
// is nothing to do. A leg that was tried is asked about before anything is
// sent.
func BulkStep(p Purchase, now time.Time) Step {
	if !p.Retryable() {
		return StepRest
	}
	f := Facts{State: State{At: p.At, Legs: p.Legs}, ByPerson: true, OpenedInEpoch: true, Tried: p.Legs.Transfer != Waiting}
	return f.Next(now).Step
}

func oldestFirst(list []Purchase) []Purchase {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b Purchase) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
	return list
}

func needs(items []BulkItem) []BulkAgent {
	type key struct{ agent, currency string }
	var list []BulkAgent
	places := map[key]int{}
	for _, i := range items {
		if !i.Sends() {
			continue
		}
		k := key{i.Agent.ID, i.Currency}
		at, ok := places[k]
		if !ok {
			at = len(list)
			places[k] = at
			list = append(list, BulkAgent{Agent: i.Agent, Currency: i.Currency})
		}
		list[at].Amounts = append(list[at].Amounts, i.Credited)
		list[at].Sum += i.Credited
	}
	return list
}

// Covers tells how many of the agent's purchases a balance is enough for,
// oldest first and up to the first one that it is not: there the agent's rows
// stop. missing is what the balance lacks for all of them, 0 for nothing.
func (a BulkAgent) Covers(available int64) (fit int, missing int64) {
	left := available
	for _, amount := range a.Amounts {
		if amount > left {
			break
		}
		left -= amount
		fit++
	}
	return fit, max(a.Sum-max(available, 0), 0)
}

// Count tells how many items begin with one of steps.
func (p BulkPlan) Count(steps ...Step) int {
	n := 0
	for _, i := range p.Items {
		if slices.Contains(steps, i.Step) {
			n++
		}
	}
	return n
}

// Sums are the credited amounts of the items that keep holds for, by currency.
func (p BulkPlan) Sums(keep func(BulkItem) bool) map[string]int64 {
	sums := map[string]int64{}
	for _, i := range p.Items {
		if keep(i) {
			sums[i.Currency] += i.Credited
		}
	}
	return sums
}
