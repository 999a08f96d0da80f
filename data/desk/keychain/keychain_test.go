package keychain

import (
	"errors"
	"testing"

	"github.com/zalando/go-keyring"
)

func TestSystemKeepsAndForgets(t *testing.T) {
	keyring.MockInit()
	s := System{Service: "trastienda-test"}
	if !s.Available() {
		t.Fatal("an empty keychain is a keychain")
	}
	if secret, err := s.Get("a"); err != nil || secret != "" {
		t.Fatalf("nothing kept: %q, %v", secret, err)
	}
	if err := s.Set("a", "token"); err != nil {
		t.Fatal(err)
	}
	if secret, err := s.Get("a"); err != nil || secret != "token" {
		t.Fatalf("kept: %q, %v", secret, err)
	}
	for range 2 { // forgetting twice is no error
		if err := s.Delete("a"); err != nil {
			t.Fatal(err)
		}
	}
	if secret, _ := s.Get("a"); secret != "" {
		t.Fatal("not forgotten")
	}
}

func TestMachineWithoutKeychain(t *testing.T) {
	keyring.MockInitWithError(errors.New("no service"))
	for name, k := range map[string]Keychain{"system": System{Service: "x"}, "none": None{}} {
		if k.Available() {
			t.Errorf("%s claims to be there", name)
		}
		if err := k.Set("a", "b"); !errors.Is(err, ErrUnavailable) {
			t.Errorf("%s: Set = %v", name, err)
		}
	}
}
