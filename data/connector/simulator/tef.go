package simulator

import "net/http"

func tefRoutes() []route {
	return []route{
		{system: tefSystem, name: "charge", method: http.MethodPost, path: "/v1/charges", run: charge},
		{system: tefSystem, name: "find-charge", method: http.MethodGet, path: "/v1/charges", list: "charges", run: findCharge},
		{system: tefSystem, name: "void", method: http.MethodPost, path: "/v1/charges/{id}/void", run: voidCharge},
	}
}

// declinedCents is the ending of an amount that the simulated terminal
// declines, so that both answers can be had without a fault.
const declinedCents = 13

type cardCharge struct {
	ChargeID      string `json:"charge_id"`
	Reference     string `json:"reference"`
	Amount        int64  `json:"amount"`
	Currency      string `json:"currency"`
	Status        string `json:"status"`
	Authorization string `json:"authorization"`
}

func charge(o *operation) (answer, error) {
	var c cardCharge
	if !o.read(&c) || c.Reference == "" || c.Currency == "" {
		return badRequest, nil
	}
	if badAmount(c.Amount) {
		return amountRefusal, nil
	}
	var err error
	if c.ChargeID, err = o.id("CH"); err != nil {
		return answer{}, err
	}
	kind := "decline"
	c.Status, c.Authorization = "declined", ""
	if c.Amount%100 != declinedCents {
		kind, c.Status = "charge", "approved"
		if c.Authorization, err = o.id("A"); err != nil {
			return answer{}, err
		}
	}
	return created(c), o.keepCharge(c, kind)
}

func findCharge(o *operation) (answer, error) {
	found, err := list[cardCharge](o, "charge", byReference, o.Query.Get("reference"))
	return ok(map[string]any{"charges": found}), err
}

func voidCharge(o *operation) (answer, error) {
	var c cardCharge
	found, err := o.get("charge", o.Vars["id"], &c)
	switch {
	case err != nil:
		return answer{}, err
	case !found:
		return refuse(http.StatusNotFound, "unknown-charge"), nil
	case c.Status == "declined":
		return refuse(http.StatusConflict, "not-approved"), nil
	case c.Status == "voided":
		return ok(c), nil
	}
	c.Status = "voided"
	return ok(c), o.keepCharge(c, "void")
}

func (o *operation) keepCharge(c cardCharge, kind string) error {
	if err := o.put(doc{kind: "charge", id: c.ChargeID, reference: c.Reference, body: c}); err != nil {
		return err
	}
	return o.effect(Effect{Kind: kind, Reference: c.Reference, ID: c.ChargeID, Amount: c.Amount, Currency: c.Currency})
}
