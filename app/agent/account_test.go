package agent

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// Whatever prints an account, its number and its holder's CUIT do not appear;
// JSON, which the audited call answers with, has them.
func TestAnAccountDoesNotPrintItself(t *testing.T) {
	a := Account{CBU: "0009844700009078153229", Alias: "demo.agente", Holder: "Demo", CUIT: "20123456786"}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "account", a, "pointer", &a)
	printed := fmt.Sprint(a, &a) + fmt.Sprintf("%v %+v %#v %s %q", a, a, a, a, a) + fmt.Sprintf("%+v %#v", struct{ A Account }{a}, []Account{a}) + log.String()
	for _, secret := range []string{"00009078", "0009844700009078153229", "20123456786", "2345678"} {
		if strings.Contains(printed, secret) {
			t.Errorf("%s is in %s", secret, printed)
		}
	}
	if text, err := json.Marshal(a); err != nil || !strings.Contains(string(text), a.CBU) {
		t.Errorf("%s, %v", text, err)
	}
}
