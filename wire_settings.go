package main

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"trastienda/app/agency"
	"trastienda/app/audit"
	"trastienda/app/evidence"
	"trastienda/app/money"
	"trastienda/data/connector"
	"trastienda/data/desk"
	"trastienda/data/desk/document"
	"trastienda/data/desk/remote"
	"trastienda/data/hub/store"
	"trastienda/ui/settings"
	"trastienda/ui/shell"
)

// settingsBackend is the backend of the page of settings.
type settingsBackend struct{ b *backend }

// computer is what this computer keeps for everybody who uses it.
type computer struct {
	Documents string `json:"documents,omitempty"` // "": the system's folder
	CAFile    string `json:"ca_file,omitempty"`   // "": the system's authorities alone
}

func (f folderFiles) readComputer() (c computer, err error) {
	if err = readJSON(f.computer(), &c); errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return c, err
}

// documents is the folder documents are saved in: the chosen one while it is
// there, else the system's.
func (f folderFiles) documents() (string, error) {
	c, err := f.readComputer()
	if err != nil {
		return "", err
	}
	if info, err := os.Stat(c.Documents); c.Documents != "" && err == nil && info.IsDir() {
		return c.Documents, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("find the user's folder: %w", err)
	}
	return document.Folder(home), nil
}

// Documents is the folder documents are saved in.
func (s settingsBackend) Documents(context.Context) (string, error) { return s.b.files.documents() }

// SetDocuments chooses another, after a file could be made in it.
func (s settingsBackend) SetDocuments(_ context.Context, folder string) error {
	folder = strings.TrimSpace(folder)
	if folder != "" {
		if !filepath.IsAbs(folder) {
			return settings.ErrNoFolder
		}
		try, err := os.CreateTemp(folder, ".trastienda-*")
		if err != nil {
			return errors.Join(settings.ErrNoFolder, err)
		}
		if err := errors.Join(try.Close(), os.Remove(try.Name())); err != nil {
			return errors.Join(settings.ErrNoFolder, err)
		}
	}
	kept, err := s.b.files.readComputer()
	if err != nil {
		return faultOf(err)
	}
	kept.Documents = folder
	return faultOf(writeJSON(s.b.files.computer(), kept))
}

// AuthorityFile is the file with authorities that may vouch for hubs.
func (s settingsBackend) AuthorityFile(context.Context) (string, error) {
	kept, err := s.b.files.readComputer()
	return kept.CAFile, faultOf(err)
}

// SetAuthorityFile chooses it, after it was read; it counts for the next
// connection.
func (s settingsBackend) SetAuthorityFile(_ context.Context, file string) (int, error) {
	var pool *x509.CertPool
	n := 0
	if file = strings.TrimSpace(file); file != "" {
		var err error
		if !filepath.IsAbs(file) {
			return 0, settings.ErrNoAuthority
		}
		if pool, n, err = readAuthorities(file); err != nil {
			return 0, errors.Join(settings.ErrNoAuthority, err)
		}
	}
	kept, err := s.b.files.readComputer()
	if err != nil {
		return 0, faultOf(err)
	}
	kept.CAFile = file
	if err := writeJSON(s.b.files.computer(), kept); err != nil {
		return 0, faultOf(err)
	}
	s.b.cas.Store(pool)
	return n, nil
}

// Hub tells which hub the program works with.
func (s settingsBackend) Hub() settings.Hub {
	in := s.b.Session()
	return settings.Hub{Address: in.Hub, Sample: in.Sample, Simulated: in.Simulated, AuthorityFlag: s.b.flags.caFile}
}

// TestHub asks the hub what it is.
func (s settingsBackend) TestHub(ctx context.Context) (settings.HubReport, error) {
	d := s.b.deskNow()
	if d == nil {
		return settings.HubReport{}, desk.ErrSignedOut
	}
	facts, err := d.Hub(ctx)
	if err != nil {
		return settings.HubReport{}, distrusted(faultOf(err))
	}
	return settings.HubReport{Version: facts.Version, TLS: strings.HasPrefix(s.b.placeNow().Hub, "https:"),
		ClockOff: facts.ClockOff, TooOld: facts.Least != ""}, nil
}

// distrusted names the certificate a person may trust after all.
func distrusted(err error) error {
	var fault *shell.Fault
	if errors.As(err, &fault) && fault.Fingerprint != "" {
		return &settings.Distrust{Fingerprint: fault.Fingerprint, Err: err}
	}
	return err
}

// TrustHub trusts the certificate that was compared.
func (s settingsBackend) TrustHub(ctx context.Context, fingerprint string) error {
	return distrusted(s.b.TrustHub(ctx, s.b.placeNow().Hub, fingerprint))
}

// HubKey asks the hub for the fingerprint of its key.
func (s settingsBackend) HubKey(ctx context.Context) (evidence.Fingerprint, error) {
	d := s.b.deskNow()
	if d == nil {
		return "", desk.ErrSignedOut
	}
	key, err := d.HubKey(ctx)
	return key.Fingerprint, err
}

// Proxy tells through which proxy the hub is reached.
func (s settingsBackend) Proxy(context.Context) (string, error) {
	return remote.ProxyFor(s.b.placeNow().Hub)
}

// Outside gives the outside systems of the embedded hub.
func (s settingsBackend) Outside(context.Context) (settings.Outside, error) {
	p, kept := s.b.placeNow().Outside, s.b.secrets()
	o := settings.Outside{Simulate: p.Simulate, HasSecret: kept.get(walletSecretName) != ""}
	for _, id := range settings.Systems() {
		o.Systems = append(o.Systems, settings.System{ID: id, URL: *p.url(id), HasToken: kept.get(string(id)) != ""})
	}
	return o, nil
}

// url is where the address of a system is kept.
func (p *placeOutside) url(id settings.SystemID) *string {
	switch id {
	case settings.Recharge:
		return &p.RechargeURL
	case settings.Merchant:
		return &p.MerchantURL
	}
	return &p.WalletURL
}

// TestSystem tries an address with the secret that is typed, or the kept one if it
// is the address that one was kept for.
func (s settingsBackend) TestSystem(ctx context.Context, sys settings.System) (settings.Finding, error) {
	token, url, p := sys.Token, strings.TrimSpace(sys.URL), s.b.placeNow().Outside
	if token == "" && sameServer(url, *p.url(sys.ID)) {
		token = s.b.secrets().get(string(sys.ID))
	}
	found := connector.Try(ctx, connector.System(sys.ID), connector.Options{URL: url, Token: token,
		Timeout: s.b.flags.outside.callTimeout, Log: s.b.log})
	return settings.Finding(found), nil
}

// sameServer tells whether two addresses name one server: a secret is shown to
// no other one.
func sameServer(a, b string) bool {
	x, err1 := url.Parse(a)
	y, err2 := url.Parse(b)
	return err1 == nil && err2 == nil && x.Host != "" && x.Scheme == y.Scheme && x.Host == y.Host
}

// SaveOutside keeps the outside systems and opens the hub anew with them. When
// any part of it fails, everything is as it was.
func (s settingsBackend) SaveOutside(ctx context.Context, o settings.Outside) error {
	b := s.b
	b.changing.Lock()
	defer b.changing.Unlock()
	was := b.placeNow()
	next, secrets, err := s.asked(was, o)
	if err != nil {
		return err
	}
	undo, err := b.secrets().change(secrets)
	if err != nil {
		return errors.Join(settings.ErrNoKeychain, err)
	}
	if err := b.reopenHub(ctx, next); err != nil {
		undo()
		var unsettled errUnsettled
		if errors.As(err, &unsettled) {
			return &settings.Unsettled{N: unsettled.n}
		}
		return b.inFolder(faultOf(err))
	}
	if err := b.files.writePlace(next); err != nil {
		undo()
		return faultOf(errors.Join(err, b.reopenHub(ctx, was)))
	}
	s.auditOutside(ctx, was.Outside, next.Outside)
	b.sessionUpdated() // the ribbon tells all the time what is simulated
	return nil
}

// asked is the place as the form has it, and the secrets that change with it: a
// typed one, and none where the server is another one or none.
func (s settingsBackend) asked(was place, o settings.Outside) (next place, secrets map[string]string, err error) {
	next, secrets = was, map[string]string{}
	next.Outside.Simulate = o.Simulate
	for _, sys := range o.Systems {
		url := strings.TrimSpace(sys.URL)
		if (connector.Options{URL: url}).Check() != nil {
			return was, nil, &shell.Fault{Kind: shell.BadAddress}
		}
		if o.Simulate && url != "" {
			return was, nil, settings.ErrMixed
		}
		old := next.Outside.url(sys.ID)
		switch token := strings.TrimSpace(sys.Token); {
		case token != "":
			secrets[string(sys.ID)] = token
		case !sameServer(url, *old) && sys.HasToken:
			secrets[string(sys.ID)] = ""
		}
		*old = url
	}
	if secret := strings.TrimSpace(o.WalletSecret); secret != "" {
		if _, err := connector.NewVerifier(secret, s.b.clock); err != nil {
			return was, nil, settings.ErrSecret
		}
		secrets[walletSecretName] = secret
	}
	return next, secrets, nil
}

// auditOutside writes into the agency's chain who put which outside systems in
// place; secrets are none of it.
func (s settingsBackend) auditOutside(ctx context.Context, before, after placeOutside) {
	d, h := s.b.deskNow(), s.b.hubNow()
	if d == nil || h == nil || before == after {
		return
	}
	in, ok := d.Session()
	if !ok {
		return
	}
	was, err1 := json.Marshal(before)
	is, err2 := json.Marshal(after)
	err := errors.Join(err1, err2, h.store.Write(ctx, func(tx *store.Tx) error {
		tx.Audit(store.AuditEntry{Agency: in.Agency.ID, Actor: in.User.ID, ActorName: in.User.Name, Device: device(),
			Act: audit.ActOutside, Entity: "agency", EntityID: in.Agency.ID, Before: string(was), After: string(is)})
		return nil
	}))
	if err != nil {
		s.b.log.Error("the change of outside systems could not be audited", "error", err)
	}
}

// Agency reads the agency's own data.
func (s settingsBackend) Agency(ctx context.Context) (agency.Profile, error) {
	d := s.b.deskNow()
	if d == nil {
		return agency.Profile{}, desk.ErrSignedOut
	}
	p, err := d.Agency(ctx)
	return p, faultOf(err)
}

// SaveAgency changes it. The window takes the new data over (agencyChanged).
func (s settingsBackend) SaveAgency(ctx context.Context, p agency.Profile) (agency.Profile, error) {
	d := s.b.deskNow()
	if d == nil {
		return p, desk.ErrSignedOut
	}
	saved, err := d.EditAgency(ctx, p)
	var unknown desk.ErrOutcomeUnknown
	var refusal *remote.Refusal
	switch {
	case errors.As(err, &unknown):
		return p, settings.ErrUnknown
	case errors.As(err, &refusal) && len(refusal.Current) > 0:
		var current agency.Profile
		if json.Unmarshal(refusal.Current, &current) == nil {
			return p, &settings.Conflict{Current: current}
		}
	}
	return saved, faultOf(err)
}

// sessionUpdated has the window tell anew who works where, and with what.
func (b *backend) sessionUpdated() {
	if win := b.window(); win != nil {
		win.SessionUpdated()
	}
}

// ReadFile reads a small file whole, and never much more than most of a large
// one.
func (s settingsBackend) ReadFile(_ context.Context, path string, most int) ([]byte, error) {
	file, err := os.Open(strings.TrimSpace(path))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, int64(most)+1))
}

// newSettings makes the page of a session; held tells whether an act on another
// page waits for its answer, rate asks for another rate of new agents.
func newSettings(s *shell.Shell, b *backend, held func() bool, rate func(money.BasisPoints, int64)) *settings.Page {
	page, err := settings.New(settings.Params{
		Backend: settingsBackend{b}, Window: s, Book: s.Book(), Shell: s, Role: s.Session().Role, Held: held, Rate: rate, Log: b.log,
		Explain: func(err error) string {
			e := s.Explain(err)
			parts := []string{e.Title + ".", e.Text, e.Do, e.Quote}
			return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ")
		},
	})
	if err != nil {
		panic(err) // a part is missing: a mistake in this file
	}
	return page
}
