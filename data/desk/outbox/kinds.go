package outbox

import (
	"encoding/json"
	"net/http"
	"net/url"

	"trastienda/app/purchase"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// The kinds of acts that may wait.
const (
	KindMark    = "purchase.mark"
	KindSetting = "setting.put"
	KindUser    = "user.edit"
	// An agent's creation, edits of it and proposals of its bank data are acts on one
	// record: each waits for the one before.
	KindAgentCreate = replica.MakesRecord
	KindAgentEdit   = "agent.edit"
	KindBankPropose = "bank.propose"
	// KindDiscard tells that another act was given up; its record is that one's key.
	KindDiscard = "outbox.discard"
	// KindExport tells that a list was written to a file; its record is an id of its
	// own.
	KindExport = "export.made"
)

// kind is everything the queue has to know of a kind of act; a new kind is one
// more entry of kinds.
type kind struct {
	entity string
	method string
	path   func(record string) string
	// fields are what the act says of the record, in the order a person is shown
	// them; they are keys of its body, those of a part of it with a dot.
	fields []string
	// one: the fields belong together, and none of them is ever the hub's. What is
	// sent is a secret; the body says it masked.
	one bool
	// answer is what the hub answers the act with, nil for the act's own record.
	answer func(doc json.RawMessage) (replica.Answer, bool)
	// lay is the record after the act, as its person should see it meanwhile; nil
	// puts the body's fields over the record's.
	lay func(doc json.RawMessage, q replica.Queued, by purchase.Holder) (json.RawMessage, error)
	// read gives the record's values of the fields, as a body would have them; nil
	// takes the record's own.
	read func(doc json.RawMessage, by purchase.Holder) (map[string]json.RawMessage, error)
	// words is a field of the record as a person reads it, where that is not its
	// value.
	words func(doc json.RawMessage, field string) (string, bool)
}

var kinds = map[string]kind{
	KindMark: {
		entity: replica.EntityMark, method: http.MethodPut, fields: []string{"note", "hold"},
		path: func(id string) string { return "/v1/purchases/" + url.PathEscape(id) + "/mark" },
		lay:  layMark, read: readMark, words: markWords,
	},
	KindSetting: {
		entity: string(remote.Settings), method: http.MethodPut, fields: []string{"value"},
		path: func(key string) string { return "/v1/settings/" + url.PathEscape(key) },
	},
	KindUser: {
		entity: string(remote.Users), method: http.MethodPut, fields: []string{"name", "role", "agent", "active"},
		path: func(id string) string { return "/v1/users/" + url.PathEscape(id) },
	},
	KindAgentCreate: {
		entity: replica.EntityAgent, method: http.MethodPost, fields: agentFields,
		path: func(string) string { return "/v1/agents" },
	},
	KindAgentEdit: {
		entity: replica.EntityAgent, method: http.MethodPut, fields: agentFields,
		path: func(id string) string { return "/v1/agents/" + url.PathEscape(id) },
	},
	KindBankPropose: {
		entity: replica.EntityAgent, method: http.MethodPut, fields: []string{"cbu", "alias", "holder", "cuit"},
		path: func(id string) string { return "/v1/agents/" + url.PathEscape(id) + "/bank" },
		one:  true, lay: layBank, read: readBank, answer: bankAnswer,
	},
	KindDiscard: {
		entity: "discard", method: http.MethodPut, fields: []string{"act", "record"},
		path: func(key string) string { return "/v1/discards/" + url.PathEscape(key) },
	},
	KindExport: {
		entity: "export", method: http.MethodPut, fields: []string{"list", "format", "rows"},
		path: func(id string) string { return "/v1/exports/" + url.PathEscape(id) },
	},
}

// ExportBody is the body of an act of KindExport: which list was written, in
// which format, and how many rows.
type ExportBody struct {
	List   string `json:"list"`
	Format string `json:"format"`
	Rows   int    `json:"rows"`
}

// discardBody is what the audit keeps of an act that was given up.
type discardBody struct {
	Act    string `json:"act"`
	Record string `json:"record"`
	Reason string `json:"reason"`
}

// markBody is what a person says of a purchase.
type markBody struct {
	Note string `json:"note"`
	Hold bool   `json:"hold"`
}

// MarkBody is the body of an act of KindMark; the note is a clean one.
func MarkBody(note string, hold bool) any { return markBody{note, hold} }

func layMark(doc json.RawMessage, q replica.Queued, by purchase.Holder) (json.RawMessage, error) {
	m := purchase.Mark{PurchaseID: q.Record}
	if len(doc) > 0 {
		if err := json.Unmarshal(doc, &m); err != nil {
			return nil, err
		}
	}
	var body markBody
	if err := json.Unmarshal(q.Body, &body); err != nil {
		return nil, err
	}
	next := m.Set(body.Note, body.Hold, by, q.At)
	next.Version = m.Version // what the hub has
	return json.Marshal(next)
}

func readMark(doc json.RawMessage, by purchase.Holder) (map[string]json.RawMessage, error) {
	var m purchase.Mark
	if len(doc) > 0 {
		if err := json.Unmarshal(doc, &m); err != nil {
			return nil, err
		}
	}
	return split(markBody{m.Note, m.Holder != nil && m.Holder.ID == by.ID})
}

// markWords names who has the purchase.
func markWords(doc json.RawMessage, field string) (string, bool) {
	var m purchase.Mark
	if field != "hold" || json.Unmarshal(doc, &m) != nil || m.Holder == nil {
		return "", field == "hold"
	}
	return m.Holder.Name, true
}

// values are the record's values of the act's fields.
func (k kind) values(doc json.RawMessage, by purchase.Holder) (map[string]json.RawMessage, error) {
	if k.read != nil {
		return k.read(doc, by)
	}
	return fieldsOf(doc)
}

// after is the record after an act that waits.
func (k kind) after(doc json.RawMessage, q replica.Queued, by purchase.Holder) (json.RawMessage, error) {
	if k.lay != nil {
		return k.lay(doc, q, by)
	}
	whole, err := fieldsOf(doc)
	if err != nil {
		return nil, err
	}
	said, err := fieldsOf(q.Body)
	for name, value := range said {
		whole[name] = value
	}
	if err != nil {
		return nil, err
	}
	return joined(whole)
}

func split(body any) (map[string]json.RawMessage, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	return fieldsOf(text)
}

// Sign is what a record shows of its unsent acts.
type Sign string

// The signs, the least urgent first.
const (
	SignNone     Sign = ""
	SignWaiting  Sign = "waiting"  // what is shown is not at the hub yet
	SignRefused  Sign = "refused"  // the hub's is shown: it refused an act
	SignConflict Sign = "conflict" // the hub's is shown: somebody was faster
)

// Overlay is a record as its user should see it: the hub's document with what
// waits to be sent on top. What the hub refused, or holds in conflict, is not
// laid over it: it may never come to be.
func Overlay(doc json.RawMessage, unsent []replica.Queued, by purchase.Holder) (json.RawMessage, Sign, error) {
	sign := SignNone
	for _, q := range unsent {
		k, known := kinds[q.Kind]
		switch {
		case q.State == replica.QueueConflict:
			sign = SignConflict
		case q.State == replica.QueueRefused && sign != SignConflict:
			sign = SignRefused
		case known && !q.Held && (q.State == replica.QueueWaiting || q.State == replica.QueueSending):
			after, err := k.after(doc, q, by)
			if err != nil {
				return doc, sign, err
			}
			doc = after
			if sign == SignNone {
				sign = SignWaiting
			}
		}
	}
	return doc, sign, nil
}
