package settings

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"trastienda/app/access"
	"trastienda/app/agency"
	"trastienda/app/money"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/probe"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

func TestWhoSeesWhat(t *testing.T) {
	remote := oneAgency()
	remote.hub = Hub{Address: "https://hub.example"}
	for _, c := range []struct {
		role    access.Role
		backend *fake
		outside bool
		agency  bool
	}{
		{access.Manager, oneAgency(), true, true}, {access.Manager, remote, false, true},
		{access.Operator, oneAgency(), false, false}, {access.Agent, remote, false, false},
	} {
		b := newBench(t, text.ES, c.role, c.backend)
		if got := b.Says("settings.outside.head") != ""; got != c.outside {
			t.Errorf("%s with %+v: outside systems %v", c.role, c.backend.hub, got)
		}
		if got := b.Says("settings.agency.head") != ""; got != c.agency {
			t.Errorf("%s with %+v: agency %v", c.role, c.backend.hub, got)
		}
	}
}

func TestTheWindowChangesAtOnce(t *testing.T) {
	b := newBench(t, text.ES, access.Operator, oneAgency())
	for id, letter := range map[string]rune{"settings.lang": 'e', "settings.theme": 'o', "settings.zoom": '9', "settings.density": 'a'} {
		uitest.Find[*form.Select](b.Bench, id).TypedRune(letter)
	}
	f := b.backend
	if f.lang != text.EN || f.theme != look.Dark || f.zoom != 90 || f.density != look.Large {
		t.Errorf("%s %s %d %s", f.lang, f.theme, f.zoom, f.density)
	}
}

func TestFolderOfDocuments(t *testing.T) {
	b := newBench(t, text.ES, access.Operator, oneAgency())
	b.Tap("settings.folder.open")
	b.Until("the folder", func() bool { return b.backend.opened == "/home/ana/Documentos" })
	b.Type("settings.folder", "/nowhere")
	b.page.Refresh() // F5 leaves alone what was typed
	b.backend.set(func(f *fake) { f.failing = ErrNoFolder })
	b.Tap("settings.folder.save")
	b.Until("the refusal", func() bool {
		return b.note("settings.folder") == "Esa carpeta no existe o no se puede escribir en ella." && b.Says("settings.folder") == "/nowhere"
	})
	b.Type("settings.folder", "/home/ana/PDF")
	b.Tap("settings.folder.save")
	b.Until("saved", func() bool { return b.line("settings.documents") == "Guardado." && b.backend.folder == "/home/ana/PDF" })
	// What was said stays said after a change of language.
	b.Book.Set(text.EN)
	b.page.Rebuild()
	if b.line("settings.documents") != "Saved." || b.Says("settings.folder") != "/home/ana/PDF" {
		t.Errorf("after the change: %q", b.Words())
	}
}

func TestTheHubIsTested(t *testing.T) {
	f := oneAgency()
	f.hub = Hub{Address: "https://hub.example"}
	b := newBench(t, text.ES, access.Operator, f)
	if got := b.Says("settings.hub.where"); got != "Hub en https://hub.example" {
		t.Errorf("where: %q", got)
	}
	for _, c := range []struct {
		report HubReport
		err    error
		want   string
	}{
		{HubReport{Version: "1.2.3", TLS: true}, nil, "Responde un hub, versión 1.2.3. La conexión está cifrada. Los relojes coinciden."},
		{HubReport{Version: "1.2.3", TLS: true, ClockOff: part.ClockLimit}, nil, "Responde un hub, versión 1.2.3. La conexión está cifrada. Los relojes coinciden."},
		{HubReport{Version: "1", ClockOff: 5 * time.Minute}, nil,
			"Responde un hub, versión 1. La conexión no está cifrada: sólo sirve en este equipo. El reloj de este equipo adelanta 5 min: corregilo, porque los plazos se ven mal."},
		{HubReport{Version: "1", TLS: true, ClockOff: -61 * time.Second}, nil,
			"Responde un hub, versión 1. La conexión está cifrada. El reloj de este equipo atrasa 1 min: corregilo, porque los plazos se ven mal."},
		{HubReport{Version: "1", TLS: true, TooOld: true}, nil,
			"Responde un hub, versión 1. La conexión está cifrada. Los relojes coinciden. Este programa es anterior a lo que pide el hub: actualizalo. Podés mirar; no se envía nada. Lo pendiente queda guardado."},
		{HubReport{}, errors.New("no route"), "explained: no route"},
	} {
		f.set(func(f *fake) { f.report, f.failing = c.report, c.err })
		b.Tap("settings.hub.test")
		b.Until(c.want, func() bool { return b.line("settings.hub") == c.want })
	}
}

// A certificate is trusted after it was compared, never in passing.
func TestAHubsCertificateIsTrusted(t *testing.T) {
	f := oneAgency()
	f.hub = Hub{Address: "https://hub.example"}
	b := newBench(t, text.ES, access.Operator, f)
	if there(b, "settings.hub.trust") {
		t.Fatal("there is something to trust before the test")
	}
	refuse := func(fingerprint, why string) {
		f.set(func(f *fake) { f.failing = &Distrust{Fingerprint: fingerprint, Err: errors.New(why)} })
	}
	refuse("AAAA", "unknown")
	b.Tap("settings.hub.test")
	b.Until("the offer", func() bool { return there(b, "settings.hub.trust") })
	if got := b.line("settings.hub"); got != "explained: settings: unknown" {
		t.Errorf("line %q", got)
	}
	b.Book.Set(text.EN)
	b.page.Rebuild()
	trust := uitest.Find[*form.Button](b.Bench, "settings.hub.trust")
	b.Window().Canvas().Focus(trust)
	for _, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeyEscape} {
		trust.TypedKey(&fyne.KeyEvent{Name: key})
	}
	if len(f.trusted) > 0 {
		t.Fatal("trusted by a key that gets on")
	}
	// Another one is shown by now: it is offered in its turn.
	refuse("BBBB", "changed")
	b.Tap("settings.hub.trust")
	b.Until("the other one", func() bool { return b.line("settings.hub") == "explained: settings: changed" })
	b.Tap("settings.hub.trust")
	b.Until("the test after it", func() bool { return strings.HasPrefix(b.line("settings.hub"), "A hub answers") })
	if !slices.Equal(f.trusted, []string{"AAAA", "BBBB"}) || there(b, "settings.hub.trust") {
		t.Errorf("trusted %v", f.trusted)
	}
	if b.Window().Canvas().Focused() != fyne.Focusable(uitest.Find[*form.Button](b.Bench, "settings.hub.test")) {
		t.Error("the keyboard is on a button that is gone")
	}
	// What is wrong otherwise offers nothing.
	f.set(func(f *fake) { f.failing = errors.New("no route") })
	b.Tap("settings.hub.test")
	b.Until("the trouble", func() bool { return b.line("settings.hub") == "explained: no route" })
	if there(b, "settings.hub.trust") {
		t.Error("there is nothing to trust")
	}
}

// Authorities of one's own are chosen by a file: what it holds is told with what
// the hub's test finds then.
func TestAuthoritiesOfOnesOwn(t *testing.T) {
	f := oneAgency()
	f.hub, f.report, f.authorities = Hub{Address: "https://hub.example"}, HubReport{Version: "1", TLS: true}, "/etc/old.pem"
	b := newBench(t, text.ES, access.Operator, f)
	b.Until("the kept one", func() bool { return b.Says("settings.hub.ca") == "/etc/old.pem" })
	b.Type("settings.hub.ca", "/etc/hub.key")
	b.Tap("settings.hub.ca.save")
	b.Until("the refusal", func() bool { return b.Reads("No se pudo leer ningún certificado") })
	if f.authorities != "/etc/old.pem" {
		t.Errorf("kept is %q", f.authorities)
	}
	b.Type("settings.hub.ca", "/etc/own.pem")
	b.Tap("settings.hub.ca.save")
	want := "El archivo tiene 2 autoridades. Responde un hub, versión 1. La conexión está cifrada. Los relojes coinciden."
	b.Until(want, func() bool { return b.line("settings.hub") == want })
	if f.authorities != "/etc/own.pem" || b.Reads("No se pudo leer ningún certificado") {
		t.Errorf("kept is %q", f.authorities)
	}
	b.Seen("authorities")
	// The command line comes first, and the page says so.
	f.set(func(f *fake) { f.hub.AuthorityFlag = "/tmp/flag.pem" })
	b.page.Rebuild()
	if there(b, "settings.hub.ca") || !strings.Contains(b.Says("settings.hub.ca.flag"), "/tmp/flag.pem") {
		t.Errorf("with --ca-file: %q", b.Words())
	}
}

func TestTheWayToTheHubIsTold(t *testing.T) {
	f := oneAgency()
	b := newBench(t, text.ES, access.Operator, f)
	if there(b, "settings.hub.proxy") {
		t.Error("there is a way to the hub inside")
	}
	f.hub = Hub{Address: "https://hub.example"}
	for _, c := range []struct {
		proxy string
		err   error
		want  string
	}{
		{"", nil, "Se llega al hub sin proxy, según la configuración del sistema."},
		{"proxy:3128", nil, "Se llega al hub por el proxy proxy:3128, según la configuración del sistema."},
		{"", errors.New("no script"), "No se pudo averiguar por qué proxy se llega al hub: revisá la configuración de red del sistema."},
	} {
		f.set(func(f *fake) { f.proxy, f.noProxy = c.proxy, c.err })
		b.page.Refresh()
		b.Until(c.want, func() bool { return b.Says("settings.hub.proxy") == c.want })
	}
}

// there tells whether something with an id is in sight.
func there(b *bench, id string) bool {
	for _, item := range probe.Collect(b.Window()) {
		if item.ID == id {
			return true
		}
	}
	return false
}

func TestAnOutsideSystemIsTestedAsTyped(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, oneAgency())
	b.Until("the systems", func() bool { return b.Says("settings.recharge.url") == "https://recarga.example" })
	if got := b.note("settings.recharge.token"); got != "Hay una guardada en el llavero; escribí sólo para cambiarla." {
		t.Errorf("the kept secret: %q", got)
	}
	b.Type("settings.wallet.url", "https://billetera.example")
	b.Type("settings.wallet.token", "s3cret")
	for found, want := range map[Finding]string{
		FoundSystem: "Responde bien.", FoundSecret: "Responde, pero rechaza la clave de acceso.",
		FoundNobody: "No responde nadie en esa dirección. Revisá la dirección y la red.",
	} {
		b.backend.set(func(f *fake) { f.found = found })
		b.Tap("settings.wallet.test")
		b.Until(want, func() bool { return b.Says("settings.wallet.found") == want })
	}
	if got := b.backend.tried[0]; got != (System{ID: Wallet, URL: "https://billetera.example", Token: "s3cret"}) {
		t.Errorf("tried %+v", got)
	}
	for _, f := range []Finding{FoundSystem, FoundAnswer, FoundAddress, FoundNobody, FoundSlow, FoundCertificate, FoundSecret, FoundOther, FoundTrouble} {
		for _, l := range text.Langs() {
			b.Book.Set(l)
			if words := b.Book.T("settings.found." + string(f)); words == "settings.found."+string(f) || words == "" {
				t.Errorf("%s has no words for %s", l, f)
			}
		}
	}
}

func TestOutsideSystemsAreSaved(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, oneAgency())
	b.Until("the systems", func() bool { return b.Says("settings.recharge.url") == "https://recarga.example" })
	b.Type("settings.wallet.url", "https://billetera.example")
	b.held = true
	b.Tap("settings.outside.save")
	if got := b.line("settings.outside"); got != "Hay un envío esperando respuesta: guardá cuando termine. No se cambió nada." {
		t.Errorf("held: %q", got)
	}
	b.held = false
	for err, want := range map[error]string{
		&Unsettled{N: 2}:  "De 2 compras no se sabe si el sistema de recarga de ahora ya envió el saldo: otro no podría decirlo y se enviaría dos veces. Reintentalas hasta que se resuelvan y cambialo después. No se cambió nada.",
		ErrMixed:          "Se simulan todos los sistemas o ninguno: con una parte real podría moverse dinero. Dejá vacías las direcciones, o no simules. No se cambió nada.",
		ErrSecret:         "La clave de los avisos tiene la forma whsec_ y texto en base64. No se cambió nada.",
		ErrNoKeychain:     "Este equipo no tiene un llavero donde guardar claves: no se cambió nada. Pasalas al iniciar, en TRASTIENDA_RECHARGE_TOKEN y las demás variables.",
		errors.New("bad"): "explained: bad",
	} {
		b.backend.set(func(f *fake) { f.failing = err })
		b.Tap("settings.outside.save")
		b.Until(want, func() bool { return b.line("settings.outside") == want })
	}
	if len(b.backend.saved) != 0 {
		t.Fatalf("saved %+v", b.backend.saved)
	}
	b.Tap("settings.outside.save")
	if !b.page.Busy() {
		t.Error("saving is not told")
	}
	b.Until("saved", func() bool { return b.line("settings.outside") == "Guardado." && !b.page.Busy() })
	if got := b.backend.saved[0]; len(got.Systems) != 3 || got.Systems[2].URL != "https://billetera.example" || got.Systems[0].Token != "" {
		t.Errorf("saved %+v", got)
	}
}

func picture(t *testing.T, side int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, side, side/2))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestTheAgencyIsChanged(t *testing.T) {
	f := oneAgency()
	f.files = map[string][]byte{"/logo.png": picture(t, 200), "/big.png": picture(t, agency.LogoSide+2)}
	b := newBench(t, text.ES, access.Manager, f)
	b.Until("the agency", func() bool { return b.Says("settings.agency.name") == "Agencia Norte" })
	b.Type("settings.agency.zone", "Marte/Norte")
	b.Tap("settings.agency.save")
	if b.note("settings.agency.zone") != "No hay ninguna zona con ese nombre." || b.line("settings.agency") != "Revisá lo marcado: no se guardó nada." {
		t.Errorf("a wrong zone: %q", b.Words())
	}
	b.Type("settings.agency.zone", "America/Sao_Paulo")
	uitest.Find[*form.AmountField](b.Bench, "settings.agency.least").SetText("2000000")
	b.Tap("settings.agency.save")
	if b.note("settings.agency.most") != "La compra máxima no puede ser menor que la mínima." {
		t.Errorf("limits upside down: %q", b.note("settings.agency.most"))
	}
	uitest.Find[*form.AmountField](b.Bench, "settings.agency.least").SetText("")
	b.Tap("settings.agency.save")
	if b.line("settings.agency") != "Revisá lo marcado: no se guardó nada." {
		t.Errorf("no least amount: %q", b.line("settings.agency"))
	}
	uitest.Find[*form.AmountField](b.Bench, "settings.agency.least").SetText("500")
	for _, path := range []string{"/none.png", "/big.png"} {
		b.Type("settings.agency.logo", path)
		b.Tap("settings.agency.save")
		b.Until(path, func() bool {
			return b.note("settings.agency.logo") == "Ese archivo no se puede leer o no es un PNG de hasta 256 KB y 2000 píxeles de lado."
		})
	}
	b.Type("settings.agency.logo", "/logo.png")
	b.Tap("settings.agency.save")
	b.Until("saved", func() bool { return strings.HasPrefix(b.line("settings.agency"), "Guardado.") })
	if got := f.edits[0]; got.TimeZone != "America/Sao_Paulo" || !bytes.Equal(got.Logo, f.files["/logo.png"]) || got.Version != 3 || got.BuyMin != 500_00 || got.BuyMax != 1_000_000_00 {
		t.Errorf("sent %+v", got)
	}
	b.Tap("settings.agency.nologo")
	b.Tap("settings.agency.save")
	b.Until("without a logo", func() bool { return !b.page.Busy() && len(f.edits) == 2 })
	if f.edits[1].Logo != nil || f.edits[1].Version != 4 {
		t.Errorf("sent %+v", f.edits[1])
	}
	f.set(func(f *fake) {
		f.failing = &Conflict{Current: agency.Profile{Name: "Agencia Sur", Currency: "ARS", TimeZone: "UTC", Version: 9}}
	})
	b.Type("settings.agency.name", "Otra")
	b.Tap("settings.agency.save")
	b.Until("the conflict", func() bool {
		return strings.HasPrefix(b.line("settings.agency"), "Alguien lo cambió antes") && b.Says("settings.agency.name") == "Agencia Sur"
	})
	f.set(func(f *fake) { f.failing = ErrUnknown })
	b.Tap("settings.agency.save")
	b.Until("not known", func() bool { return strings.HasPrefix(b.line("settings.agency"), "No llegó respuesta") })
}

// Three languages, both looks, both widths, both zooms; set TRASTIENDA_PICTURES
// to look at them.
func TestNothingIsCut(t *testing.T) {
	for _, lang := range text.Langs() {
		f := oneAgency()
		f.agency.Logo = picture(t, 300)
		b := newBench(t, lang, access.Manager, f)
		b.Until("the agency", func() bool { return b.Says("settings.agency.name") == "Agencia Norte" })
		for _, choice := range []look.Choice{look.Light, look.Dark} {
			for _, width := range []float32{1366 - 248, 1024 - 56} {
				for _, zoom := range []int{100, 160} {
					b.Wear(choice, zoom)
					b.Resize(width-48, 2600)
					b.page.Rebuild()
					name := fmt.Sprintf("%s-%s-%.0f-%d", lang, choice, width, zoom)
					b.Seen(name)
				}
			}
		}
	}
}

// The rate of new agents is shown, and another one is asked for elsewhere.
func TestTheRateOfNewAgents(t *testing.T) {
	f := oneAgency()
	f.agency.BonusBP = 450
	b := newBench(t, text.ES, access.Manager, f)
	b.Until("the agency", func() bool { return b.Says("settings.agency.name") == "Agencia Norte" })
	if b.Says("settings.agency.rate") != "" {
		t.Error("a rate that cannot be changed here")
	}
	asked := ""
	b.page.Rate = func(now money.BasisPoints, version int64) { asked = fmt.Sprint(now, version) }
	b.page.Rebuild()
	if got := strings.ReplaceAll(b.Says("settings.agency.rate"), "\u00a0", " "); got != "Tasa de bonificación para agentes nuevos: 4,5 %" {
		t.Errorf("%q", got)
	}
	b.Tap("settings.agency.rate.change")
	if asked != "450 3" {
		t.Errorf("asked for %q", asked)
	}
}

func TestFingerprintOfTheHubsKey(t *testing.T) {
	b := newBench(t, text.ES, access.Agent, oneAgency())
	b.Until("the key", func() bool { return strings.Contains(b.Says("settings.hub.key"), "3F2A 9C01 3F2A") })
	b.Book.Set(text.EN)
	b.page.Rebuild()
	if says := b.Says("settings.hub.key"); !strings.HasPrefix(says, "Fingerprint of the key") {
		t.Errorf("after the change: %q", says)
	}
	without := oneAgency()
	without.noKey = errors.New("offline")
	b = newBench(t, text.ES, access.Agent, without)
	b.Until("the page", func() bool { return b.Says("settings.hub.where") != "" })
	if says := b.Says("settings.hub.key"); says != "" {
		t.Errorf("without the hub it says %q", says)
	}
}
