package settings

import (
	"context"
	"errors"
	"time"

	"trastienda/app/agency"
	"trastienda/app/evidence"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// Window is what the page changes of the window itself; the shell has it. Each
// change is seen at once and remembered on this computer.
type Window interface {
	Lang() text.Lang
	ChooseLang(text.Lang)
	Theme() look.Choice
	ChooseTheme(look.Choice)
	Density() look.Density
	ChooseDensity(look.Density)
	// Zoom is in percent, look.ZoomLeast to look.ZoomMost.
	Zoom() int
	SetZoom(percent int)
	// OpenFolder shows a folder in the system's file manager, and says so when
	// that does not work.
	OpenFolder(folder string)
}

// Backend is what the page needs of the program. Methods that take a context
// may block and are called off the UI goroutine; the others answer at once.
type Backend interface {
	// Documents is the folder documents are saved in.
	Documents(ctx context.Context) (string, error)
	// SetDocuments chooses another, "" for the usual one. ErrNoFolder when it
	// is none or nothing can be written there.
	SetDocuments(ctx context.Context, folder string) error
	// Hub tells which hub the program works with.
	Hub() Hub
	// TestHub asks it what it is. *Distrust when its certificate is not accepted
	// but may be trusted. Errors are told with Params.Explain.
	TestHub(ctx context.Context) (HubReport, error)
	// TrustHub accepts exactly the certificate with a fingerprint from now on;
	// *Distrust when another one is shown by now.
	TrustHub(ctx context.Context, fingerprint string) error
	// AuthorityFile is the file with authorities that may vouch for the hub besides
	// the system's, "" for none; SetAuthorityFile chooses one, from the next
	// connection on, and tells how many are in it. ErrNoAuthority when it cannot be
	// read or has none.
	AuthorityFile(ctx context.Context) (string, error)
	SetAuthorityFile(ctx context.Context, file string) (authorities int, err error)
	// Proxy tells through which proxy the hub is reached, empty for none.
	Proxy(ctx context.Context) (string, error)
	// HubKey is the fingerprint of the key that the hub signs receipts and packs of
	// evidence with.
	HubKey(ctx context.Context) (evidence.Fingerprint, error)

	// Outside gives the outside systems of the embedded hub.
	Outside(ctx context.Context) (Outside, error)
	// TestSystem tries an address with its secret; an empty secret means the
	// one that is kept.
	TestSystem(ctx context.Context, s System) (Finding, error)
	// SaveOutside keeps them and opens the hub anew with them; the session goes
	// on. ErrSecret, ErrMixed, ErrNoKeychain and *Unsettled: nothing was changed.
	SaveOutside(ctx context.Context, o Outside) error

	// Agency reads the agency's own data from the hub.
	Agency(ctx context.Context) (agency.Profile, error)
	// SaveAgency changes it from its version on. *Conflict when somebody changed
	// it first, ErrUnknown when no answer came and nobody knows.
	SaveAgency(ctx context.Context, p agency.Profile) (agency.Profile, error)
	// ReadFile reads a picture from this computer, at most most bytes and one.
	ReadFile(ctx context.Context, path string, most int) ([]byte, error)
}

// Errors of a Backend that the page has words for.
var (
	ErrNoFolder = errors.New("settings: no folder that can be written to")
	// ErrNoAuthority: the file cannot be read or has no certificate.
	ErrNoAuthority = errors.New("settings: there is no certificate of an authority in that file")
	ErrSecret      = errors.New("settings: the wallet's secret is not of the form whsec_BASE64")
	ErrMixed       = errors.New("settings: the simulator stands in for all outside systems or for none")
	ErrNoKeychain  = errors.New("settings: there is no keychain to keep a secret in")
	ErrUnknown     = errors.New("settings: nobody knows whether it was saved")
)

// Unsettled: N transfers may have happened at the recharge system there is;
// another one could not tell. Nothing was changed.
type Unsettled struct{ N int }

func (u *Unsettled) Error() string { return "settings: transfers are not settled" }

// Distrust: the hub's certificate is not accepted and nothing was sent. A person
// who has compared the fingerprint may trust it.
type Distrust struct {
	Fingerprint string // in groups
	Err         error  // for Params.Explain
}

func (d *Distrust) Error() string { return "settings: " + d.Err.Error() }

// Unwrap gives what Params.Explain has words for.
func (d *Distrust) Unwrap() error { return d.Err }

// Conflict: somebody changed the agency's data first; nothing was saved.
type Conflict struct{ Current agency.Profile }

func (*Conflict) Error() string { return "settings: somebody changed it first" }

// Hub is where the hub is. Address is empty for the one inside the program.
type Hub struct {
	Address   string
	Sample    bool // the made-up agency
	Simulated bool // the simulator stands in for outside systems
	// AuthorityFlag is the file with authorities that the command line names, which
	// comes before the one of the settings.
	AuthorityFlag string
}

// HubReport is what a test of the hub found. ClockOff is how far this
// computer's clock is ahead of the hub's.
type HubReport struct {
	Version  string
	TLS      bool
	ClockOff time.Duration
	TooOld   bool // it works with newer programs only
}

// SystemID names an outside system.
type SystemID string

// The outside systems there are (connectors.md).
const (
	Recharge SystemID = "recharge"
	Merchant SystemID = "merchant"
	Wallet   SystemID = "wallet"
)

// Systems lists them in the order they are shown.
func Systems() []SystemID { return []SystemID{Recharge, Merchant, Wallet} }

// System is where one outside system is.
type System struct {
	ID  SystemID
	URL string // empty: not configured
	// Token is a new bearer secret; empty leaves the one that is kept.
	Token string
	// HasToken: one is kept. It is never shown.
	HasToken bool
}

// Outside are the outside systems of the embedded hub. WalletSecret is a new
// secret of the wallet's notices, empty leaves the one that is kept.
type Outside struct {
	Systems      []System
	WalletSecret string
	HasSecret    bool
	// Simulate lets the simulator stand in for every system without an address.
	Simulate bool
}

// Finding is what a test of an outside system found.
type Finding string

// The findings there are words for (keys "settings.found.<finding>").
const (
	FoundSystem      Finding = "system"
	FoundAnswer      Finding = "answer"
	FoundAddress     Finding = "address"
	FoundNobody      Finding = "nobody"
	FoundSlow        Finding = "slow"
	FoundCertificate Finding = "certificate"
	FoundSecret      Finding = "secret"
	FoundOther       Finding = "other"
	FoundTrouble     Finding = "trouble"
)

// Good tells whether the system can be worked with.
func (f Finding) Good() bool { return f == FoundSystem || f == FoundAnswer }
