package simulator

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/google/uuid"
)

func checkoutRoutes() []route {
	return []route{
		{system: checkoutSystem, name: "checkout", method: http.MethodPost, path: "/v1/checkouts", run: openCheckout},
		{system: checkoutSystem, name: "get-checkout", method: http.MethodGet, path: "/v1/checkouts/{id}", run: getCheckout},
		{system: checkoutSystem, name: "find-checkout", method: http.MethodGet, path: "/v1/checkouts", list: "checkouts", run: findCheckout},
	}
}

// checkoutLife is how long a page can be paid.
const checkoutLife = 30 * time.Minute

// The states of a check-out.
const (
	checkoutOpen     = "open"
	checkoutPaid     = "paid"
	checkoutRejected = "rejected"
	checkoutExpired  = "expired"
)

type checkoutLine struct {
	Reference string `json:"reference"`
	Amount    int64  `json:"amount"`
}

type checkout struct {
	CheckoutID  string         `json:"checkout_id"`
	Reference   string         `json:"reference"`
	Amount      int64          `json:"amount"`
	Currency    string         `json:"currency"`
	Description string         `json:"description"`
	Lines       []checkoutLine `json:"lines"`
	URL         string         `json:"url"`
	ExpiresAt   time.Time      `json:"expires_at"`
	Status      string         `json:"status"`
	PaidAt      *time.Time     `json:"paid_at"`
	Method      string         `json:"method"`
	Receipt     string         `json:"receipt"`
}

func openCheckout(o *operation) (answer, error) {
	var c checkout
	if !o.read(&c) || c.Reference == "" || c.Currency == "" {
		return badRequest, nil
	}
	if badAmount(c.Amount) {
		return amountRefusal, nil
	}
	var sum int64
	for _, line := range c.Lines {
		if badAmount(line.Amount) || line.Amount > c.Amount {
			return amountRefusal, nil
		}
		sum += line.Amount
	}
	if len(c.Lines) > 0 && sum != c.Amount {
		return refuse(http.StatusUnprocessableEntity, "lines-differ"), nil
	}
	// Whoever knows the address may pay, so it must not be guessed.
	c.CheckoutID = uuid.NewString()
	c.URL = o.Base + "/checkout/pay/" + c.CheckoutID
	c.ExpiresAt = o.now.UTC().Add(checkoutLife).Truncate(time.Second)
	c.Status, c.PaidAt, c.Method, c.Receipt = checkoutOpen, nil, "", ""
	return created(c), o.keepCheckout(c, "checkout")
}

func getCheckout(o *operation) (answer, error) {
	c, found, err := o.checkout(o.Vars["id"])
	if err == nil && !found {
		return refuse(http.StatusNotFound, "unknown-checkout"), nil
	}
	return ok(c), err
}

func findCheckout(o *operation) (answer, error) {
	found, err := list[checkout](o, "checkout", byReference, o.Query.Get("reference"))
	for i := range found {
		found[i].lapse(o.now)
	}
	return ok(map[string]any{"checkouts": found}), err
}

func (o *operation) checkout(id string) (checkout, bool, error) {
	var c checkout
	found, err := o.get("checkout", id, &c)
	c.lapse(o.now)
	return c, found, err
}

// lapse shows a check-out whose time is over as expired.
func (c *checkout) lapse(now time.Time) {
	if c.Status == checkoutOpen && !now.Before(c.ExpiresAt) {
		c.Status = checkoutExpired
	}
}

// settleCheckout is what somebody presses on the page. A check-out that is no
// longer open stays as it is.
func (o *operation) settleCheckout(id, status string) (checkout, bool, error) {
	c, found, err := o.checkout(id)
	if err != nil || !found || c.Status != checkoutOpen {
		return c, found, err
	}
	c.Status = status
	if status == checkoutPaid {
		at := o.now.UTC().Truncate(time.Second)
		c.PaidAt, c.Method = &at, "debit-card"
		if c.Receipt, err = o.id("R"); err != nil {
			return c, true, err
		}
	}
	if err := o.keepCheckout(c, status); err != nil {
		return c, true, err
	}
	body, err := json.Marshal(struct {
		Type string `json:"type"`
		checkout
	}{"checkout." + status, c})
	if err != nil {
		return c, true, err
	}
	return c, true, o.enqueue("/v1/hooks/checkout", body, 1)
}

func (o *operation) keepCheckout(c checkout, kind string) error {
	if err := o.put(doc{kind: "checkout", id: c.CheckoutID, reference: c.Reference, body: c}); err != nil {
		return err
	}
	return o.effect(Effect{Kind: kind, Reference: c.Reference, ID: c.CheckoutID, Amount: c.Amount, Currency: c.Currency})
}
