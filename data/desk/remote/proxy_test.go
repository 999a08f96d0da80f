package remote_test

import (
	"os"
	"os/exec"
	"testing"

	"trastienda/data/desk/remote"
)

// The environment is read once, so a process of its own reads it.
func TestTheProxyIsTheSystems(t *testing.T) {
	const inside = "TRASTIENDA_TEST_PROXY"
	if os.Getenv(inside) == "" {
		again := exec.Command(os.Args[0], "-test.run=^TestTheProxyIsTheSystems$")
		again.Env = append(os.Environ(), inside+"=1", "HTTPS_PROXY=http://ana:secret@proxy.example:3128", "NO_PROXY=near.example")
		if out, err := again.CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
		return
	}
	for address, want := range map[string]string{
		"https://hub.example": "proxy.example:3128", "https://near.example": "", "https://127.0.0.1:8443": "", "http://localhost:8080": "",
	} {
		if got, err := remote.ProxyFor(address); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", address, got, err, want)
		}
	}
}
