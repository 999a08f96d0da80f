package diagnosis

import (
	"encoding/json"
	"strings"
	"testing"
)

// secrets are planted wherever a diagnosis reads from.
var secrets = []string{
	`{"msg":"sign in","email":"ana.perez@agencia.com","password":"Tr3s tristes \"tigres\""}`,
	`{"msg":"call","headers":"Authorization: Bearer abc.DEF-123_x"}`,
	`{"msg":"body","body":"{\"token\":\"tok-corto\",\"pin\":\"4821\"}"}`,
	`Authorization: Basic YW5hOnNlY3JldG8=`,
	`notify with whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw now`,
	`postgres://trastienda:s3creto@db/trastienda`,
	`CBU 0000300900202874937477 y 0000 3009 0020 2874 9374 77 y 0000300-90020287493747-7`,
	`PIN 4821, pin=4821, "pin": 4821, tu PIN es 4821`,
	`api_key=corto1 apiKey: corto1 client_secret='corto1'`,
	`contraseña: jacaranda senha=jacaranda`,
	`session 0f3c9a7be2d84c11a5f06b7e9d2c4a10ff`,
	`cbu=00003009 00202874937477 CBU: 0000300-9 0020287493747-7`,
	`{"pinCode":"4821","userPin":"4821","pin_hash":"4821"}`,
	`signed with q7Xz+8b/Kd2mPq9R+s4Tt/Uv0WwXyZ12aB/cD3e+F4= today`,
}

// leaks are the parts of the secrets that no masked text may have.
var leaks = []string{"tristes", "tigres", "abc.DEF", "tok-corto", "4821", "YW5h", "MfKQ9", "s3creto", "0000300900202874937477",
	"2874", "corto1", "jacaranda", "0f3c9a7b", "ana.perez",
	"20287", "Kd2mPq9R"}

func wantNoLeak(t *testing.T, where, text string) {
	t.Helper()
	for _, leak := range leaks {
		if strings.Contains(text, leak) {
			t.Errorf("%s shows %q", where, leak)
		}
	}
}

func TestMaskHidesSecrets(t *testing.T) {
	for _, s := range secrets {
		masked := Mask(s)
		wantNoLeak(t, s, masked)
		if json.Valid([]byte(s)) && !json.Valid([]byte(masked)) {
			t.Errorf("%s is no JSON any more: %s", s, masked)
		}
	}
}

func TestMaskKeepsWhatOneLooksFor(t *testing.T) {
	for _, s := range []string{
		"trastienda/ui/shell.(*Shell).work.func1(0xc000123456789abc)",
		"/root/go/pkg/mod/fyne.io/fyne/v2@v2.7.1/internal/driver/glfw/window.go:838 +0x1a4",
		`{"time":"2026-11-27T21:47:00.123456789Z","level":"ERROR","msg":"sync","error":"timeout"}`,
		"purchase 018fd2c4-6b1e-7c3a-9d55-2f0a1b3c4d5e of $ 40.000,00, PSR 290384911000001",
		"TestTheLongestNameOfAFunctionThatAnybodyEverThoughtOf",
		"/home/ana/datos2026/trastienda/replica1/hub.db pinned=3 shipping=4821 opinion: 4821",
		"goroutine 1 [running, locked to thread]:",
	} {
		if got := Mask(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
	if got := Mask("ana@agencia.com"); got != "•••@agencia.com" {
		t.Errorf("a mail address became %q", got)
	}
}
