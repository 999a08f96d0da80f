package main

import (
	"bytes"
	"context"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"trastienda/app/access"
	"trastienda/data/hub/session"
	"trastienda/data/hub/store"
	"trastienda/data/hub/store/storetest"
)

// initHub runs hub init and gives what it prints.
func initHub(t *testing.T, f hubInitFlags) (string, error) {
	t.Helper()
	people, err := f.check()
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	err = runHubInit(context.Background(), f, people, &out)
	return out.String(), err
}

var tokenLine = regexp.MustCompile(`(?m)^  ([A-Z2-7]{26})$`)

func TestHubInitInvitesManagers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		first := hubInitFlags{database: dsn, agency: " Agencia Sur ", managers: []string{"Ana Paz <Ana@sur.example>"}, currency: "BRL", timeZone: "America/Sao_Paulo"}
		out, err := initHub(t, first)
		token := tokenLine.FindStringSubmatch(out)
		if err != nil || token == nil || !strings.Contains(out, "Agency Agencia Sur made (BRL, America/Sao_Paulo)") || !strings.Contains(out, "ana@sur.example") {
			t.Fatalf("%s, %v", out, err)
		}
		second := first
		second.managers, second.currency, second.timeZone = []string{"luis@sur.example"}, "", ""
		out, err = initHub(t, second)
		if err != nil || len(tokenLine.FindAllString(out, -1)) != 1 || !strings.Contains(out, "there already") {
			t.Errorf("the second manager: %s, %v", out, err)
		}
		if out, err = initHub(t, first); err == nil || out != "" || !strings.Contains(err.Error(), "ana@sur.example is invited") {
			t.Errorf("the first one again: %s, %v", out, err)
		}
		other := second
		other.currency = "USD"
		if _, err = initHub(t, other); err == nil || !strings.Contains(err.Error(), "with BRL") {
			t.Errorf("another currency: %v", err)
		}
		s := storetest.Open(t, dsn, store.Options{})
		sessions, err := session.New(s, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		in, err := sessions.Register(context.Background(), session.Registration{Token: token[1], Password: "ocho-letras"})
		if err != nil || in.User.Role != access.Manager || in.User.Name != "Ana Paz" || in.Agency.Currency != "BRL" {
			t.Fatalf("registered %+v, %v", in, err)
		}
		if _, err = initHub(t, first); err == nil || !strings.Contains(err.Error(), "has a user in it") {
			t.Errorf("a registered one again: %v", err)
		}
		// All or nothing: no agency is left behind.
		north := hubInitFlags{database: dsn, agency: "Agencia Norte", managers: []string{"eva@norte.example", "ana@sur.example"}}
		if _, err = initHub(t, north); err == nil || !strings.Contains(err.Error(), "another agency") {
			t.Errorf("somebody of another agency: %v", err)
		}
		var agencies int
		if err := s.Read().QueryRow(`select count(*) from agency`).Scan(&agencies); err != nil || agencies != 1 {
			t.Errorf("%d agencies (%v)", agencies, err)
		}
	})
}

func TestHubInitLooksAtWhatIsWritten(t *testing.T) {
	fine := hubInitFlags{database: "sqlite:x", agency: "A", managers: []string{"a@b"}}
	for name, spoil := range map[string]func(*hubInitFlags){
		"--agency":    func(f *hubInitFlags) { f.agency = " " },
		"--currency":  func(f *hubInitFlags) { f.currency = "pesos" },
		"--time-zone": func(f *hubInitFlags) { f.timeZone = "Buenos Aires" },
		"--manager":   func(f *hubInitFlags) { f.managers = []string{"ana"} },
		"--host is a": func(f *hubInitFlags) { f.tls, f.hosts = "x", []string{"hub.example:8443"} },
		"--host is m": func(f *hubInitFlags) { f.tls = "x" },
	} {
		f := fine
		spoil(&f)
		if _, err := f.check(); err == nil || !strings.HasPrefix(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if people, err := fine.check(); err != nil || people[0].Name != "a" {
		t.Errorf("%+v, %v", people, err)
	}
}
