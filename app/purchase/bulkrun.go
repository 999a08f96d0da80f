package purchase

import (
	"maps"
	"net/http"
	"time"

	"trastienda/app/problem"
)

// BulkState is what became of one purchase of a bulk retry.
type BulkState string

// The states of a row. Waiting and Sending belong to a run that is under way.
const (
	BulkWaiting   BulkState = "waiting"      // its turn has not come
	BulkSending   BulkState = "sending"      // it left, its answer is awaited
	BulkDone      BulkState = "done"         // the purchase is complete
	BulkPending   BulkState = "pending"      // the retry ended, the purchase is still pending
	BulkNoBalance BulkState = "no-balance"   // the agent has no balance
	BulkRefused   BulkState = "refused"      // refused; Code tells by whom and why
	BulkNotNeeded BulkState = "not-eligible" // there was nothing to retry, or nothing there
	BulkUnknown   BulkState = "unknown"      // it may have been done; it is asked for
	BulkNotSent   BulkState = "not-sent"     // certainly nothing left for it; Code tells why
)

// The codes of BulkNotSent, and of a run that ended before its last row.
const (
	BulkCancelled   = "cancelled"   // somebody pressed Cancel
	BulkAgentEmpty  = "agent-empty" // an earlier row of the agent found no balance
	BulkOffline     = "offline"     // the hub could not be reached
	BulkInterrupted = "interrupted" // the program was closed or ended
	BulkSignedOut   = "signed-out"  // the session was over
	BulkTooOld      = "too-old"     // the hub works with newer programs only
	BulkNotStored   = "not-stored"  // the row could not be written down before
	BulkLost        = "lost"        // it left and the hub never got it
)

// The codes of BulkNotNeeded.
const (
	BulkComplete = "complete" // OK already
	BulkGone     = "gone"     // no such purchase any more
)

// BulkRow is one purchase of a run and what is known of it. Amount and names
// are those of the moment the run began.
type BulkRow struct {
	Place    int // from 0, in the order they are sent
	Purchase Purchase
	OpID     string // identity of its act at the hub, "" when nothing was sent
	State    BulkState
	Code     string
}

// BulkAnswered is what the hub's answer to a retry says of its row.
func BulkAnswered(result Result, code string) (BulkState, string) {
	switch result {
	case ResultCompleted:
		return BulkDone, ""
	case ResultPending:
		return BulkPending, code
	case ResultNoBalance:
		return BulkNoBalance, CodeNoBalance
	case ResultRefused:
		return BulkRefused, code
	}
	return BulkUnknown, "" // a result that this version does not know
}

// BulkRejected is what a problem that the hub answered a retry with (its HTTP
// status and its code) says of its row. It is one that proves that the hub did
// nothing.
func BulkRejected(status int, code string) (BulkState, string) {
	switch {
	case status == http.StatusUnauthorized:
		return BulkNotSent, BulkSignedOut
	case code == string(problem.NothingToRetry):
		return BulkNotNeeded, BulkComplete
	case code == string(problem.NotFound):
		return BulkNotNeeded, BulkGone
	}
	return BulkRefused, code
}

// StopsAgent tells whether no further row of the same agent may be sent after
// a row came to s.
func (s BulkState) StopsAgent() bool { return s == BulkNoBalance }

// BulkRun is one bulk retry.
type BulkRun struct {
	ID   string
	At   time.Time // when "Sí" was pressed
	Over bool
	// Why is the code of what ended it before its last row, "" for nothing.
	Why   string
	Tally BulkTally
}

// BulkTally counts rows by their state.
type BulkTally struct {
	Rows   int
	States map[BulkState]int
	// Done is what was credited by the rows that are done, by currency.
	Done map[string]int64
}

// Add counts a row.
func (t *BulkTally) Add(s BulkState, p Purchase) {
	if t.States == nil {
		t.States, t.Done = map[BulkState]int{}, map[string]int64{}
	}
	t.Rows++
	t.States[s]++
	if s == BulkDone {
		t.Done[p.Currency] += p.Credited
	}
}

// Move counts a row, counted as from, as to from now on. Nothing leaves
// BulkDone.
func (t *BulkTally) Move(from, to BulkState, p Purchase) {
	t.Add(to, p)
	t.Rows--
	t.States[from]--
}

// Dealt counts the rows whose turn is over.
func (t BulkTally) Dealt() int {
	return t.Rows - t.States[BulkWaiting] - t.States[BulkSending]
}

// Clone is a copy that does not change with t.
func (t BulkTally) Clone() BulkTally {
	t.States, t.Done = maps.Clone(t.States), maps.Clone(t.Done)
	return t
}

// Halfway tells whether rows were left unsent that were to be sent.
func (t BulkTally) Halfway() bool {
	return t.States[BulkNotSent] > 0 || t.Dealt() < t.Rows
}
