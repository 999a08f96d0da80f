package simulator_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"trastienda/data/connector"
	"trastienda/data/connector/simulator"
)

func TestMailBox(t *testing.T) {
	w := newWorld(t)
	for _, l := range []connector.Letter{
		{To: "ana@example.test", Subject: "Primera", Text: "<b>código</b> ABCDE"}, {To: "luis@example.test", Subject: "Segunda", Text: "x"},
	} {
		if err := w.sim.Mailer().Send(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	w.close()
	w.open() // it survives a restart
	get := func(path string) string {
		r, err := http.Get(w.srv.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = r.Body.Close() }()
		body, err := io.ReadAll(r.Body)
		if err != nil || r.StatusCode != 200 {
			t.Fatalf("%s: %d, %v", path, r.StatusCode, err)
		}
		return string(body)
	}
	var box struct{ Items []simulator.Mail }
	if err := json.Unmarshal([]byte(get("/sim/mail")), &box); err != nil {
		t.Fatal(err)
	}
	if len(box.Items) != 2 || box.Items[0].Subject != "Segunda" || box.Items[1].To != "ana@example.test" || !box.Items[1].At.Equal(noon) {
		t.Errorf("mail box %+v", box.Items)
	}
	if one := get("/sim/mail?to=ana@example.test"); strings.Contains(one, "Segunda") || !strings.Contains(one, "ABCDE") {
		t.Errorf("ana's mail: %s", one)
	}
	if page := get("/mail"); !strings.Contains(page, "Primera") || !strings.Contains(page, "&lt;b&gt;código") || !strings.Contains(page, "no salió de esta máquina") {
		t.Errorf("page %s", page)
	}
	if page := get("/mail?to=nobody@example.test"); !strings.Contains(page, "No hay correo") {
		t.Errorf("an empty page %s", page)
	}
}
