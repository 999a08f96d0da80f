package importing

import (
	"time"

	"trastienda/app/agent"
)

// MaxBatch bounds the items of one request.
const MaxBatch = 200

// Batch is a part of an import. Import is its id, the same in every part; File
// the file's SHA-256 in hexadecimal, Name what it is called. Update lets agents
// that are there be overwritten with what the file says otherwise.
type Batch[T any] struct {
	Import string `json:"import" maxLength:"36" doc:"A UUID"`
	File   string `json:"file" pattern:"^[0-9a-f]{64}$"`
	Name   string `json:"name" maxLength:"255"`
	Update bool   `json:"update"`
	Rows   []T    `json:"rows" minItems:"1" maxItems:"200"`
}

// AgentRow is an agent of a file; Row is the first line it stands on. What the
// file does not say is empty. There is no account without bank data.
type AgentRow struct {
	Row     int            `json:"row" minimum:"1"`
	Agent   agent.Edit     `json:"agent"`
	Account *agent.Account `json:"account,omitempty"`
}

// Result says what became of an item.
type Result string

// The results. Differs: it is there, the file says otherwise, and nothing was
// overwritten.
const (
	Created   Result = "created"
	Changed   Result = "changed"
	Unchanged Result = "unchanged"
	DiffersAt Result = "differs"
	Refused   Result = "refused"
)

// BankResult says what became of an agent's bank data; empty for none.
type BankResult string

// The results of bank data. BankOpen: another change waits for its second
// person, and this one was not proposed.
const (
	BankProposed BankResult = "proposed"
	BankSame     BankResult = "same"
	BankOpen     BankResult = "open"
)

// RowResult is what became of the item that begins on a line. Code is a stable
// word of a refusal.
type RowResult struct {
	Row    int        `json:"row"`
	Result Result     `json:"result" enum:"created,changed,unchanged,differs,refused"`
	Code   string     `json:"code"`
	Bank   BankResult `json:"bank" enum:",proposed,same,open"`
}

// Codes of refusals, besides those of problems.
const (
	CodePSRUnknown = "psr-unknown"
	CodeInvalid    = "invalid"
)

// Tally counts results.
type Tally struct {
	Created   int `json:"created"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	Differs   int `json:"differs"`
	Refused   int `json:"refused"`
	Banks     int `json:"banks" doc:"Bank data proposed"`
}

// Add counts one more.
func (t *Tally) Add(r RowResult) {
	switch r.Result {
	case Created:
		t.Created++
	case Changed:
		t.Changed++
	case Unchanged:
		t.Unchanged++
	case DiffersAt:
		t.Differs++
	case Refused:
		t.Refused++
	}
	if r.Bank == BankProposed {
		t.Banks++
	}
}

// Run is an import as the hub remembers it.
type Run struct {
	ID   string    `json:"id"`
	Kind Kind      `json:"kind" enum:"agents,purchases"`
	File string    `json:"file"`
	Name string    `json:"name"`
	By   string    `json:"by"`
	At   time.Time `json:"at"`
	Tally
}
