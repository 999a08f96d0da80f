package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"trastienda/app/evidence"
	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/data/desk"
	"trastienda/data/desk/remote"
)

// counter is a hub that numbers, with a desk before it. The last answer is lost
// when lose is set; the number is given all the same.
type counter struct {
	t        *testing.T
	settings map[string]string
	p        purchase.Purchase
	offline  bool
	lose     error
	moves    int // how often the purchase changes just before it is sealed
	given    map[string]evidence.Sealed
	order    []string // ids in the order of their numbers
	restless bool     // the purchase changes before everything that is asked
	wrong    bool     // the seal is of another amount
	full     bool     // nothing can be written down
}

func newCounter(t *testing.T) *counter {
	return &counter{t: t, settings: map[string]string{}, given: map[string]evidence.Sealed{},
		p: purchase.Purchase{ID: "p1", Version: 4, Status: purchase.StatusPending, Paid: 10000, Credited: 10400, Currency: "ARS"}}
}

func (c *counter) Setting(_ context.Context, key string) (string, error) { return c.settings[key], nil }

func (c *counter) PutSetting(_ context.Context, key, value string) error {
	if c.full {
		return errors.New("the disk is full")
	}
	c.settings[key] = value
	return nil
}

func (c *counter) Detail(context.Context, string) (desk.Detail, error) {
	if c.restless {
		c.turn()
	}
	return desk.Detail{Detail: purchase.Detail{Purchase: c.p}, Cached: c.offline, AttemptsKnown: true}, nil
}

// turn makes it another purchase to look at.
func (c *counter) turn() {
	c.p.Version++
	if c.p.Status == purchase.StatusPending {
		c.p.Status = purchase.StatusError
	} else {
		c.p.Status = purchase.StatusPending
	}
}

var sealKey = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))

func (c *counter) SealReceipt(_ context.Context, _, id string, _ evidence.Paper) (evidence.Sealed, error) {
	if c.settings[unfinishedReceipts] == "" {
		c.t.Error("the hub was asked before the id was written down")
	}
	if c.restless {
		c.turn()
	}
	if c.moves > 0 {
		c.moves--
		c.p.Version++
	}
	sealed, was := c.given[id]
	if !was {
		r := evidence.Receipt{Purchase: c.p.ID, Version: c.p.Version, Status: c.p.Status, Paid: c.p.Paid, Credited: c.p.Credited, Currency: c.p.Currency, Copy: len(c.order), At: time.UnixMilli(1e12).UTC()}
		if c.wrong {
			r.Paid++
		}
		sealed = evidence.Sealed{ID: id, Copy: r.Copy, At: r.At, Version: r.Version, Seal: r.Seal(sealKey), Code: "A"}
		c.given[id], c.order = sealed, append(c.order, id)
	}
	return sealed, c.lose
}

// try numbers a receipt up to its seal.
func (c *counter) try(t *testing.T) (*numbering, *evidence.Sealed, error) {
	t.Helper()
	n, err := openNumbering(t.Context(), c, "p1", evidence.A4)
	if err != nil {
		t.Fatal(err)
	}
	_, sealed, err := n.seal(t.Context())
	return n, sealed, err
}

// number is the number a receipt got.
func (c *counter) number(t *testing.T) int {
	t.Helper()
	_, sealed, err := c.try(t)
	if err != nil || sealed == nil {
		t.Fatalf("no number: %v, %v", sealed, err)
	}
	return sealed.Copy
}

// Wherever the program ends, the next receipt takes the number that has no file,
// and no number stands on two files.
func TestANumberIsNeitherWastedNorGivenTwice(t *testing.T) {
	file := filepath.Join(t.TempDir(), "r.pdf")
	finish := func(t *testing.T, n *numbering) {
		if err := n.about(t.Context(), file); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		first func(t *testing.T, c *counter)
		want  int // number of the next receipt
		gave  int // numbers given in all
	}{
		"the answer was lost": {func(t *testing.T, c *counter) {
			c.lose = remote.ErrOffline
			if _, sealed, err := c.try(t); sealed != nil || err != nil {
				t.Fatalf("%v, %v", sealed, err)
			}
			c.lose = nil
		}, 0, 1},
		"ended after the number": {func(t *testing.T, c *counter) { c.number(t) }, 0, 1},
		"ended before the file had its name": {func(t *testing.T, c *counter) {
			n, _, _ := c.try(t)
			if err := n.about(t.Context(), filepath.Join(t.TempDir(), "never.pdf")); err != nil {
				t.Fatal(err)
			}
		}, 0, 1},
		"ended after the file had its name": {func(t *testing.T, c *counter) { n, _, _ := c.try(t); finish(t, n) }, 1, 2},
		"all went well": {func(t *testing.T, c *counter) {
			n, _, _ := c.try(t)
			finish(t, n)
			if err := n.done(t.Context()); err != nil {
				t.Fatal(err)
			}
		}, 1, 2},
		"ended, and the purchase was asked for": {func(t *testing.T, c *counter) { c.number(t); c.p.Version++ }, 0, 1},
		"ended, and the purchase changed": {func(t *testing.T, c *counter) {
			c.number(t)
			c.p.Version, c.p.Status = c.p.Version+1, purchase.StatusOK
		}, 1, 2},
		"the purchase changes meanwhile": {func(t *testing.T, c *counter) { c.moves = 1 }, 0, 1},
		"another paper was unfinished": {func(t *testing.T, c *counter) {
			n, err := openNumbering(t.Context(), c, "p1", evidence.Roll)
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := n.seal(t.Context()); err != nil {
				t.Fatal(err)
			}
		}, 1, 2},
	} {
		t.Run(name, func(t *testing.T) {
			hub := newCounter(t)
			c.first(t, hub)
			if got := hub.number(t); got != c.want || len(hub.order) != c.gave {
				t.Errorf("number %d of %d, want %d of %d", got, len(hub.order), c.want, c.gave)
			}
			_ = os.Remove(file)
		})
	}
}

func TestWithoutANumber(t *testing.T) {
	refused := func(status int, code problem.Code) error {
		return fmt.Errorf("remote: %w", &problem.Problem{Status: status, Code: code})
	}
	for name, c := range map[string]struct {
		set    func(c *counter)
		failed bool
	}{
		"offline":          {func(c *counter) { c.offline = true }, false},
		"lost":             {func(c *counter) { c.lose = errors.New("cut") }, false},
		"busy":             {func(c *counter) { c.lose = refused(503, "busy") }, false},
		"an older hub":     {func(c *counter) { c.lose = refused(404, problem.NotFound) }, false},
		"a newer hub":      {func(c *counter) { c.lose = remote.ErrTooOld }, false},
		"forbidden":        {func(c *counter) { c.lose = refused(403, problem.Forbidden) }, true},
		"signed out":       {func(c *counter) { c.lose = remote.ErrUnauthorized }, true},
		"a strange seal":   {func(c *counter) { c.wrong = true }, true},
		"always changing":  {func(c *counter) { c.restless = true }, true},
		"not written down": {func(c *counter) { c.full = true }, true},
		"key reused":       {func(c *counter) { c.lose = refused(422, problem.KeyReused) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			hub := newCounter(t)
			c.set(hub)
			_, sealed, err := hub.try(t)
			if sealed != nil && err == nil || (err != nil) != c.failed {
				t.Errorf("%v, %v", sealed, err)
			}
			if hub.full && len(hub.order) != 0 {
				t.Error("the hub was asked although nothing was written down")
			}
		})
	}
}
