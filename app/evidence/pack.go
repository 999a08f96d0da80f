package evidence

import (
	"encoding/json"
	"time"

	"trastienda/app/audit"
	"trastienda/app/purchase"
)

// packForm names this form of a pack; another form has another number.
const packForm = "trastienda:pack:1"

// Pack is what a hub knows of one purchase and vouches for, as evidence.json
// says it. Amounts are minor units, instants UTC; accounts are masked and nothing
// secret is in it.
type Pack struct {
	Form   string      `json:"form"`
	Key    Fingerprint `json:"key"` // of the hub that made it
	Agency Agency      `json:"agency"`
	// Sample: the agency is made up.
	Sample   bool              `json:"sample"`
	Purchase purchase.Purchase `json:"purchase"`
	Closing  *purchase.Closing `json:"closing"` // nil when nobody proposed one
	Attempts []Attempt         `json:"attempts"`
	// Actors are those who did something with it, in the order of their first act.
	Actors []audit.Actor `json:"actors"`
	// Links are the links of the audit chain that are about it, oldest first.
	Links []Link `json:"audit"`
	// Head is the newest link of the agency's whole chain when the pack was made:
	// who writes it down can ask later whether the chain still leads there.
	Head    Head        `json:"head"`
	Made    time.Time   `json:"made_at"`
	By      audit.Actor `json:"made_by"`
	Version string      `json:"program_version"`
}

// Agency names the agency of a pack.
type Agency struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Currency string `json:"currency"`
	TimeZone string `json:"time_zone"`
}

// Attempt is one attempt with what was sent and got, accounts masked. Kept is
// false for attempts whose texts were not kept.
type Attempt struct {
	purchase.Attempt
	Kept    bool   `json:"kept"`
	Request string `json:"request"`
	Answer  string `json:"answer"`
}

// Link is a link of the chain and its hash.
type Link struct {
	audit.Link
	Hash string `json:"hash"`
}

// Head is the end of a chain.
type Head struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

// Complete fills in what follows from the rest.
func (p *Pack) Complete() {
	p.Form = packForm
	p.Actors = []audit.Actor{}
	seen := map[string]bool{"": true}
	for _, l := range p.Links {
		if !seen[l.Actor] {
			seen[l.Actor] = true
			p.Actors = append(p.Actors, audit.Actor{ID: l.Actor, Name: l.ActorName})
		}
	}
}

// Check tells whether a pack is sound in itself. Errors: ErrDamaged, ErrChain.
func (p Pack) Check() error {
	if p.Form != packForm || p.Purchase.ID == "" || p.Agency.ID == "" {
		return ErrDamaged
	}
	var last Link
	for _, l := range p.Links {
		if l.Agency != p.Agency.ID || l.EntityID != p.Purchase.ID || l.Seq <= last.Seq {
			return ErrDamaged
		}
		if l.Sum() != l.Hash {
			return ErrChain
		}
		last = l
	}
	if last.Seq > p.Head.Seq || last.Seq == p.Head.Seq && last.Hash != p.Head.Hash {
		return ErrChain
	}
	return nil
}

// text is evidence.json.
func (p Pack) text() ([]byte, error) { return json.MarshalIndent(p, "", " ") }
