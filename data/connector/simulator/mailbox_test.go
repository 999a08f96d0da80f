package simulator_test

import (
	"encoding/json"
	"io"
	"net"
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

// What the hub's own mail client sends arrives in the mail box as it was.
func TestMailArrivesBySMTP(t *testing.T) {
	w := newWorld(t)
	post, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.sim.ServeMail(post)
	letter := connector.Letter{To: "ana@example.test", Subject: "Tu código para cambiar la contraseña", Text: "Hola, Ana:\n\n    ABCDE-FGHIJ\n\n.\n" + strings.Repeat("ñandú ", 40) + "\n"}
	mailer, err := connector.NewSMTP(connector.SMTPOptions{URL: "smtp://" + post.Addr().String(), From: "trastienda@example.test"})
	if err != nil {
		t.Fatal(err)
	}
	if err := mailer.Send(t.Context(), letter); err != nil {
		t.Fatal(err)
	}
	box, err := w.sim.MailBox(t.Context(), "ana@example.test")
	if err != nil || len(box) != 1 || box[0].Subject != letter.Subject || strings.TrimSpace(box[0].Text) != strings.TrimSpace(letter.Text) {
		t.Errorf("mail box %+v, %v", box, err)
	}
}
