package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"sync/atomic"

	"trastienda/data/desk/keychain"
	"trastienda/data/hub/store"
)

// handlerSwitch is a handler that can be exchanged while it is in use: the
// embedded hub is opened anew under a desk that goes on.
type handlerSwitch struct{ now atomic.Pointer[http.Handler] }

func (s *handlerSwitch) set(h http.Handler) { s.now.Store(&h) }

// clear makes it answer as a hub that cannot be reached.
func (s *handlerSwitch) clear() { s.now.Store(nil) }

// ServeHTTP hands the request on; between two hubs nobody answers.
func (s *handlerSwitch) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := s.now.Load()
	if h == nil {
		http.Error(w, "the hub is being opened", http.StatusServiceUnavailable)
		return
	}
	(*h).ServeHTTP(w, r)
}

// walletSecretName names the secret of the wallet's notices among the kept ones.
const walletSecretName = "wallet-notices"

// keptSecrets are the secrets of an embedded hub's outside systems in the
// system's keychain, one per data folder and name.
type keptSecrets struct {
	keychain keychain.Keychain
	dir      string
}

func (k keptSecrets) account(name string) string {
	dir, err := filepath.Abs(k.dir)
	if err != nil {
		dir = k.dir
	}
	sum := sha256.Sum256([]byte(dir))
	return "outside-" + name + "-" + hex.EncodeToString(sum[:8])
}

// get returns "" for a secret that is not kept, also where there is no keychain.
func (k keptSecrets) get(name string) string {
	secret, err := k.keychain.Get(k.account(name))
	if err != nil {
		return ""
	}
	return secret
}

// set keeps a secret; "" forgets it.
func (k keptSecrets) set(name, secret string) error {
	if secret == "" {
		return k.keychain.Delete(k.account(name))
	}
	return k.keychain.Set(k.account(name), secret)
}

// change keeps several secrets, all of them or none; undo puts back what was.
func (k keptSecrets) change(secrets map[string]string) (undo func(), err error) {
	before := map[string]string{}
	undo = func() {
		for name, secret := range before {
			_ = k.set(name, secret) // the keychain that took the new one has gone: nothing can be done
		}
	}
	for name, secret := range secrets {
		before[name] = k.get(name)
		if err := k.set(name, secret); err != nil {
			undo()
			return nil, err
		}
	}
	return undo, nil
}

func (b *backend) secrets() keptSecrets {
	return keptSecrets{keychain: keychain.System{Service: appID}, dir: b.files.dir}
}

// outsideOf is where the outside systems of an embedded hub are: what the
// command line and the environment say comes before the settings. Those of the
// sample are always the simulator.
func (b *backend) outsideOf(p place) outsideFlags {
	f := b.flags.outside
	if p.Kind == placeSample {
		return f
	}
	for _, s := range []struct {
		name string
		flag *string
		kept string
	}{
		{"recharge", &f.rechargeURL, p.Outside.RechargeURL}, {"merchant", &f.merchantURL, p.Outside.MerchantURL}, {"wallet", &f.walletURL, p.Outside.WalletURL},
	} {
		if *s.flag != "" || s.kept == "" {
			continue
		}
		*s.flag = s.kept
		if f.kept == nil {
			f.kept = map[string]string{}
		}
		f.kept[s.name] = b.secrets().get(s.name)
	}
	if f.walletSecret == "" && f.walletURL != "" {
		f.walletSecret = b.secrets().get(walletSecretName)
	}
	return f
}

// errUnsettled: transfers may have happened at the recharge system there is, and
// another one could not be asked about them.
type errUnsettled struct{ n int }

func (e errUnsettled) Error() string {
	return fmt.Sprintf("%d transfers are not settled at the recharge system", e.n)
}

// openChecked opens the hub of next. Another recharge system is not put in the
// place of one that may know of transfers nobody else knows of: asked about them
// it would answer "not found", and they would be sent again. The hub of was is
// closed, so that no call is under way.
func (b *backend) openChecked(ctx context.Context, was, next place) (*hub, error) {
	if b.rechargeOf(was) != b.rechargeOf(next) {
		s, err := store.Open(ctx, "sqlite:"+b.files.hub(), store.Options{Clock: b.clock, Log: b.log})
		if err != nil {
			return nil, err
		}
		n, err := s.UnsettledTransfers(ctx)
		if err = errors.Join(err, s.Close()); err != nil {
			return nil, err
		}
		if n > 0 {
			return nil, errUnsettled{n}
		}
	}
	return b.openEmbedded(ctx, next)
}

// rechargeOf names the recharge system of a place.
func (b *backend) rechargeOf(p place) string {
	return b.outsideOf(p).rechargeName(b.flags.simulate || p.Outside.Simulate)
}

// reopenHub opens the embedded hub with other outside systems under the desk,
// which goes on. When the new one does not open, the old one comes back and the
// error says why.
func (b *backend) reopenHub(ctx context.Context, next place) error {
	b.mu.Lock()
	was, old := b.place, b.hub
	b.mu.Unlock()
	if old == nil {
		return errors.New("reopen the hub: there is none inside")
	}
	b.inside.clear()
	old.close()
	opened, err := b.openChecked(ctx, was, next)
	if err != nil {
		next = was
		var again error
		if opened, again = b.openEmbedded(ctx, was); again != nil {
			b.mu.Lock()
			b.hub = nil
			b.mu.Unlock()
			return errors.Join(err, again)
		}
	}
	b.inside.set(opened.handler)
	b.mu.Lock()
	b.place, b.hub = next, opened
	b.mu.Unlock()
	return err
}
