package session

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"trastienda/app/audit"
	"trastienda/data/hub/store/storetest"
)

// moving is a clock that tests move.
type moving struct{ at time.Time }

func (m *moving) Now() time.Time { return m.at }

// Failed sign-ins of a known person are in the audit, few of them however often
// somebody tries; for an unknown one everything else is the same.
func TestFailedSignInsAreAudited(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		now := &moving{time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)}
		sessions, s := userAt(t, dsn, now)
		rows := func() (list []string) {
			found, err := s.Read().Query(`select actor, device, entity_id, after from audit where act = $1 order by seq`, audit.ActSignInFailed)
			if err != nil {
				t.Fatal(err)
			}
			defer found.Close()
			for found.Next() {
				var actor, device, id, after string
				if err := found.Scan(&actor, &device, &id, &after); err != nil {
					t.Fatal(err)
				}
				list = append(list, strings.Join([]string{actor, device, id, after}, "|"))
			}
			return list
		}
		limits := func() (n int) {
			if err := s.Read().QueryRow(`select count(*) from login_limit`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		try := func(email, password string) error {
			_, err := sessions.SignIn(t.Context(), SignIn{Email: email, Password: password, Device: "PC", Address: "10.0.0.9:4444"})
			now.at = now.at.Add(16 * time.Minute) // longer than any wait
			return err
		}
		for _, email := range []string{"ana@b", "nobody@b"} {
			for range 25 {
				if err := try(email, "mala"); err != ErrBadCredentials {
					t.Fatalf("%s: %v", email, err)
				}
			}
		}
		var want []string
		for _, n := range []int{1, 5, 10, 20} {
			want = append(want, fmt.Sprintf(`|PC|u|{"failures":%d,"address":"10.0.0.9"}`, n))
		}
		if got := rows(); !slices.Equal(got, want) {
			t.Errorf("audit %q, want %q", got, want)
		}
		if n := limits(); n != 2 {
			t.Errorf("%d accounts are counted, want both alike", n)
		}
		if err := try("ana@b", "clave"); err != nil {
			t.Fatal(err)
		}
		if err := try("ana@b", "mala"); err != ErrBadCredentials || len(rows()) != 5 {
			t.Errorf("after a sign-in: %v, %q", err, rows())
		}
	})
}
