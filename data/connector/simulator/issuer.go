package simulator

import (
	"context"
	"database/sql"
	"net/http"
	"strconv"
	"time"
)

func issuerRoutes() []route {
	const i, get, post = issuerSystem, http.MethodGet, http.MethodPost
	return []route{
		{system: i, name: "order", method: post, path: "/v1/orders", run: issueOrder},
		{system: i, name: "find-order", method: get, path: "/v1/orders", list: "orders", run: listActs("order", "orders")},
		{system: i, name: "block", method: post, path: "/v1/cards/{id}/block", run: blockCard},
		{system: i, name: "find-block", method: get, path: "/v1/cards/{id}/block", list: "acts", run: listActs("card-block", "acts")},
		{system: i, name: "activate", method: post, path: "/v1/cards/{id}/activate", run: activateCard},
		{system: i, name: "find-activate", method: get, path: "/v1/cards/{id}/activate", list: "acts", run: listActs("card-activate", "acts")},
		{system: i, name: "cards", method: get, path: "/v1/cards", list: "cards", run: cards},
		{system: i, name: "transactions", method: get, path: "/v1/cards/{id}/transactions", list: "transactions", run: transactions},
		{system: i, name: "reverse", method: post, path: "/v1/transactions/{id}/reverse", run: reverse},
		{system: i, name: "find-reverse", method: get, path: "/v1/transactions/{id}/reverse", list: "acts", run: listActs("reverse", "acts")},
	}
}

// activationTime is how long the simulated issuer takes to activate a card;
// the contract allows 24 hours (S2-21).
const activationTime = 24 * time.Hour

// The states of a card.
const (
	cardToActivate = "to-activate"
	cardActive     = "active"
	cardBlocked    = "blocked"
)

type card struct {
	CardID string         `json:"card_id"`
	Order  string         `json:"order_id"`
	Item   map[string]any `json:"item"`
	Status string         `json:"status"`
	// EffectiveAt is when an activation takes effect.
	EffectiveAt *time.Time `json:"effective_at"`
}

// show is the card at an instant: an activation that is due has happened.
func (c card) show(now time.Time) card {
	if c.EffectiveAt != nil && !now.Before(*c.EffectiveAt) {
		c.Status = cardActive
	}
	return c
}

// issueOrder makes one card for each item.
func issueOrder(o *operation) (answer, error) {
	body, _, valid := o.asked()
	var asked struct{ Items []map[string]any }
	if !valid || !o.read(&asked) || len(asked.Items) == 0 {
		return badRequest, nil
	}
	a, err := o.record("order", "order_id", "", body, act{}, sum{})
	if err != nil {
		return a, err
	}
	order, _ := a.body.(act)["order_id"].(string)
	for _, item := range asked.Items {
		c := card{Order: order, Item: item, Status: cardToActivate}
		if c.CardID, err = o.id("K"); err != nil {
			return a, err
		}
		if err := o.put(doc{kind: "card", id: c.CardID, owner: order, body: c}); err != nil {
			return a, err
		}
	}
	return a, nil
}

func blockCard(o *operation) (answer, error) {
	now := o.now.UTC()
	return o.changeCard("card-block", now, func(c *card) { c.Status, c.EffectiveAt = cardBlocked, nil })
}

func activateCard(o *operation) (answer, error) {
	due := o.now.UTC().Add(activationTime).Truncate(time.Second)
	return o.changeCard("card-activate", due, func(c *card) { c.EffectiveAt = &due })
}

func (o *operation) changeCard(kind string, effective time.Time, change func(*card)) (answer, error) {
	body, _, valid := o.asked()
	if !valid {
		return badRequest, nil
	}
	var c card
	id := o.Vars["id"]
	found, err := o.get("card", id, &c)
	if err != nil {
		return answer{}, err
	}
	if !found {
		c = card{CardID: id, Item: map[string]any{}, Status: cardToActivate}
	}
	change(&c)
	if err := o.put(doc{kind: "card", id: id, owner: c.Order, body: c}); err != nil {
		return answer{}, err
	}
	return o.record(kind, "act_id", id, body, act{"card_id": id, "status": c.Status, "effective_at": effective}, sum{})
}

func cards(o *operation) (answer, error) {
	var after int64
	if text := o.Query.Get("after"); text != "" {
		var err error
		if after, err = strconv.ParseInt(text, 10, 64); err != nil || after < 0 {
			return refuse(http.StatusBadRequest, "bad-cursor"), nil
		}
	}
	found, last, err := page[card](o, "card", after)
	for i := range found {
		found[i] = found[i].show(o.now)
	}
	next := ""
	if last > 0 {
		next = strconv.FormatInt(last, 10)
	}
	return ok(map[string]any{"cards": found, "next": next}), err
}

// CardTransaction is something bought with a card; Amount is in minor units.
type CardTransaction struct {
	TransactionID string    `json:"transaction_id"`
	Card          string    `json:"card_id"`
	Amount        int64     `json:"amount"`
	Currency      string    `json:"currency"`
	At            time.Time `json:"at"`
	Status        string    `json:"status"`
}

func transactions(o *operation) (answer, error) {
	since := time.Time{}
	if text := o.Query.Get("since"); text != "" {
		var err error
		if since, err = time.Parse(time.RFC3339, text); err != nil {
			return badRequest, nil
		}
	}
	all, err := list[CardTransaction](o, "transaction", byOwner, o.Vars["id"])
	found := []CardTransaction{}
	for _, t := range all {
		if !t.At.Before(since) {
			found = append(found, t)
		}
	}
	return ok(map[string]any{"transactions": found}), err
}

func reverse(o *operation) (answer, error) {
	body, _, valid := o.asked()
	if !valid {
		return badRequest, nil
	}
	var t CardTransaction
	id := o.Vars["id"]
	found, err := o.get("transaction", id, &t)
	switch {
	case err != nil:
		return answer{}, err
	case !found:
		return refuse(http.StatusNotFound, "unknown-transaction"), nil
	case t.Status == "reversed":
		return refuse(http.StatusConflict, "already-reversed"), nil
	}
	t.Status = "reversed"
	if err := o.put(doc{kind: "transaction", id: id, owner: t.Card, body: t}); err != nil {
		return answer{}, err
	}
	return o.record("reverse", "act_id", id, body, act{"transaction_id": id}, sum{t.Amount, t.Currency})
}

// AddTransaction makes somebody buy with a card, now when At is zero.
// ErrPayment when it has no card or currency or an amount nobody may move.
func (s *Simulator) AddTransaction(ctx context.Context, t CardTransaction) (CardTransaction, error) {
	if t.Card == "" || t.Currency == "" || badAmount(t.Amount) {
		return t, ErrPayment
	}
	err := s.store.in(ctx, func(tx *sql.Tx) (err error) {
		o := &operation{ctx: ctx, tx: tx, sim: s, system: issuerSystem, now: s.clock.Now()}
		if t.At.IsZero() {
			t.At = o.now
		}
		t.At, t.Status = t.At.UTC(), "done"
		if t.TransactionID, err = o.id("TX"); err != nil {
			return err
		}
		if err := o.put(doc{kind: "transaction", id: t.TransactionID, owner: t.Card, body: t}); err != nil {
			return err
		}
		return o.effect(Effect{Kind: "transaction", Reference: t.TransactionID, ID: t.TransactionID, Amount: t.Amount, Currency: t.Currency})
	})
	return t, err
}
