package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"trastienda/app/agency"
	"trastienda/data/connector"
	"trastienda/data/desk"
	"trastienda/data/desk/document"
	"trastienda/data/desk/remote"
	"trastienda/ui/settings"
	"trastienda/ui/shell"
)

// settingsBackend is the backend of the page of settings.
type settingsBackend struct{ b *backend }

// computer is what this computer keeps for everybody who uses it.
type computer struct {
	Documents string `json:"documents,omitempty"` // "": the system's folder
}

// documents is the folder documents are saved in: the chosen one while it is
// there, else the system's.
func (f folderFiles) documents() (string, error) {
	var c computer
	if err := readJSON(f.computer(), &c); err != nil && !errors.Is(err, fs.ErrNotExist) {
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
	return faultOf(writeJSON(s.b.files.computer(), computer{Documents: folder}))
}

// Hub tells which hub the program works with.
func (s settingsBackend) Hub() settings.Hub {
	in := s.b.Session()
	return settings.Hub{Address: in.Hub, Sample: in.Sample, Simulated: in.Simulated}
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

// TestSystem tries an address with the secret that is typed, or the kept one.
func (s settingsBackend) TestSystem(ctx context.Context, sys settings.System) (settings.Finding, error) {
	token := sys.Token
	if token == "" {
		token = s.b.secrets().get(string(sys.ID))
	}
	found := connector.Try(ctx, connector.System(sys.ID), connector.Options{URL: strings.TrimSpace(sys.URL), Token: token,
		Timeout: s.b.flags.outside.callTimeout, Log: s.b.log})
	return settings.Finding(found), nil
}

// SaveOutside keeps the outside systems and opens the hub anew with them.
func (s settingsBackend) SaveOutside(ctx context.Context, o settings.Outside) error {
	b := s.b
	b.changing.Lock()
	defer b.changing.Unlock()
	next := b.placeNow()
	next.Outside.Simulate = o.Simulate
	for _, sys := range o.Systems {
		url := strings.TrimSpace(sys.URL)
		if (connector.Options{URL: url}).Check() != nil {
			return &shell.Fault{Kind: shell.BadAddress}
		}
		*next.Outside.url(sys.ID) = url
	}
	if err := s.keepSecrets(o); err != nil {
		return err
	}
	if err := b.reopenHub(ctx, next); err != nil {
		return b.inFolder(faultOf(err))
	}
	if err := b.files.writePlace(next); err != nil {
		return faultOf(err)
	}
	b.win.SessionUpdated() // the ribbon tells all the time what is simulated
	return nil
}

// keepSecrets keeps the secrets that were typed, all of them or none.
func (s settingsBackend) keepSecrets(o settings.Outside) error {
	typed := map[string]string{}
	for _, sys := range o.Systems {
		typed[string(sys.ID)] = strings.TrimSpace(sys.Token)
	}
	typed[walletSecretName] = strings.TrimSpace(o.WalletSecret)
	if secret := typed[walletSecretName]; secret != "" {
		if _, err := connector.NewVerifier(secret, s.b.clock); err != nil {
			return settings.ErrSecret
		}
	}
	kept := s.b.secrets()
	for name, secret := range typed {
		if secret == "" {
			continue
		}
		if err := kept.set(name, secret); err != nil {
			return errors.Join(settings.ErrNoKeychain, err)
		}
	}
	return nil
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

// SaveAgency changes it. The window takes the new name at once, days get
// another zone at the next sign-in.
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
	if err == nil {
		s.b.win.SessionUpdated()
	}
	return saved, faultOf(err)
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
// page waits for its answer.
func newSettings(s *shell.Shell, b *backend, held func() bool) *settings.Page {
	page, err := settings.New(settings.Params{
		Backend: settingsBackend{b}, Window: s, Book: s.Book(), Shell: s, Role: s.Session().Role, Held: held, Log: b.log,
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
