package main

import (
	"testing"

	"trastienda/ui/text"
)

func TestLocaleLang(t *testing.T) {
	for _, c := range []struct {
		variables map[string]string
		want      text.Lang
	}{
		{nil, text.ES},
		{map[string]string{"LANG": "C"}, text.ES},
		{map[string]string{"LANG": "C.UTF-8"}, text.ES},
		{map[string]string{"LANG": "es_PA.UTF-8"}, text.ES},
		{map[string]string{"LANG": "pt_PT"}, text.PT},
		{map[string]string{"LANG": "en_US.UTF-8"}, text.EN},
		{map[string]string{"LANG": "fr_FR.UTF-8"}, text.EN},
		{map[string]string{"LANG": "en_US.UTF-8", "LC_MESSAGES": "es_AR.UTF-8"}, text.ES},
		{map[string]string{"LANG": "es_AR.UTF-8", "LC_MESSAGES": "es_AR.UTF-8", "LC_ALL": "pt_BR.UTF-8"}, text.PT},
	} {
		if got := localeLang(func(name string) string { return c.variables[name] }); got != c.want {
			t.Errorf("%v: %s, want %s", c.variables, got, c.want)
		}
	}
}
