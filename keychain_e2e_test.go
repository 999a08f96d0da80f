package main

import (
	"bufio"
	"fmt"
	"maps"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/godbus/dbus/v5"
)

// The names of the Secret Service, the keychain of Linux desktops.
const (
	secretsName = "org.freedesktop.secrets"
	secretsRoot = dbus.ObjectPath("/org/freedesktop/secrets")
	secretsBox  = secretsRoot + "/collection/login"
	secretsMeet = secretsRoot + "/session/1"
	noPrompt    = dbus.ObjectPath("/")
)

// testKeychain is a keychain in memory on a message bus of its own, because a test
// machine has none and the program behaves differently without.
type testKeychain struct {
	bus   *dbus.Conn
	mu    sync.Mutex
	items map[dbus.ObjectPath]*secretItem
}

type secretItem struct {
	k          *testKeychain
	attributes map[string]string
	secret     keptSecret
}

// keptSecret is the structure the service speaks of.
type keptSecret struct {
	Session     dbus.ObjectPath
	Parameters  []byte
	Value       []byte
	ContentType string
}

// withKeychain gives what runs on the screen from now on a keychain.
func (s *screen) withKeychain() *screen {
	s.t.Helper()
	s.bus = startBus(s.t)
	bus, err := dbus.Connect(s.bus)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { bus.Close() })
	k := &testKeychain{bus: bus, items: map[dbus.ObjectPath]*secretItem{}}
	for _, e := range []struct {
		object any
		path   dbus.ObjectPath
		face   string
	}{
		{secretService{}, secretsRoot, "org.freedesktop.Secret.Service"},
		{secretProperties{}, secretsRoot, "org.freedesktop.DBus.Properties"},
		{secretSession{}, secretsMeet, "org.freedesktop.Secret.Session"},
		{k, secretsBox, "org.freedesktop.Secret.Collection"},
	} {
		if err := bus.Export(e.object, e.path, e.face); err != nil {
			s.t.Fatal(err)
		}
	}
	if _, err := bus.RequestName(secretsName, dbus.NameFlagDoNotQueue); err != nil {
		s.t.Fatal(err)
	}
	return s
}

// startBus starts a message bus and gives its address.
func startBus(t testing.TB) string {
	t.Helper()
	cmd := exec.Command("dbus-daemon", "--session", "--nofork", "--print-address")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { endOf(cmd) })
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("dbus-daemon does not start: %v", err)
	}
	return strings.TrimSpace(address)
}

type secretService struct{}

func (secretService) OpenSession(string, dbus.Variant) (dbus.Variant, dbus.ObjectPath, *dbus.Error) {
	return dbus.MakeVariant(""), secretsMeet, nil
}

func (secretService) Unlock(what []dbus.ObjectPath) ([]dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	return what, noPrompt, nil
}

type secretSession struct{}

func (secretSession) Close() *dbus.Error { return nil }

type secretProperties struct{}

func (secretProperties) Get(_, _ string) (dbus.Variant, *dbus.Error) {
	return dbus.MakeVariant([]dbus.ObjectPath{secretsBox}), nil
}

// SearchItems is part of the collection's interface.
func (k *testKeychain) SearchItems(attributes map[string]string) ([]dbus.ObjectPath, *dbus.Error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	found := []dbus.ObjectPath{}
	for path, item := range k.items {
		if maps.Equal(item.attributes, attributes) {
			found = append(found, path)
		}
	}
	return found, nil
}

// CreateItem is part of the collection's interface.
func (k *testKeychain) CreateItem(properties map[string]dbus.Variant, s keptSecret, _ bool) (dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	attributes, _ := properties["org.freedesktop.Secret.Item.Attributes"].Value().(map[string]string)
	old, _ := k.SearchItems(attributes)
	k.mu.Lock()
	defer k.mu.Unlock()
	path := secretsBox + dbus.ObjectPath(fmt.Sprintf("/%d", len(k.items)))
	if len(old) > 0 {
		path = old[0]
	}
	item := &secretItem{k: k, attributes: attributes, secret: s}
	k.items[path] = item
	if err := k.bus.Export(item, path, "org.freedesktop.Secret.Item"); err != nil {
		return "", noPrompt, dbus.MakeFailedError(err)
	}
	return path, noPrompt, nil
}

// GetSecret is part of the item's interface.
func (i *secretItem) GetSecret(dbus.ObjectPath) (keptSecret, *dbus.Error) { return i.secret, nil }

// Delete is part of the item's interface.
func (i *secretItem) Delete() (dbus.ObjectPath, *dbus.Error) {
	i.k.mu.Lock()
	defer i.k.mu.Unlock()
	maps.DeleteFunc(i.k.items, func(_ dbus.ObjectPath, other *secretItem) bool { return other == i })
	return noPrompt, nil
}
