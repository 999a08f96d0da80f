package session

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"trastienda/data/hub/store/storetest"
)

// moved is a clock that tests move.
type moved struct{ at time.Time }

func (c *moved) Now() time.Time { return c.at }

// Whoever knows an e-mail cannot keep its owner from a new password: neither by
// wrong codes nor by asking for codes.
func TestOthersDoNotStandInTheWayOfAReset(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		now := &moved{at: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
		sessions, s := userAt(t, dsn, now)
		ctx := t.Context()
		mailed := func() (n int) {
			if err := s.Read().QueryRow(`select count(*) from mail`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		ask := func(address string) error {
			return sessions.RequestReset(ctx, ResetRequest{Email: "ana@b", Lang: "en", Address: address}, true)
		}
		confirm := func(code, address string) error {
			return sessions.ConfirmReset(ctx, Confirmation{Email: "ana@b", Code: code, Password: "ocho-letras", Address: address})
		}
		code := issued(t, s)
		var tooMany *TooManyError
		for i := range 3 * freeFailures {
			address := fmt.Sprintf("198.51.100.%d:1", i%2)
			if err := ask(address); err != nil && !errors.As(err, &tooMany) {
				t.Fatal(err)
			}
			if err := confirm("AAAAA-AAAAA", address); !errors.Is(err, ErrBadCode) && !errors.As(err, &tooMany) {
				t.Fatal(err)
			}
		}
		if tooMany == nil || mailed() != freeFailures {
			t.Errorf("they never had to wait, or %d letters left", mailed())
		}
		if err := ask("192.0.2.1:1"); err != nil || mailed() != freeFailures {
			t.Errorf("the owner asks: %v, %d letters", err, mailed())
		}
		now.at = now.at.Add(longestDelay)
		if err := ask("192.0.2.1:1"); err != nil || mailed() != freeFailures+1 {
			t.Errorf("the owner asks later: %v, %d letters", err, mailed())
		}
		if err := confirm(code, "192.0.2.1:1"); err != nil {
			t.Errorf("the owner's code: %v", err)
		}
		if err := ask("192.0.2.1:1"); err != nil || mailed() != freeFailures+2 {
			t.Errorf("the owner forgets it again: %v, %d letters", err, mailed())
		}
	})
}

// Wrong codes of one address make it wait longer and longer.
func TestWrongCodesMakeTheirAddressWait(t *testing.T) {
	now := &moved{at: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	sessions, s := userAt(t, storetest.DSN(t, "sqlite"), now)
	code := issued(t, s)
	try := func(code string) error {
		return sessions.ConfirmReset(t.Context(), Confirmation{Email: "ana@b", Code: code, Password: "ocho-letras", Address: "192.0.2.1:1"})
	}
	for range freeFailures {
		if err := try("AAAAA-AAAAA"); !errors.Is(err, ErrBadCode) {
			t.Fatal(err)
		}
	}
	var tooMany *TooManyError
	if err := try(code); !errors.As(err, &tooMany) || tooMany.RetryAfter != firstDelay {
		t.Errorf("at once: %v", err)
	}
	now.at = now.at.Add(firstDelay)
	if err := try("AAAAA-AAAAA"); !errors.Is(err, ErrBadCode) {
		t.Errorf("after the first delay: %v", err)
	}
	if err := try(code); !errors.As(err, &tooMany) || tooMany.RetryAfter != 2*firstDelay {
		t.Errorf("the second delay: %v", err)
	}
	now.at = now.at.Add(2 * firstDelay)
	if err := try(code); err != nil {
		t.Errorf("the right one: %v", err)
	}
}
