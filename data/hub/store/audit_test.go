package store_test

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"trastienda/app/audit"
	"trastienda/app/listing"
	"trastienda/data/hub/store"
	"trastienda/data/hub/store/storetest"
)

// chained writes a chain of n links between changes of records, a minute apart,
// and one link into another agency's chain.
func chained(t *testing.T, dsn string, n int) *store.Store {
	t.Helper()
	tick := &ticking{at: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	s := storetest.Open(t, dsn, store.Options{Clock: tick})
	write := func(f func(tx *store.Tx)) {
		t.Helper()
		if err := s.Write(context.Background(), func(tx *store.Tx) error { f(tx); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Write(context.Background(), func(tx *store.Tx) error {
		for _, id := range []string{"ag", "other"} {
			if err := store.CreateAgency(context.Background(), tx, store.Agency{ID: id, Name: "Agencia " + id, Currency: "ARS", TimeZone: "UTC"}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	people := []audit.Actor{{ID: "u1", Name: "Ángela"}, {ID: "u2", Name: "Beto"}, {}}
	for i := range n {
		tick.at = tick.at.Add(time.Minute)
		write(func(tx *store.Tx) {
			who := people[i%3]
			tx.Changed("ag", "purchase", fmt.Sprint(i), "", 1, false)
			tx.Audit(store.AuditEntry{Agency: "ag", Actor: who.ID, ActorName: who.Name, Device: "CAJA", Act: []string{"a.one", "a.two"}[i%2],
				Entity: "purchase", EntityID: fmt.Sprintf("p%d", i), Before: `{"n":1}`, After: fmt.Sprintf(`{"note":"canción %d"}`, i)})
		})
	}
	write(func(tx *store.Tx) {
		tx.Audit(store.AuditEntry{Agency: "other", Actor: "u9", ActorName: "Zoe", Act: "z", Entity: "purchase", EntityID: "p0"})
	})
	return s
}

type ticking struct{ at time.Time }

func (c *ticking) Now() time.Time { return c.at }

func seqs(list []audit.Entry) []int64 {
	out := []int64{}
	for _, e := range list {
		out = append(out, e.Seq)
	}
	return out
}

func TestAuditIsListed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		s := chained(t, dsn, 6) // links 2, 4, 6, 8, 10, 12
		all, err := s.ListAudit(ctx, "ag", audit.Filter{}, nil, "", 0, 100)
		if err != nil || !slices.Equal(seqs(all.Items), []int64{12, 10, 8, 6, 4, 2}) || all.Next != "" {
			t.Fatalf("%v, next %q, %v", seqs(all.Items), all.Next, err)
		}
		third := all.Items[3]
		if third.Actor != (audit.Actor{}) || third.Device != "CAJA" || third.Act != "a.one" || third.EntityID != "p2" ||
			string(third.After) != `{"note":"canción 2"}` || third.PrevHash != all.Items[4].Hash || third.At.Minute() != 3 {
			t.Errorf("link %+v", third)
		}
		for _, c := range []struct {
			name string
			f    audit.Filter
			want []int64
		}{
			{"actor", audit.Filter{Actor: "u1"}, []int64{8, 2}},
			{"the hub", audit.Filter{Actor: audit.Hub}, []int64{12, 6}},
			{"act", audit.Filter{Act: "a.two"}, []int64{12, 8, 4}},
			{"record", audit.Filter{Entity: "purchase", EntityID: "p4"}, []int64{10}},
			{"another entity", audit.Filter{Entity: "mark"}, []int64{}},
			{"period", audit.Filter{From: third.At, To: third.At.Add(2 * time.Minute)}, []int64{8, 6}},
			{"text", audit.Filter{Text: "ANGELA cancion"}, []int64{8, 2}},
			{"wildcards", audit.Filter{Text: "%"}, []int64{}},
			{"through", audit.Filter{Through: 5}, []int64{4, 2}},
			{"nobody", audit.Filter{Actor: "u9"}, []int64{}},
		} {
			got, err := s.ListAudit(ctx, "ag", c.f, nil, "", 0, 100)
			if err != nil || !slices.Equal(seqs(got.Items), c.want) {
				t.Errorf("%s: %v, %v", c.name, seqs(got.Items), err)
			}
			n, err := s.CountAudit(ctx, "ag", c.f)
			if err != nil || n.Count != len(c.want) || n.Through != cmp.Or(c.f.Through, 12) {
				t.Errorf("%s: counted %+v, %v", c.name, n, err)
			}
		}
		if n, err := s.CountAudit(ctx, "nobody", audit.Filter{}); err != nil || n != (audit.Count{}) {
			t.Errorf("an agency without a chain: %+v, %v", n, err)
		}
		choices, err := s.AuditChoices(ctx, "ag")
		if err != nil || fmt.Sprint(choices) != "{[{ } {u1 Ángela} {u2 Beto}] [a.one a.two]}" {
			t.Errorf("choices %v, %v", choices, err)
		}
	})
}

func TestAuditPages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		s := chained(t, dsn, 7)
		for _, sort := range []listing.Sort{audit.NewestFirst, {{Field: "seq"}}} {
			whole, err := s.ListAudit(ctx, "ag", audit.Filter{}, sort, "", 0, 100)
			if err != nil {
				t.Fatal(err)
			}
			var paged []audit.Entry
			for cursor, n := "", 0; n == 0 || cursor != ""; n++ {
				page, err := s.ListAudit(ctx, "ag", audit.Filter{}, sort, cursor, 0, 3)
				if err != nil {
					t.Fatal(err)
				}
				paged, cursor = append(paged, page.Items...), page.Next
			}
			if !slices.Equal(seqs(paged), seqs(whole.Items)) || len(paged) != 7 {
				t.Errorf("%s: pages give %v, the whole %v", sort, seqs(paged), seqs(whole.Items))
			}
			first, _ := s.ListAudit(ctx, "ag", audit.Filter{}, sort, "", 0, 2)
			far, err := s.ListAudit(ctx, "ag", audit.Filter{}, sort, first.Next, 3, 1)
			if err != nil || len(far.Items) != 1 || far.Items[0].Seq != whole.Items[5].Seq {
				t.Errorf("%s: 2 and 3 on is %v, %v", sort, seqs(far.Items), err)
			}
		}
		_, err := s.ListAudit(ctx, "ag", audit.Filter{}, nil, listing.EncodeCursor(listing.Sort{{Field: "seq"}}, []any{int64(4)}), 0, 1)
		if !errors.Is(err, listing.ErrCursor) {
			t.Errorf("a cursor of another order: %v", err)
		}
	})
}

// Every way to touch a chain is found and named; an untouched one passes.
func TestVerifyAudit(t *testing.T) {
	const copied = `agency_id, seq, at_ms, actor, actor_name, device, act, entity, entity_id, before, after, prev_hash, hash`
	for _, c := range []struct {
		name string
		sql  []string
		want string // of agency "ag"; empty for unbroken
	}{
		{"untouched", nil, ""},
		{"an edited row", []string{`update audit set after = '{"note":"otra"}' where agency_id = 'ag' and seq = 6`},
			"2 sound; link 6 (after link 4): " + string(store.FlawContents)},
		{"another person", []string{`update audit set actor_name = 'Nadie' where agency_id = 'ag' and seq = 2`},
			"0 sound; link 2: " + string(store.FlawContents)},
		{"another hour", []string{`update audit set at_ms = at_ms + 1 where agency_id = 'ag' and seq = 12`},
			"5 sound; link 12 (after link 10): " + string(store.FlawContents)},
		{"a deleted row", []string{`delete from audit where agency_id = 'ag' and seq = 6`},
			"2 sound; link 8 (after link 4): " + string(store.FlawPrevious)},
		{"the first row deleted", []string{`delete from audit where agency_id = 'ag' and seq = 2`},
			"0 sound; link 4: " + string(store.FlawFirst)},
		{"swapped rows", []string{`update audit set seq = 1006 where agency_id = 'ag' and seq = 6`, `update audit set seq = 6 where agency_id = 'ag' and seq = 8`,
			`update audit set seq = 8 where agency_id = 'ag' and seq = 1006`}, "2 sound; link 6 (after link 4): " + string(store.FlawContents)},
		{"a truncated tail", []string{`delete from audit where agency_id = 'ag' and seq > 8`}, "4 sound; link 8: " + string(store.FlawHead)},
		{"the whole chain deleted", []string{`delete from audit where agency_id = 'ag'`}, "0 sound; no link: " + string(store.FlawGone)},
		{"a head without its hash", []string{`update agency_head set audit_hash = '' where agency_id = 'ag'`}, "6 sound; link 12: " + string(store.FlawHead)},
		{"no head", []string{`delete from agency_head where agency_id = 'ag'`}, "6 sound; link 12: " + string(store.FlawHead)},
		{"another agency's row", []string{`update audit set agency_id = 'ag', seq = 7 where agency_id = 'other'`},
			"3 sound; link 7 (after link 6): " + string(store.FlawContents)},
		{"a number that was never given", []string{`update agency_head set seq = 11 where agency_id = 'ag'`},
			"5 sound; link 12 (after link 10): " + string(store.FlawBeyond)},
		{"a row written again with a hash of its own", []string{
			`insert into audit (` + copied + `) select agency_id, 5, at_ms, actor, actor_name, device, act, entity, entity_id, before, after, prev_hash, hash
				from audit where agency_id = 'ag' and seq = 6`},
			"2 sound; link 5 (after link 4): " + string(store.FlawContents)},
	} {
		t.Run(c.name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, dsn string) {
				s := chained(t, dsn, 6)
				err := s.Write(context.Background(), func(tx *store.Tx) error {
					for _, q := range c.sql {
						if _, err := tx.ExecContext(context.Background(), q); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				// The store stays open: the hub may go on working.
				if got := verified(t, dsn, "ag"); got != c.want {
					t.Errorf("got %q\nwant %q", got, c.want)
				}
			})
		})
	}
}

// verified tells what verifying says of an agency.
func verified(t *testing.T, dsn, agency string) string {
	t.Helper()
	said, seen := "", false
	err := store.VerifyAudit(context.Background(), dsn, func(c store.Chain) {
		if c.Agency != agency {
			return
		}
		seen = true
		if c.Broken != nil {
			said = fmt.Sprintf("%d sound; %v", c.Links, c.Broken)
		}
	})
	if err != nil || !seen {
		t.Fatalf("verify: %v, agency seen: %v", err, seen)
	}
	return said
}

// Somebody who knows how hashes are made and writes a row anew still breaks the
// link after it.
func TestVerifyAuditFindsAReplacedLink(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s := chained(t, dsn, 3)
		var prev string
		if err := s.Read().QueryRow(`select prev_hash from audit where agency_id = 'ag' and seq = 4`).Scan(&prev); err != nil {
			t.Fatal(err)
		}
		err := s.Write(context.Background(), func(tx *store.Tx) error {
			_, err := tx.ExecContext(context.Background(), `update audit set after = $1, hash = $2 where agency_id = 'ag' and seq = 4`,
				`{"note":"otra"}`, hashOf(t, prev, "ag", 4, s))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := verified(t, dsn, "ag"), "2 sound; link 6 (after link 4): "+string(store.FlawPrevious); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestVerifyAuditOnlyReads(t *testing.T) {
	dir := t.TempDir()
	absent := filepath.Join(dir, "absent.db")
	told := func(store.Chain) { t.Error("a chain was told") }
	if err := store.VerifyAudit(context.Background(), "sqlite:"+absent, told); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	if _, err := os.Stat(absent); err == nil {
		t.Error("looking made the file")
	}
	if err := os.WriteFile(absent, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := store.VerifyAudit(context.Background(), "sqlite:"+absent, told); !errors.Is(err, store.ErrNoHub) {
		t.Errorf("an empty database: %v", err)
	}
	if err := os.WriteFile(absent, []byte(strings.Repeat("no database ", 400)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := store.VerifyAudit(context.Background(), "sqlite:"+absent, told); err == nil || errors.Is(err, store.ErrNoHub) {
		t.Errorf("a file that is no database: %v", err)
	}
	if err := store.VerifyAudit(context.Background(), "mysql:x", told); !errors.Is(err, store.ErrAddress) {
		t.Errorf("another address: %v", err)
	}
	if err := store.VerifyAudit(context.Background(), storetest.DSN(t, "postgres"), told); !errors.Is(err, store.ErrNoHub) {
		t.Errorf("an empty PostgreSQL database: %v", err)
	}
}

// hashOf is the hash of link seq as if it said "otra" after all.
func hashOf(t *testing.T, prev, agency string, seq int64, s *store.Store) string {
	t.Helper()
	var at int64
	var text [7]string
	err := s.Read().QueryRow(`select at_ms, actor, actor_name, device, act, entity, entity_id, before from audit where agency_id = $1 and seq = $2`,
		agency, seq).Scan(&at, &text[0], &text[1], &text[2], &text[3], &text[4], &text[5], &text[6])
	if err != nil {
		t.Fatal(err)
	}
	row, err := json.Marshal([]any{prev, agency, seq, at, text[0], text[1], text[2], text[3], text[4], text[5], text[6], `{"note":"otra"}`})
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(row)
	return hex.EncodeToString(sum[:])
}

// A chain from before the list could be searched is found by its texts as they
// stand.
func TestOlderChainsAreFound(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		s := chained(t, dsn, 3)
		if err := s.MigrateDown(ctx, 5); err != nil {
			t.Fatal(err)
		}
		again := storetest.Open(t, dsn, store.Options{})
		for text, want := range map[string]int{"BETO": 1, "caja p1": 1, "nadie": 0} {
			if got, err := again.CountAudit(ctx, "ag", audit.Filter{Text: text}); err != nil || got.Count != want {
				t.Errorf("%s: %+v, %v", text, got, err)
			}
		}
		if got := verified(t, dsn, "ag"); got != "" {
			t.Errorf("the chain: %s", got)
		}
	})
}
