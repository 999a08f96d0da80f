package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"trastienda/app/agent"
	"trastienda/app/purchase"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// agentFields are what a form says of an agent.
var agentFields = []string{
	"code", "name", "cuit", "active", "next_visit",
	"contact.person", "contact.phone", "contact.mobile", "contact.email", "contact.notes",
	"address.street", "address.number", "address.floor", "address.locality", "address.province", "address.postcode",
	"points_of_sale",
}

// newAgentBody is the body of an act of KindAgentCreate.
type newAgentBody struct {
	ID string `json:"id"`
	agent.Edit
}

// NewAgentBody is what KindAgentCreate says; the edit is a clean one.
func NewAgentBody(id string, e agent.Edit) any { return newAgentBody{ID: id, Edit: e} }

// bankBody is bank data as a person may read it again.
type bankBody struct {
	CBU    string `json:"cbu"`
	Alias  string `json:"alias"`
	Holder string `json:"holder"`
	CUIT   string `json:"cuit"`
}

func maskedBody(d agent.BankData) bankBody {
	return bankBody{CBU: d.CBUMasked, Alias: d.Alias, Holder: d.Holder, CUIT: d.CUITMasked}
}

// UnsentBank is the name in an agent's overlaid document of the bank data, an
// agent.BankData, that waits to be proposed.
const UnsentBank = "unsent_bank"

// layBank tells of the proposal; what is in force stays.
func layBank(doc json.RawMessage, q replica.Queued, _ purchase.Holder) (json.RawMessage, error) {
	whole := map[string]json.RawMessage{}
	if len(doc) > 0 {
		if err := json.Unmarshal(doc, &whole); err != nil {
			return nil, err
		}
	}
	var b bankBody
	if err := json.Unmarshal(q.Body, &b); err != nil {
		return nil, err
	}
	unsent, err := json.Marshal(agent.BankData{CBUMasked: b.CBU, Alias: b.Alias, Holder: b.Holder, CUITMasked: b.CUIT})
	if err != nil {
		return nil, err
	}
	whole[UnsentBank] = unsent
	return json.Marshal(whole)
}

// readBank gives what is in force, masked, as a body would have it.
func readBank(doc json.RawMessage, _ purchase.Holder) (map[string]json.RawMessage, error) {
	var a agent.Agent
	if len(doc) > 0 {
		if err := json.Unmarshal(doc, &a); err != nil {
			return nil, err
		}
	}
	return split(maskedBody(agent.BankData{CBUMasked: a.Bank.CBUMasked, Alias: a.Bank.Alias, Holder: a.Bank.Holder, CUITMasked: a.Bank.CUITMasked}))
}

// bankAnswer reads the change that a proposal makes; it tells the agent's version
// after it.
func bankAnswer(doc json.RawMessage) (replica.Answer, bool) {
	var c agent.BankChange
	if json.Unmarshal(doc, &c) != nil || c.ID == "" || c.Version == 0 || c.AgentVersion == 0 {
		return replica.Answer{}, false
	}
	return replica.Answer{Entity: string(remote.BankChanges), ID: c.ID, Doc: doc, Version: c.AgentVersion}, true
}

// pointsText names points of sale; false for anything else.
func pointsText(value json.RawMessage) (string, bool) {
	var points []agent.PointOfSale
	if json.Unmarshal(value, &points) != nil {
		return "", false
	}
	words := make([]string, len(points))
	for i, p := range points {
		words[i] = strings.TrimSpace(p.PSR + " " + p.Name)
	}
	return strings.Join(words, ", "), true
}

// Made is a record that the hub does not have as its acts would make it, also
// those that wait behind one that was refused; none when no act makes it.
func Made(unsent []replica.Queued, by purchase.Holder) (doc json.RawMessage, err error) {
	for i, q := range unsent {
		k, known := kinds[q.Kind]
		if i == 0 && q.Kind != replica.MakesRecord {
			return nil, nil
		}
		if !known || i > 0 && (q.State == replica.QueueRefused || q.State == replica.QueueConflict) {
			continue
		}
		if doc, err = k.after(doc, q, by); err != nil {
			return nil, err
		}
	}
	return doc, nil
}

// Redo writes what an act that was to make its record, and was refused, says now;
// it goes again as a new act in its place. ErrSettled when it is not refused any
// more.
func (q *Queue) Redo(ctx context.Context, opID string, body any) error {
	act, err := q.p.Replica.FindQueued(ctx, opID)
	if err != nil {
		return named(err)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	next := act
	if next.Body, err = json.Marshal(body); err != nil {
		return fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	next.OpID, next.At = id.String(), q.p.Clock.Now()
	if err := q.p.Replica.ReplaceQueued(ctx, opID, next, q.follow); err != nil {
		return named(err)
	}
	q.p.OnChange()
	q.Wake()
	return nil
}
