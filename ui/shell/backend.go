package shell

import (
	"context"
	"time"

	"trastienda/app/access"
)

// StartState says what the program found when it started.
type StartState int

// What there may be at the start.
const (
	FirstRun StartState = iota // nothing yet: ask how to begin
	SignIn                     // a hub is known, but nobody is signed in
	Ready                      // a session (perhaps offline, with an old replica): show the pages
)

// Backend is everything the shell asks of the rest of the program. Its calls
// are made off the UI goroutine and end when their context does. Errors are
// shown with Explain.
type Backend interface {
	// Start opens what the data folder holds. It must not wait for the network.
	Start(ctx context.Context) (StartState, error)
	// MakeSample makes the sample agency and signs in. progress may be called
	// from any goroutine; total is 0 while it is not known. When ctx ends,
	// everything made so far is removed again.
	MakeSample(ctx context.Context, progress func(done, total int)) error
	// NewAgency makes an agency in the hub of this computer and signs in its
	// first manager.
	NewAgency(ctx context.Context, a NewAgency) error
	// TestHub tells whether a hub answers at an address, without signing in.
	TestHub(ctx context.Context, address string) (HubInfo, error)
	// TrustHub accepts from now on, of the hub at an address, exactly the
	// certificate with a fingerprint; a *Fault when another one is shown by now.
	TrustHub(ctx context.Context, address, fingerprint string) error
	// Connect signs in at a hub for the first time and remembers it.
	Connect(ctx context.Context, address, email, password string) error
	// SignIn signs in at the hub that is known already.
	SignIn(ctx context.Context, email, password string) error
	// RequestReset asks a hub to mail a one-time code for a new password; address is
	// empty for the hub that is known. Its answer is the same whoever there is.
	RequestReset(ctx context.Context, address, email string) error
	// ConfirmReset sets a new password with a code and signs nobody in.
	ConfirmReset(ctx context.Context, address string, r PasswordReset) error
	// Register makes a user of somebody with an invitation and signs in; a hub that
	// was not known before is remembered.
	Register(ctx context.Context, address, token, password string) error
	// ChangePassword sets a new password of whoever is signed in, whose other
	// sessions end.
	ChangePassword(ctx context.Context, current, fresh string) error
	// SignOut ends the session; the replica and what waits to be sent stay.
	SignOut(ctx context.Context) error
	// SyncNow brings the replica up to date.
	SyncNow(ctx context.Context) error
	// Session describes who is in; cheap, called on the UI goroutine.
	Session() Session
}

// SampleLeaver is a Backend that can close the sample agency and remove its
// data, so that the user chooses again how to begin.
type SampleLeaver interface {
	LeaveSample(ctx context.Context) error
}

// NewAgency is the agency a user sets up on this computer. Two managers,
// because a change of bank data needs four eyes.
type NewAgency struct {
	Name     string
	Managers [2]Manager
}

// Manager is one of the first two users of a new agency.
type Manager struct{ Name, Email, Password string }

// HubInfo is what a hub says about itself.
type HubInfo struct {
	Version  string
	TLS      bool          // the connection is encrypted
	ClockOff time.Duration // how far this computer's clock is ahead
	TooOld   bool          // it works with newer programs only
}

// Session is who uses the program, and with what.
type Session struct {
	User      string // name
	Email     string
	Role      access.Role
	Agency    string
	Hub       string // address of a remote hub, empty when it runs in this program
	Sample    bool   // the agency is made up
	Simulated bool   // the outside systems are the simulator
	Mixed     bool   // only some of them are: money may move
	NotKept   bool   // no keychain: the session is gone when the program ends
}

// ConnectionState is what is known about the connection to the hub.
type ConnectionState int

// The states of the connection.
const (
	Connecting ConnectionState = iota // not known yet
	Online
	Syncing
	Offline
	SignedOut // the hub wants a new sign-in
)

// Connection is what the status bar shows at its left, and what the ribbons say
// of the hub.
type Connection struct {
	State    ConnectionState
	LastSync time.Time // zero: never
	Notes    HubNotes
}

// HubNotes is what is said all the time of a hub while it is so.
type HubNotes struct {
	// ClockOff is how far this computer's clock is ahead of the hub's; zero while
	// they agree.
	ClockOff time.Duration
	TooOld   bool // this program may look and sends nothing
	// Certificate is what is wrong with the hub's, empty while nothing is.
	Certificate Kind
}

// Prefs is what the window remembers of one computer.
type Prefs struct {
	Width, Height float32
	Page          string
	NavCollapsed  bool
	Lang          string // "" = not chosen yet
	Theme         string // light, dark, system
	Zoom          int    // percent, 0 = 100
	Density       string // compact, normal, large; "" = normal
}

// Settings keeps the Prefs. Load is called once, before there is a window;
// Save off the UI goroutine, one call at a time.
type Settings interface {
	Load() Prefs
	Save(Prefs) error
}
