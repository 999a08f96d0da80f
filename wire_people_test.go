package main

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"trastienda/app/clock"
	"trastienda/app/problem"
	"trastienda/ui/shell"
	"trastienda/ui/text"
)

// knowsHub is a backend that starts with a known hub and nobody signed in. The
// window is not there, so nothing is shown.
func knowsHub(t *testing.T, address string) *backend {
	t.Helper()
	files := folderFiles{t.TempDir()}
	if err := files.writePlace(place{Kind: placeRemote, Hub: address, Email: "ana@sur.example"}); err != nil {
		t.Fatal(err)
	}
	b := newBackend(backendParams{files: files, clock: clock.System{}, log: slog.New(slog.DiscardHandler), lang: func() text.Lang { return text.ES }})
	b.gone.Store(true)
	t.Cleanup(b.close)
	if state, err := b.Start(t.Context()); state != shell.SignIn || err != nil {
		t.Fatalf("start: %v, %v", state, err)
	}
	return b
}

// answering is a hub that answers everything alike.
func answering(t *testing.T, status int, kind, body string) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Hub-Epoch", "e")
		if r.URL.Path == "/health/live" { // what a desktop asks before its first act
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, "{}")
			return
		}
		if status == 0 {
			panic(http.ErrAbortHandler)
		}
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// Whoever fails to enter at another hub goes on with the known one.
func TestAnotherHubThatFailsLeavesTheKnownOne(t *testing.T) {
	refusing := answering(t, 422, problem.ContentType, `{"code":"bad-code","status":422}`)
	known := answering(t, 401, problem.ContentType, `{"code":"bad-credentials","status":401}`)
	b := knowsHub(t, known)
	for what, enter := range map[string]func() error{
		"connect":  func() error { return b.Connect(t.Context(), refusing, "eva@sur.example", "clave de eva") },
		"register": func() error { return b.Register(t.Context(), refusing, "token", "clave de eva") },
	} {
		var p *problem.Problem
		if err := enter(); !errors.As(err, &p) || p.Code != problem.BadCode {
			t.Errorf("%s: %v", what, err)
		}
		if in := b.Session(); in.Hub != known || in.Email != "ana@sur.example" {
			t.Errorf("%s: the hub is %+v", what, in)
		}
		if err := b.SignIn(t.Context(), "ana@sur.example", "x"); shell.KindOf(err) != shell.WrongPassword {
			t.Errorf("%s: signing in after that: %v", what, err)
		}
	}
	if kept, err := b.files.readPlace(); err != nil || kept.Hub != known {
		t.Errorf("the next start knows %+v, %v", kept, err)
	}
}

// A new password whose answer is lost may be good or not, and the window says so;
// where nothing was sent it says that there is no connection.
func TestALostAnswerToANewPassword(t *testing.T) {
	for _, c := range []struct {
		hub  string
		want shell.Kind
	}{
		{answering(t, 0, "", ""), shell.PasswordUnsure}, {"http://127.0.0.1:1", shell.NoConnection},
		{answering(t, 422, problem.ContentType, `{"code":"bad-code","status":422}`), shell.Refused},
	} {
		b := knowsHub(t, c.hub)
		reset := shell.PasswordReset{Email: "ana@sur.example", Code: "x", Password: "clave nueva"}
		for _, address := range []string{"", c.hub} {
			if err := b.ConfirmReset(t.Context(), address, reset); shell.KindOf(err) != c.want {
				t.Errorf("%s at %q: %v", c.want, address, err)
			}
		}
	}
}
