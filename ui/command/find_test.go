package command

import (
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	entries := []Entry{
		{"sync", "Sincronizar ahora", "Sincronizar"},
		{"zoom", "Acercar", "Ver"},
		{"cols", "Columnas…", "Ver"},
		{"retry", "Reintentar", "Acciones"},
		{"pin", "Compras automáticas", "Ver"},
		{"light", "Claro", "Ver › Tema"},
	}
	for _, c := range []struct {
		query, recent, want string
	}{
		{"", "", "sync zoom cols retry pin light"},
		{"", "retry light", "retry light sync zoom cols pin"},
		{"c", "", "cols pin light sync zoom"},      // a beginning before the inside
		{"c", "light", "light cols pin sync zoom"}, // as good, but run lately
		{"AUTOMATICA", "", "pin"},                  // no accents, no capitals
		{"áhora", "", "sync"},                      // accents typed in vain
		{"tema", "", "light"},                      // by its menu
		{"ver col", "", "cols"},                    // every word counts
		{"rntr", "", "retry"},                      // letters in order
		{"tema zoom", "", ""},                      // one word fits nothing
		{"  reintentar  ", "", "retry"},            // blanks around
		{"x", "", ""},                              // one letter is no pattern
	} {
		var got []string
		for _, e := range Find(c.query, entries, strings.Fields(c.recent)) {
			got = append(got, e.ID)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q after %q: %v, want %s", c.query, c.recent, got, c.want)
		}
	}
}
