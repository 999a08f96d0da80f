package simulator

import "net/http"

func networkRoutes() []route {
	return []route{
		{system: networkSystem, name: "values", method: http.MethodGet, path: "/v1/values", list: "values", run: values},
		{system: networkSystem, name: "reserve", method: http.MethodPost, path: "/v1/recharges", run: reserve},
		{system: networkSystem, name: "find-recharge", method: http.MethodGet, path: "/v1/recharges", list: "recharges", run: findRecharge},
		{system: networkSystem, name: "confirm", method: http.MethodPost, path: "/v1/recharges/{id}/confirm", run: confirmRecharge},
		{system: networkSystem, name: "cancel", method: http.MethodPost, path: "/v1/recharges/{id}/cancel", run: cancelRecharge},
	}
}

// The states of a recharge at the network.
const (
	rechargePending   = "pending"
	rechargeConfirmed = "confirmed"
	rechargeCancelled = "cancelled"
)

type recharge struct {
	RechargeID    string `json:"recharge_id"`
	Reference     string `json:"reference"`
	Operator      string `json:"operator"`
	Line          string `json:"line"`
	Amount        int64  `json:"amount"`
	Currency      string `json:"currency"`
	Status        string `json:"status"`
	Authorization string `json:"authorization"`
}

// values answers an empty list for the area code 00, which is nobody's.
func values(o *operation) (answer, error) {
	offered := []int64{400, 499, 1000, 1500, 2000, 3000, 5000, 10000}
	if ddd := o.Query.Get("ddd"); ddd == "" || ddd == "00" {
		offered = []int64{}
	}
	return ok(map[string]any{"values": offered, "currency": "BRL"}), nil
}

func reserve(o *operation) (answer, error) {
	var r recharge
	if !o.read(&r) || r.Reference == "" || r.Operator == "" || r.Line == "" || r.Currency == "" {
		return badRequest, nil
	}
	if badAmount(r.Amount) {
		return amountRefusal, nil
	}
	var err error
	if r.RechargeID, err = o.id("RC"); err != nil {
		return answer{}, err
	}
	r.Status, r.Authorization = rechargePending, ""
	return created(r), o.keepRecharge(r, "reserve")
}

func findRecharge(o *operation) (answer, error) {
	found, err := list[recharge](o, "recharge", byReference, o.Query.Get("reference"))
	return ok(map[string]any{"recharges": found}), err
}

func confirmRecharge(o *operation) (answer, error) {
	return o.settleRecharge("confirm", rechargeConfirmed, rechargeCancelled, "already-cancelled")
}

func cancelRecharge(o *operation) (answer, error) {
	return o.settleRecharge("cancel", rechargeCancelled, rechargeConfirmed, "already-confirmed")
}

// settleRecharge brings a reservation to its end. Asked again it answers the
// same; asked for the other end it refuses.
func (o *operation) settleRecharge(kind, wanted, other, refusal string) (answer, error) {
	var r recharge
	found, err := o.get("recharge", o.Vars["id"], &r)
	switch {
	case err != nil:
		return answer{}, err
	case !found:
		return refuse(http.StatusNotFound, "sale-not-found"), nil
	case r.Status == other:
		return refuse(http.StatusConflict, refusal), nil
	case r.Status == wanted:
		return ok(r), nil
	}
	r.Status = wanted
	if wanted == rechargeConfirmed {
		if r.Authorization, err = o.id("A"); err != nil {
			return answer{}, err
		}
	}
	return ok(r), o.keepRecharge(r, kind)
}

func (o *operation) keepRecharge(r recharge, kind string) error {
	if err := o.put(doc{kind: "recharge", id: r.RechargeID, reference: r.Reference, owner: r.Line, body: r}); err != nil {
		return err
	}
	return o.effect(Effect{Kind: kind, Reference: r.Reference, ID: r.RechargeID, Amount: r.Amount, Currency: r.Currency})
}
