package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Link is one link of an agency's chain as its hash covers it: At is in Unix
// milliseconds, Before and After are the stored texts, sign by sign.
type Link struct {
	Agency    string `json:"agency"`
	Seq       int64  `json:"seq"`
	At        int64  `json:"at_ms"`
	Actor     string `json:"actor"`
	ActorName string `json:"actor_name"`
	Device    string `json:"device"`
	Act       string `json:"act"`
	Entity    string `json:"entity"`
	EntityID  string `json:"entity_id"`
	Before    string `json:"before"`
	After     string `json:"after"`
	Prev      string `json:"prev_hash"`
}

// Sum chains a link to the one before it: SHA-256 in hex over the JSON list of
// the previous hash and the link's columns in their order.
func (l Link) Sum() string {
	row, err := json.Marshal([]any{l.Prev, l.Agency, l.Seq, l.At, l.Actor, l.ActorName, l.Device, l.Act, l.Entity, l.EntityID, l.Before, l.After})
	if err != nil {
		panic(err) // texts and numbers only
	}
	sum := sha256.Sum256(row)
	return hex.EncodeToString(sum[:])
}
