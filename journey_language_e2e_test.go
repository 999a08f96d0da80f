package main

import (
	"encoding/json"
	"io/fs"
	"regexp"
	"slices"
	"testing"

	"trastienda/assets"
	"trastienda/ui/text"
)

// phrases makes a pattern of every text of a language: what a text leaves open
// may be anything.
func phrases(t testing.TB, l text.Lang) []*regexp.Regexp {
	t.Helper()
	open := regexp.MustCompile(`\\\{[a-z]+\\\}`)
	names, err := fs.Glob(assets.Languages(), "*."+string(l)+".json")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d catalogues of %s: %v", len(names), l, err)
	}
	var all []*regexp.Regexp
	for _, name := range names {
		data, err := fs.ReadFile(assets.Languages(), name)
		if err != nil {
			t.Fatal(err)
		}
		words := map[string]string{}
		if err := json.Unmarshal(data, &words); err != nil {
			t.Fatal(err)
		}
		for _, w := range words {
			all = append(all, regexp.MustCompile("^"+open.ReplaceAllString(regexp.QuoteMeta(w), ".*")+"$"))
		}
	}
	return all
}

func matches(list []*regexp.Regexp, words string) bool {
	return slices.ContainsFunc(list, func(r *regexp.Regexp) bool { return r.MatchString(words) })
}

// speaks checks that nothing on the screen is left in Spanish.
func (w *window) speaks(l text.Lang, v view) {
	w.t.Helper()
	spanish, chosen := phrases(w.t, text.ES), phrases(w.t, l)
	for _, i := range v {
		if i.Text != "" && matches(spanish, i.Text) && !matches(chosen, i.Text) {
			w.t.Errorf("in %s %s says %q", l, i.ID, i.Text)
		}
	}
}

// choose takes the n-th entry of a menu at the foot of the navigation.
func (w *window) choose(menu string, n int) {
	w.t.Helper()
	w.click(menu)
	for range n {
		w.key("Down")
	}
	w.key("Return")
}

// The language and the look change while the program runs, in every corner of
// the page and in its dialogs.
func TestJourneyLanguages(t *testing.T) {
	w := newScreen(t, "1366x768").open(sampleFolder(t, 60), "--lang", "es-AR", "--theme", "light")
	w.purchases()
	w.rows(60)
	w.choose("nav.theme", 2)
	w.shows("nav.theme", "Oscuro")
	w.pick("wallet_transfer", "88120417")
	w.key("Return")
	w.there("purchases.detail.title")
	w.shot("dark")
	for _, l := range []struct {
		lang      text.Lang
		entry     int
		title, no string
	}{
		{text.PT, 2, "Gestão de compra automática de saldo virtual", "Não"},
		{text.EN, 3, "Automatic virtual balance purchases", "No"},
	} {
		w.choose("nav.lang", l.entry)
		w.speaks(l.lang, w.shows("purchases.title", l.title))
		w.speaks(l.lang, w.now())
		w.shot("page")
		w.key("ctrl+shift+f")
		w.speaks(l.lang, w.there("purchases.filters.psr"))
		w.shot("filters")
		w.key("ctrl+shift+f")
		w.gone("purchases.filters.psr")
		w.key("F1")
		w.speaks(l.lang, w.there("shell.shortcuts.close"))
		w.shot("shortcuts")
		w.key("Escape")
		w.gone("shell.shortcuts.close")
		w.pick("wallet_transfer", "88120417")
		w.key("ctrl+Return")
		w.focus("purchases.retry.no")
		w.speaks(l.lang, w.shows("purchases.retry.no", l.no))
		w.shot("question")
		w.key("Tab")
		w.focus("purchases.retry.yes")
		w.key("space")
		w.speaks(l.lang, w.there("purchases.retry.ok"))
		w.shot("answer")
		w.key("Return")
		w.gone("purchases.retry.ok")
		w.key("Alt_L")
		w.shot("menu")
		w.key("Escape")
	}
	w.close()
}
