package store_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"trastienda/data/hub/store"
	"trastienda/data/hub/store/storetest"
)

// withAgencies opens a store that has the agencies "ag", "a" and "b".
func withAgencies(t *testing.T, dsn string) *store.Store {
	s := storetest.Open(t, dsn, store.Options{})
	err := s.Write(context.Background(), func(tx *store.Tx) error {
		_, err := tx.ExecContext(context.Background(), `insert into agency (id, name, currency, time_zone)
			values ('ag', 'Uno', 'ARS', 'UTC'), ('a', 'Dos', 'ARS', 'UTC'), ('b', 'Tres', 'BRL', 'UTC')`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Eight writers at once and a reader that asks for what is after its cursor:
// it sees every change, and never one whose number is below its cursor.
func TestFeedMissesNoChange(t *testing.T) {
	const writers, each = 8, 30
	storetest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		s := withAgencies(t, dsn)
		done := make(chan struct{})
		var writing sync.WaitGroup
		for w := range writers {
			writing.Go(func() {
				for i := range each {
					err := s.Write(ctx, func(tx *store.Tx) error {
						tx.Changed("ag", "purchase", fmt.Sprintf("%d-%d", w, i), "", 1, false)
						tx.Changed("ag", "agent", fmt.Sprint(w), "", int64(i+1), false)
						return nil
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		go func() { writing.Wait(); close(done) }()

		seen, newest, cursor := map[string]bool{}, map[string]int64{}, int64(0)
		for last := false; ; {
			n := 0
			rows, err := s.Read().Query(`select entity, id, seq, version from change where agency_id = 'ag' and seq > $1 order by seq limit 50`, cursor)
			if err != nil {
				t.Fatal(err)
			}
			for rows.Next() {
				var entity, id string
				var seq, version int64
				if err := rows.Scan(&entity, &id, &seq, &version); err != nil {
					t.Fatal(err)
				}
				cursor, n = seq, n+1
				seen[entity+id] = true
				newest[entity+id] = version
			}
			if err := rows.Err(); err != nil {
				t.Fatal(err)
			}
			if last && n == 0 {
				break
			}
			select {
			case <-done:
				last = true
			default:
			}
		}
		if want := writers*each + writers; len(seen) != want {
			t.Errorf("the reader saw %d records, want %d", len(seen), want)
		}
		for w := range writers {
			if v := newest["agent"+fmt.Sprint(w)]; v != each {
				t.Errorf("agent %d was last seen with version %d", w, v)
			}
		}
		var head int64
		if err := s.Read().QueryRow(`select seq from agency_head where agency_id = 'ag'`).Scan(&head); err != nil || head != 2*writers*each {
			t.Errorf("head %d, %v", head, err)
		}
	})
}

// Concurrent acts make one unbroken chain.
func TestAuditIsOneChain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		s := withAgencies(t, dsn)
		var acting sync.WaitGroup
		for w := range 6 {
			acting.Go(func() {
				for i := range 5 {
					err := s.Write(ctx, func(tx *store.Tx) error {
						tx.Audit(store.AuditEntry{Agency: "ag", Actor: "u", ActorName: "Ana", Act: "try", Entity: "x", EntityID: fmt.Sprint(w, i), After: `{"a":1}`})
						return nil
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		acting.Wait()
		rows, err := s.Read().Query(`select agency_id, seq, at_ms, actor, actor_name, device, act, entity, entity_id, before, after, prev_hash, hash
			from audit order by seq`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		n, prev := 0, ""
		for rows.Next() {
			var text [9]string
			var seq, at int64
			var before, hash string
			if err := rows.Scan(&text[0], &seq, &at, &text[1], &text[2], &text[3], &text[4], &text[5], &text[6], &text[7], &text[8], &before, &hash); err != nil {
				t.Fatal(err)
			}
			row, err := json.Marshal([]any{before, text[0], seq, at, text[1], text[2], text[3], text[4], text[5], text[6], text[7], text[8]})
			if err != nil {
				t.Fatal(err)
			}
			sum := sha256.Sum256(row)
			if before != prev || hash != hex.EncodeToString(sum[:]) {
				t.Fatalf("the chain breaks at %d", seq)
			}
			n, prev = n+1, hash
		}
		if err := rows.Err(); err != nil || n != 30 {
			t.Errorf("%d rows, %v", n, err)
		}
	})
}

func TestOnCommitNamesTheAgency(t *testing.T) {
	s := withAgencies(t, storetest.DSN(t, "sqlite"))
	var told []string
	s.OnCommit(func(agency string) { told = append(told, agency) })
	err := s.Write(context.Background(), func(tx *store.Tx) error {
		tx.Changed("b", "x", "1", "", 1, false)
		tx.Changed("a", "x", "1", "", 1, false)
		tx.Changed("a", "x", "1", "", 2, true)
		return nil
	})
	if err != nil || fmt.Sprint(told) != "[a b]" {
		t.Errorf("told %v, %v", told, err)
	}
	var version, deleted int64
	if err := s.Read().QueryRow(`select version, deleted from change where agency_id = 'a'`).Scan(&version, &deleted); err != nil || version != 2 || deleted != 1 {
		t.Errorf("version %d, deleted %d, %v", version, deleted, err)
	}
}
