package purchases

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"trastienda/app/purchase"
	"trastienda/ui/dialog"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// The exact texts of the source, with its numbers.
func TestTextsOfTheSource(t *testing.T) {
	b, err := text.NewBook(text.ES)
	if err != nil {
		t.Fatal(err)
	}
	for number, want := range map[string]string{
		"S0-4": "No se encontraron resultados", "S0-26": "Gestión de compra automática de saldo virtual", "S0-27": "Filtros",
		"S0-28.1": "Fecha y hora", "S0-28.2": "PSR", "S0-28.3": "N° Transferencia Claro Pay", "S0-28.4": "Monto",
		"S0-28.5": "ID Transferencia recarga", "S0-28.6": "Estado transf recarga", "S0-28.7": "Acciones",
		"S0-37.1": "OK", "S0-37.2": "ERROR", "S0-37.3": "PENDIENTE",
		"S0-42": textConfirm, "S0-42.1": "Gestión de compra automática", "S0-42.2": "No", "S0-42.3": "Sí",
		"S0-43": textPending, "S0-43.1": "OK", "S0-44": textNoBalance, "S0-45": textCompleted,
	} {
		key := sources(t)[number]
		if got := b.T(key); key == "" || got != want {
			t.Errorf("%s (%q) is %q, want %q", number, key, got, want)
		}
	}
}

func sources(t *testing.T) map[string]string {
	t.Helper()
	data, err := os.ReadFile("../../assets/lang/sources.json")
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]string{}
	if err := json.Unmarshal(data, &keys); err != nil {
		t.Fatal(err)
	}
	return keys
}

func catalogue(t *testing.T, lang text.Lang) map[string]string {
	t.Helper()
	data, err := os.ReadFile("../../assets/lang/purchases." + string(lang) + ".json")
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]string{}
	if err := json.Unmarshal(data, &words); err != nil {
		t.Fatal(err)
	}
	return words
}

var place = regexp.MustCompile(`\{\w+\}`)

// Every key is in every catalogue with the same places, and the code uses
// every key it has and has every key it uses.
func TestCataloguesFitTheCode(t *testing.T) {
	es := catalogue(t, text.ES)
	for _, lang := range []text.Lang{text.PT, text.EN} {
		other := catalogue(t, lang)
		for key, value := range es {
			a, b := place.FindAllString(value, -1), place.FindAllString(other[key], -1)
			slices.Sort(a)
			slices.Sort(b)
			if other[key] == "" || !slices.Equal(a, b) {
				t.Errorf("%s %s is %q, in Spanish %q", lang, key, other[key], value)
			}
		}
		if len(other) != len(es) {
			t.Errorf("%s has %d texts, Spanish %d", lang, len(other), len(es))
		}
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	written, err := filepath.Glob("../../reports/*.go") // what the page and the papers both say
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	for _, f := range slices.Concat(files, written) {
		if !strings.HasSuffix(f, "_test.go") {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			code.Write(data)
		}
	}
	for key := range es {
		base := strings.TrimSuffix(strings.TrimSuffix(key, ".one"), ".other")
		if !strings.Contains(code.String(), `"`+key+`"`) && !strings.Contains(code.String(), `"`+base+`"`) {
			t.Errorf("nothing uses %s", key)
		}
	}
}

// After a switch to English while running no Spanish is left, and what was
// chosen, searched and opened is still there.
func TestLanguageSwitchLeavesNoSpanish(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) { f.attempts = sampleAttempts() })
	b.Resize(1300, 1500)
	b.page.filters.show(true)
	b.choose("p5")
	b.page.grid.OnOpen("p5")
	b.Until("the attempts", func() bool { return b.page.detail.asked })
	b.Book.Set(text.EN)
	b.page.Rebuild()
	b.Until("the rows", func() bool { return !b.page.grid.Busy() && b.page.detail.asked && b.page.selected.ID == "p5" })
	if b.page.detail.id != "p5" || !b.page.filters.Open() || !slices.Equal(b.page.grid.Selection(), []string{"p5"}) {
		t.Error("the switch lost what was open or chosen")
	}
	b.noSpanish("page")
	b.backend.set(refusing(&UnknownError{Key: "op-1"}))
	b.confirm("p5")
	b.Until("the balance", func() bool { return b.Shown("purchases.retry.balance") == "ARS\u00a02,300.00 (at 11:40)" })
	b.noSpanish("question")
	b.yes()
	b.noSpanish("answer")
}

// noSpanish looks for every Spanish text that differs in English.
func (b *bench) noSpanish(where string) {
	b.T.Helper()
	en := catalogue(b.T, text.EN)
	var spanish []string
	for key, value := range catalogue(b.T, text.ES) {
		if fixed := strings.TrimSpace(place.ReplaceAllString(value, "")); value != en[key] && fixed != "" {
			spanish = append(spanish, value)
		}
	}
	for _, words := range b.Words() {
		for _, s := range spanish {
			if words == s || len(s) > 12 && !strings.Contains(s, "{") && strings.Contains(words, s) {
				b.T.Errorf("%s: Spanish is left: %q", where, words)
			}
		}
	}
}

// Nothing is cut at the smallest window and the greatest zoom.
func TestNoTextIsCut(t *testing.T) {
	for _, lang := range text.Langs() {
		b := newBench(t, lang, func(f *fake) { f.attempts = sampleAttempts() })
		b.Wear(look.Light, look.ZoomMost)
		b.Resize(1024-56, 640-60) // navigation folded in, menu and status bar
		b.page.Rebuild()
		b.Until("the rows", func() bool { return !b.page.grid.Busy() })
		name := string(lang)
		b.Seen(name + "-small-page")
		b.page.filters.show(true)
		b.Seen(name + "-small-filters")
		b.page.filters.show(false)
		b.page.grid.OnOpen("p5")
		b.Until("the attempts", func() bool { return b.page.detail.asked })
		b.Seen(name + "-small-detail")
		b.page.detail.hide()
		b.backend.set(answered(purchase.ResultRefused, codeUnknownPSR, nil))
		b.confirm("p5")
		b.Until("the facts", func() bool {
			return b.Shown("purchases.retry.balance") != b.Book.T("purchases.fact.asking")
		})
		b.Seen(name + "-small-question")
		b.yes()
		b.Seen(name + "-small-answer")
		b.page.retrying.close()
		if dialog.Open(b.Window().Canvas()) {
			t.Fatal("the dialog stayed")
		}
	}
}
