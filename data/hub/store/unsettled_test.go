package store_test

import (
	"errors"
	"testing"

	"trastienda/data/hub/store"
	"trastienda/data/hub/store/storetest"
)

// Another recharge system is not taken while the one of before alone knows of
// transfers; the same at another address is, if somebody says so.
func TestUseRecharge(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s, ctx := storetest.Open(t, dsn, store.Options{}), t.Context()
		use := func(name string, moved, refused bool) {
			t.Helper()
			err := s.UseRecharge(ctx, name, moved)
			var other *store.OtherRechargeError
			if errors.As(err, &other) != refused || !refused && err != nil {
				t.Errorf("%q (moved %v): %v", name, moved, err)
			}
			if refused && (other == nil || other.Was != "https://a" || other.N != 1) {
				t.Errorf("%q: refused with %+v", name, other)
			}
		}
		use("https://old", false, false)
		use("https://a", false, false) // nothing is unsettled
		err := s.Write(ctx, func(tx *store.Tx) error {
			for _, q := range []string{
				`insert into agency (id, name, currency, time_zone) values ('g', 'G', 'ARS', 'UTC')`,
				`insert into agent (agency_id, id, code, name) values ('g', 'a', 'A', 'A')`,
				`insert into purchase (agency_id, id, at_ms, psr, agent_id, paid, credited, currency, status, cause, leg_payment, leg_transfer, leg_notice, opened_epoch, search)
					values ('g', 'p', 1, '1', 'a', 1, 1, 'ARS', 'pending', 'no-answer', 'done', 'unknown', 'waiting', 'e', '')`,
			} {
				if _, err := tx.ExecContext(ctx, q); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		use("https://b", false, true)
		use("simulator", false, true)
		use("", false, false) // none: nothing is sent and nothing asked
		use("https://b", false, true)
		use("https://a", false, false)
		use("https://a.new", true, false)
		use("https://a.new", false, false)
	})
}
