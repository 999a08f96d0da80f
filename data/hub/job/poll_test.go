package job

import "testing"

// A new wallet is polled from its beginning, an old one from where it stood.
func TestEveryWalletHasItsOwnPlaceInTheList(t *testing.T) {
	p := &Purchases{}
	seen := map[string]string{}
	for _, address := range []string{"", "https://a.example", "https://b.example"} {
		p.WalletAddress = address
		if other, twice := seen[p.polled()]; twice {
			t.Errorf("%q and %q share their place", address, other)
		}
		seen[p.polled()] = address
	}
	p.WalletAddress = "https://a.example/"
	if seen[p.polled()] != "https://a.example" {
		t.Error("a final slash makes another wallet of it")
	}
}
