package simulator

import (
	"encoding/json"
	"maps"
	"net/http"
)

// act is what billing and the card issuer keep of a call that changed
// something: what was asked, its id and what became of it.
type act = map[string]any

// listActs answers the acts of a kind by reference.
func listActs(kind, field string) func(*operation) (answer, error) {
	return func(o *operation) (answer, error) {
		found, err := list[act](o, kind, byReference, o.Query.Get("reference"))
		return ok(map[string]any{field: found}), err
	}
}

// asked is the body of a call as it came, with its reference. A call without
// one is no call of the contract.
func (o *operation) asked() (act, string, bool) {
	body := act{}
	if len(o.Body) > 0 && json.Unmarshal(o.Body, &body) != nil {
		return nil, "", false
	}
	reference, _ := body["reference"].(string)
	return body, reference, reference != ""
}

// record keeps an act under a new id, with what is added to it, and enters it
// in the ledger.
func (o *operation) record(kind, idField, owner string, body act, extra act, amount sum) (answer, error) {
	id, err := o.id(prefixes[kind])
	if err != nil {
		return answer{}, err
	}
	kept := maps.Clone(body)
	maps.Copy(kept, extra)
	kept[idField] = id
	reference, _ := body["reference"].(string)
	if err := o.put(doc{kind: kind, id: id, reference: reference, owner: owner, body: kept}); err != nil {
		return answer{}, err
	}
	return answer{http.StatusCreated, kept}, o.effect(Effect{Kind: kind, Reference: reference, ID: id, Amount: amount.minor, Currency: amount.currency})
}

// sum is an amount of an act, zero where nothing is paid.
type sum struct {
	minor    int64
	currency string
}

var prefixes = map[string]string{
	"bill-payment": "BP", "plan": "PL", "plan-activate": "PA", "plan-lapse": "PX", "invoice": "IN", "adhesion": "AD",
	"order": "OE", "card-block": "CB", "card-activate": "CA", "reverse": "RV",
}
