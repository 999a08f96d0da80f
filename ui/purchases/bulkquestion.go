package purchases

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"trastienda/app/agent"
	"trastienda/app/purchase"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

const (
	// bulkAgents is how many agents' balances are asked for while the person
	// reads. More would keep the hub busy for numbers that nobody can take in.
	bulkAgents = 60
	// bulkLanes is how many are asked for at a time.
	bulkLanes = 4
)

// bulkQuestion is the content of the question before a bulk retry: how many and
// the sum, what each retry comes to, what is left out, and how far the agents'
// balances reach.
type bulkQuestion struct {
	page   *Page
	box    *fyne.Container
	agents []purchase.BulkAgent // those asked for
	covers []*para
}

func newBulkQuestion(p *Page, plan purchase.BulkPlan, gone int) *bulkQuestion {
	b := p.book
	q := &bulkQuestion{page: p, box: container.New(p.dialogColumn()), agents: plan.Agents[:min(len(plan.Agents), bulkAgents)]}
	sends := plan.Count(purchase.StepSendTransfer, purchase.StepAskTransfer)
	if sends > 0 {
		q.box.Add(newPara(b.T("bulk.question")).named("purchases.bulk.text"))
	} else {
		q.box.Add(p.note("info", look.ToneInfo, b.T("bulk.question.nosend"), "purchases.bulk.text"))
	}
	all := func(purchase.BulkItem) bool { return true }
	q.box.Add(newPara(countAndSum(b, len(plan.Items), plan.Sums(all))).of(look.SizeAmount).strong().centered().named("purchases.bulk.amount"))
	if n := earlier(plan); n > 0 {
		q.box.Add(p.note("sync_problem", look.ToneWarning, b.N("bulk.asksfirst", n), "purchases.bulk.note"))
	}
	q.addSteps(plan, sends, gone)
	q.addAgents(plan)
	return q
}

// addSteps says what the retries come to, unless all of them are plain sends.
func (q *bulkQuestion) addSteps(plan purchase.BulkPlan, sends, gone int) {
	b := q.page.book
	var pairs []any
	line := func(id, label string, n int, steps ...purchase.Step) {
		if n == 0 {
			return
		}
		sums := plan.Sums(func(i purchase.BulkItem) bool {
			for _, s := range steps {
				if i.Step == s {
					return true
				}
			}
			return false
		})
		pairs = append(pairs, label, newPara(countAndSum(b, n, sums)).named("purchases.bulk."+id))
	}
	if sends != len(plan.Items) {
		line("send", b.T("bulk.fact.send"), sends, purchase.StepSendTransfer, purchase.StepAskTransfer)
	}
	line("notice", b.T("bulk.fact.notice"), plan.Count(purchase.StepNotify), purchase.StepNotify)
	line("payment", b.T("bulk.fact.payment"), plan.Count(purchase.StepAskPayment), purchase.StepAskPayment)
	if words := leftOut(b, plan, gone); words != "" {
		pairs = append(pairs, b.T("bulk.fact.not"), newPara(words).named("purchases.bulk.not"))
	}
	if len(pairs) > 0 {
		q.box.Add(q.page.facts(pairs...))
	}
}

// addAgents says what each agent needs; how far their balance reaches comes
// with ask.
func (q *bulkQuestion) addAgents(plan purchase.BulkPlan) {
	if len(q.agents) == 0 {
		return
	}
	b := q.page.book
	q.box.Add(newPara(b.T("bulk.agents")).strong())
	var pairs []any
	for i, a := range q.agents {
		cover := newPara(needWords(b, a, b.T("purchases.fact.asking"))).named("purchases.bulk.agent." + a.Agent.ID)
		q.covers = append(q.covers, cover)
		pairs = append(pairs, agentName(b, q.agents[i].Agent), cover)
	}
	q.box.Add(q.page.facts(pairs...))
	if more := len(plan.Agents) - len(q.agents); more > 0 {
		q.box.Add(newPara(b.N("bulk.agents.more", more)).in(look.ColorMuted).named("purchases.bulk.agents.more"))
	}
}

// ask fetches the balances for the question of f, a few at a time. One that
// cannot be had says so and holds nothing back: the recharge system decides
// anyway.
func (q *bulkQuestion) ask(f *bulking) {
	p, next := q.page, 0
	var lane func()
	lane = func() {
		if f.over || f.sent || next == len(q.agents) {
			return
		}
		i := next
		next++
		run(p, func(ctx context.Context) (agent.Balance, error) { return q.balance(ctx, q.agents[i]) }, func(balance agent.Balance, err error) {
			if f.over || f.sent {
				return
			}
			words := p.book.T("bulk.agent.failed")
			if err == nil {
				words = coverWords(p.book, q.agents[i], balance.Available)
			}
			q.covers[i].set(needWords(p.book, q.agents[i], words))
			f.dialog.Fit()
			p.viewChanged()
			lane()
		})
	}
	for range bulkLanes {
		lane()
	}
}

// errNoBalance: there is nothing to compare the agent's purchases with.
var errNoBalance = errors.New("purchases: the balance of the agent is not known")

// balance asks for one agent's balance, in the currency of the purchases.
func (q *bulkQuestion) balance(ctx context.Context, a purchase.BulkAgent) (agent.Balance, error) {
	if a.Agent.ID == "" {
		return agent.Balance{}, errNoBalance
	}
	balance, err := q.page.backend.Balance(ctx, a.Agent.ID)
	if err == nil && balance.Currency != a.Currency {
		err = errNoBalance
	}
	return balance, err
}

// needWords are two lines: what the agent's purchases come to, and whether
// their balance is enough.
func needWords(b *text.Book, a purchase.BulkAgent, cover string) string {
	return countAndSum(b, len(a.Amounts), map[string]int64{a.Currency: a.Sum}) + "\n" + cover
}

// coverWords: "entran 3 de 5 con $ 95.222,00; faltan $ 10.000.000,00".
func coverWords(b *text.Book, a purchase.BulkAgent, available int64) string {
	fit, missing := a.Covers(available)
	if missing == 0 {
		return b.T("bulk.agent.enough", "available", b.Money(available, a.Currency))
	}
	return b.N("bulk.agent.part", fit, "total", len(a.Amounts), "available", b.Money(available, a.Currency), "missing", b.Money(missing, a.Currency))
}

// earlier counts the items whose last send nobody knows the outcome of.
func earlier(plan purchase.BulkPlan) int {
	n := 0
	for _, i := range plan.Items {
		if i.Step == purchase.StepAskTransfer && i.Legs.Transfer == purchase.Unknown {
			n++
		}
	}
	return n
}

// leftOut says what of the selection is not retried and why; "" for nothing.
func leftOut(b *text.Book, plan purchase.BulkPlan, gone int) string {
	var words []string
	if n := len(plan.Done); n > 0 {
		words = append(words, b.N("bulk.not.ok", n))
	}
	if gone > 0 {
		words = append(words, b.N("bulk.not.gone", gone))
	}
	return strings.Join(words, " · ")
}

func agentName(b *text.Book, a purchase.AgentRef) string {
	if a.Name == "" {
		return b.T("bulk.agent.unnamed")
	}
	return a.Name
}

// countAndSum: "3 compras · $ 10.000.100,00", one sum per currency.
func countAndSum(b *text.Book, n int, sums map[string]int64) string {
	return b.N("bulk.total", n, "sum", sumWords(b, sums))
}
