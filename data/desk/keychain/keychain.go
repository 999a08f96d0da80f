// Package keychain keeps the session's token in the operating system's
// keychain. A machine without one works all the same: the person signs in at
// every start, and the program says so.
package keychain

import (
	"errors"
	"time"

	"github.com/zalando/go-keyring"
)

// Keychain keeps one secret per account.
type Keychain interface {
	// Available tells whether secrets can be kept here at all.
	Available() bool
	Set(account, secret string) error
	// Get returns "" when nothing is kept.
	Get(account string) (string, error)
	// Delete is no error when nothing is kept.
	Delete(account string) error
}

// ErrUnavailable tells that there is no keychain, or that it does not answer.
var ErrUnavailable = errors.New("keychain: there is none here")

// answerWithin bounds a call: a keychain that waits for a person to unlock it
// must not hold the program's start for ever.
const answerWithin = 20 * time.Second

// System is the operating system's keychain.
type System struct{ Service string }

// Available tries the keychain once with an account that holds nothing.
func (s System) Available() bool {
	_, err := s.Get("available?")
	return err == nil
}

// Set keeps a secret.
func (s System) Set(account, secret string) error {
	_, err := within(func() (string, error) { return "", keyring.Set(s.Service, account, secret) })
	return err
}

// Get returns what is kept.
func (s System) Get(account string) (string, error) {
	return within(func() (string, error) { return keyring.Get(s.Service, account) })
}

// Delete forgets what is kept.
func (s System) Delete(account string) error {
	_, err := within(func() (string, error) { return "", keyring.Delete(s.Service, account) })
	return err
}

func within(call func() (string, error)) (string, error) {
	type answer struct {
		secret string
		err    error
	}
	done := make(chan answer, 1)
	go func() {
		secret, err := call()
		done <- answer{secret, err}
	}()
	timer := time.NewTimer(answerWithin)
	defer timer.Stop()
	select {
	case a := <-done:
		if errors.Is(a.err, keyring.ErrNotFound) {
			return "", nil
		}
		if a.err != nil {
			return "", errors.Join(ErrUnavailable, a.err)
		}
		return a.secret, nil
	case <-timer.C:
		return "", ErrUnavailable
	}
}

// None is a machine without a keychain.
type None struct{}

// Available is always false.
func (None) Available() bool { return false }

// Set always fails.
func (None) Set(string, string) error { return ErrUnavailable }

// Get returns nothing.
func (None) Get(string) (string, error) { return "", nil }

// Delete does nothing.
func (None) Delete(string) error { return nil }
