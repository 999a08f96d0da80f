package settings

import (
	"context"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"trastienda/app/access"
	"trastienda/app/agency"
	"trastienda/app/evidence"
	"trastienda/ui/look"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// fake is a Backend and a Window in memory.
type fake struct {
	mu          sync.Mutex
	folder      string
	hub         Hub
	report      HubReport
	proxy       string
	authorities string
	noKey       error    // the hub cannot be asked for its key
	noProxy     error    // why it is not known
	trusted     []string // fingerprints
	outside     Outside
	saved       []Outside
	tried       []System
	found       Finding
	agency      agency.Profile
	edits       []agency.Profile
	files       map[string][]byte
	failing     error // of the next call

	lang    text.Lang
	theme   look.Choice
	density look.Density
	zoom    int
	opened  string
}

func (f *fake) Lang() text.Lang              { return f.lang }
func (f *fake) ChooseLang(l text.Lang)       { f.lang = l }
func (f *fake) Theme() look.Choice           { return f.theme }
func (f *fake) ChooseTheme(c look.Choice)    { f.theme = c }
func (f *fake) Density() look.Density        { return f.density }
func (f *fake) ChooseDensity(d look.Density) { f.density = d }
func (f *fake) Zoom() int                    { return f.zoom }
func (f *fake) SetZoom(percent int)          { f.zoom = percent }
func (f *fake) OpenFolder(folder string)     { f.opened = folder }

// next gives the error of this call, once.
func (f *fake) next() error {
	err := f.failing
	f.failing = nil
	return err
}

func (f *fake) Documents(context.Context) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.folder, nil
}

func (f *fake) SetDocuments(_ context.Context, folder string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.next(); err != nil {
		return err
	}
	f.folder = folder
	return nil
}

func (f *fake) Hub() Hub { return f.hub }

func (f *fake) TestHub(context.Context) (HubReport, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.report, f.next()
}

func (f *fake) TrustHub(_ context.Context, fingerprint string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.trusted = append(f.trusted, fingerprint)
	return f.next()
}

func (f *fake) AuthorityFile(context.Context) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.authorities, nil
}

func (f *fake) SetAuthorityFile(_ context.Context, file string) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if file != "" && !strings.HasSuffix(file, ".pem") {
		return 0, ErrNoAuthority
	}
	f.authorities = file
	if file == "" {
		return 0, nil
	}
	return 2, nil
}

func (f *fake) HubKey(context.Context) (evidence.Fingerprint, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.noKey != nil {
		return "", f.noKey
	}
	return evidence.Fingerprint(strings.Repeat("3f2a9c01", 8)), nil
}

func (f *fake) Proxy(context.Context) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.proxy, f.noProxy
}

func (f *fake) Outside(context.Context) (Outside, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	o := f.outside
	o.Systems = slices.Clone(o.Systems)
	return o, nil
}

func (f *fake) TestSystem(_ context.Context, s System) (Finding, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tried = append(f.tried, s)
	return f.found, f.next()
}

func (f *fake) SaveOutside(_ context.Context, o Outside) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.next(); err != nil {
		return err
	}
	f.saved = append(f.saved, o)
	return nil
}

func (f *fake) Agency(context.Context) (agency.Profile, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.agency, nil
}

func (f *fake) SaveAgency(_ context.Context, p agency.Profile) (agency.Profile, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.next(); err != nil {
		return p, err
	}
	f.edits = append(f.edits, p)
	p.Version++
	f.agency = p
	return p, nil
}

func (f *fake) ReadFile(_ context.Context, path string, _ int) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	data, ok := f.files[path]
	if !ok {
		return nil, os.ErrNotExist
	}
	return data, nil
}

func (f *fake) set(change func(*fake)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

// oneAgency is a backend with something in every place.
func oneAgency() *fake {
	return &fake{
		folder: "/home/ana/Documentos", found: FoundSystem, report: HubReport{Version: "1.2.3", TLS: true},
		outside: Outside{HasSecret: true, Systems: []System{{ID: Recharge, URL: "https://recarga.example", HasToken: true}, {ID: Merchant}, {ID: Wallet}}},
		agency:  agency.Profile{ID: "north", Name: "Agencia Norte", Currency: "ARS", TimeZone: "America/Argentina/Buenos_Aires", BuyMin: 100, BuyMax: 1_000_000_00, Version: 3},
		lang:    text.ES, theme: look.Light, density: look.Normal, zoom: 100,
	}
}

// bench is the page in a window.
type bench struct {
	*uitest.Bench
	page    *Page
	backend *fake
	held    bool
}

func newBench(t *testing.T, lang text.Lang, role access.Role, backend *fake) *bench {
	t.Helper()
	b := &bench{Bench: uitest.New(t, "settings", lang), backend: backend}
	var err error
	b.page, err = New(Params{Backend: backend, Window: backend, Book: b.Book, Shell: b, Role: role,
		Held: func() bool { return b.held }, Explain: func(err error) string { return "explained: " + err.Error() }, Do: b.Do})
	if err != nil {
		t.Fatal(err)
	}
	b.Show(b.page, 1100, 2000) // the probe tells what is in sight
	b.Until("what is kept", func() bool { return b.Says("settings.folder") == backend.folder })
	return b
}

func (b *bench) line(id string) string    { return b.Says(id + ".line") }
func (b *bench) note(field string) string { return b.Says(field + ".note") }
