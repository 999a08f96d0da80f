package board

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/purchase"
	"trastienda/ui/form"
	"trastienda/ui/grid"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// agentBody is the board of an agent: balance, next visit, movements and
// notices (S0-2 … S0-5).
type agentBody struct {
	page *Page
	root *fyne.Container

	balance *block
	eye     *form.Button
	visit   *block
	buy     *link // nil: the user may not buy
	table   *grid.Grid
	rows    movements
	place   *fyne.Container // of the table
	notices *list
}

func newAgentBody(p *Page) *agentBody {
	b := &agentBody{page: p}
	t := p.Book
	b.balance = newBlock("board.balance", card, "account_balance_wallet", look.ToneInfo)
	b.eye = form.NewButton(form.ButtonParams{ID: "board.balance.eye", Kind: form.Quiet, Keys: p.keys, Run: b.turnEye,
		OnFocus: func() { p.reveal(b.eye) }})
	b.balance.corner = b.eye
	b.visit = newBlock("board.visit", card, "calendar_month", look.ToneInfo)
	gap := part.Sized(look.SizeGap, 1)
	cards := container.New(part.Wall{Gap: gap, Least: zoomed(240)}, b.balance, b.visit)
	if p.Buy != nil {
		b.buy = newLink(p, "board.buy", card, "payments", look.ToneInfo, p.Buy)
		b.buy.set(t.T("board.buy"), "", t.T("board.buy.more"))
		cards.Add(b.buy)
	}
	b.newTable()
	head := form.NewWords(t.T("board.movements"))
	head.ID, head.Bold = "board.movements.title", true
	back := canvas.NewRectangle(theme.Color(look.ColorSurface))
	back.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	back.StrokeColor, back.StrokeWidth = theme.Color(theme.ColorNameSeparator), theme.Size(theme.SizeNameSeparatorThickness)
	table := container.New(part.Padded{Pad: part.Sized(look.SizeGap, 1.5)}, back, container.New(&part.Column{Gap: gap}, head, b.place))
	b.notices = newList(p, "board.notices", t.T("board.notices"), noticesMost)
	b.root = container.New(rightMargin{}, container.New(&part.Column{Gap: gap}, cards,
		container.New(part.Wall{Gap: gap, Least: zoomed(440)}, table, b.notices.root), newFoot()))
	return b
}

func (b *agentBody) object() *fyne.Container { return b.root }

func (b *agentBody) panes() []fyne.Focusable {
	panes := []fyne.Focusable{b.eye, b.table, b.notices.first()}
	if b.buy != nil {
		panes = append([]fyne.Focusable{b.buy}, panes...)
	}
	return panes
}

// load reads everything from the replica again; the balance is asked for by
// itself, because the hub may be slow.
func (b *agentBody) load() {
	p := b.page
	ask(p, func(ctx context.Context) ([]purchase.Purchase, error) { return p.Backend.Movements(ctx, movementMost) }, func(list []purchase.Purchase) {
		p.known.movements, p.known.moved = list, true
	})
	ask(p, func(ctx context.Context) ([]Notice, error) { return p.Backend.Notices(ctx, noticesMost) }, func(n []Notice) { p.known.notices = n })
	ask(p, func(ctx context.Context) (time.Time, error) {
		at, _, err := p.Backend.NextVisit(ctx)
		return at, err
	}, func(at time.Time) { p.known.visit = at })
}

// fill shows what is known.
func (b *agentBody) fill() {
	p, t := b.page, b.page.Book
	b.fillBalance()
	b.visit.Hidden = p.known.visit.IsZero()
	b.visit.set(t.T("board.visit"), t.DayMonth(p.known.visit))
	b.fillTable()
	b.notices.show(p.noticeRows(), t.T("board.notices.none"), "")
}

// hiddenAmount stands for a balance that others shall not read.
const hiddenAmount = "••••••"

// freshFor is how long a balance is shown without its time.
const freshFor = 15 * time.Minute

func (b *agentBody) fillBalance() {
	p, t := b.page, b.page.Book
	value, more := "", ""
	switch known := p.known.balance; {
	case known != nil:
		value = t.Money(known.Available, known.Currency)
		if !p.Backend.Online() || p.Backend.Now().Sub(known.AsOf) > freshFor || p.known.unknown != nil {
			more = t.T("board.balance.at", "at", p.when(known.AsOf))
		}
	case errors.Is(p.known.unknown, ErrNoAgent) && !p.Backend.LastSync().IsZero():
		more = t.T("board.balance.noagent")
	case p.known.unknown != nil && !errors.Is(p.known.unknown, ErrNoAgent):
		more = t.T("board.balance.unknown")
	default:
		more = t.T("board.balance.asking")
	}
	name, icon := t.T("board.balance.hide"), "visibility_off"
	if p.hide {
		name, icon = t.T("board.balance.show"), "visibility"
	}
	if p.hide && value != "" {
		value = hiddenAmount
	}
	b.eye.SetTip(name)
	b.eye.SetIcon(look.Icon(icon))
	b.balance.set(t.T("board.balance"), value, more)
}

func (b *agentBody) turnEye() {
	b.page.hide = !b.page.hide
	b.page.fill()
}

// movements are the rows of the table; they are few and all there.
type movements struct {
	mu   sync.Mutex
	rows []grid.Row
}

// Count is part of grid.Source.
func (m *movements) Count(context.Context) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.rows), nil
}

// Rows is part of grid.Source.
func (m *movements) Rows(_ context.Context, from, n int) ([]grid.Row, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.rows[min(from, len(m.rows)):min(from+n, len(m.rows))], nil
}

// put exchanges the rows and tells what they were.
func (m *movements) put(rows []grid.Row) (before []grid.Row) {
	m.mu.Lock()
	defer m.mu.Unlock()
	before, m.rows = m.rows, rows
	return before
}

// newTable makes the table with the columns of S0-3.
func (b *agentBody) newTable() {
	p, t := b.page, b.page.Book
	b.table = grid.New(grid.Params{ID: "movements", Keys: p.keys, Do: p.Do, Columns: []grid.Column{
		{ID: "at", Title: t.T("board.movements.at"), Width: 140, MinWidth: 140},
		{ID: "amount", Title: t.T("board.movements.amount"), Width: 140, MinWidth: 90, Align: grid.Right},
		{ID: "reason", Title: t.T("board.movements.reason"), Width: 170, MinWidth: 120},
	}})
	b.table.OnOpen = func(id string) { p.Open(Query{Purchase: id}) }
	b.table.OnCopy = p.Copy
	none := form.NewWords(t.T("purchases.empty.filtered"))
	none.ID, none.Color = "board.movements.none", look.ColorMuted
	b.table.SetEmpty(container.NewGridWrap(none.Fit(10000).AddWidthHeight(1, 0), none))
	b.place = container.New(tableHeight{b}, b.table)
}

// tableHeight keeps room for the head and every row, so that the table does
// not scroll by itself; and for what it says when there are none.
type tableHeight struct{ body *agentBody }

// MinSize is part of fyne.Layout.
func (l tableHeight) MinSize([]fyne.CanvasObject) fyne.Size {
	rows := min(max(len(l.body.page.known.movements), 3), movementMost)
	return fyne.NewSize(1, theme.Size(look.SizeHeader)+theme.Size(look.SizeRow)*(float32(rows)+0.5))
}

// Layout is part of fyne.Layout.
func (tableHeight) Layout(o []fyne.CanvasObject, size fyne.Size) { o[0].Resize(size) }

// reasonKeys tell why the money moved, by how far the purchase is.
var reasonKeys = map[purchase.Status]string{
	purchase.StatusOK:      "board.reason.ok",
	purchase.StatusPending: "board.reason.pending",
	purchase.StatusError:   "board.reason.error",
}

func (b *agentBody) fillTable() {
	p, t := b.page, b.page.Book
	if !p.known.moved {
		return
	}
	rows := []grid.Row{}
	for _, q := range p.known.movements {
		rows = append(rows, grid.Row{ID: q.ID, Cells: []grid.Cell{
			{Text: t.Stamp(q.At)}, {Text: t.Money(q.Credited, q.Currency), Kind: grid.Money}, {Text: t.T(reasonKeys[q.Status])},
		}})
	}
	before := b.rows.put(rows)
	switch {
	case before == nil:
		b.table.SetSource(&b.rows)
	case !reflect.DeepEqual(before, rows):
		b.table.Reload() // what is chosen stays
	}
}
