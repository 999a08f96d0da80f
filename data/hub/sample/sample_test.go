package sample

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/clock"
	"trastienda/app/exception"
	"trastienda/app/ident"
	"trastienda/app/purchase"
	"trastienda/data/hub/store"
	"trastienda/data/hub/store/storetest"
)

var now = time.Date(2026, 11, 22, 13, 0, 0, 0, time.UTC)

func TestFill(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s := storetest.Open(t, dsn, store.Options{Clock: clock.Fixed(now)})
		params := Params{Store: s, Purchases: 1234, Seed: 1, Password: "una contraseña"}
		before := indexesOf(t, s)
		if err := Fill(context.Background(), params); err != nil {
			t.Fatal(err)
		}
		if after := indexesOf(t, s); len(before) < 10 || !slices.Equal(before, after) {
			t.Errorf("indexes before:\n%s\nafter:\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
		}
		checkRows(t, s)
		checkFeed(t, s)
		checkMarks(t, s)
		checkExceptions(t, s)
		checkAgents(t, s)
		if err := Fill(context.Background(), params); !errors.Is(err, ErrNotEmpty) {
			t.Errorf("a second sample gave %v", err)
		}
	})
}

// indexesOf lists every index there is with the statement that makes it: Fill
// drops some and makes them again.
func indexesOf(t *testing.T, s *store.Store) []string {
	t.Helper()
	query := `select name || ' ' || coalesce(sql, '') from sqlite_master where type = 'index' order by 1`
	if s.Postgres() {
		query = `select indexname || ' ' || indexdef from pg_indexes where schemaname = current_schema() order by 1`
	}
	rows, err := s.Read().Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var index string
		if err := rows.Scan(&index); err != nil {
			t.Fatal(err)
		}
		list = append(list, index)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

// checkRows compares every row with what the rules say of it.
func checkRows(t *testing.T, s *store.Store) {
	rows, err := s.Read().Query(`select at_ms, status, cause, leg_payment, leg_transfer, leg_notice, refusal_code, coalesce(accredited_ms, 0),
		paid, credited, transfer_id from purchase order by at_ms desc, id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var newest []string
	seen := map[string]int{}
	total := 0
	for rows.Next() {
		var at, accredited, paid, credited int64
		var status, cause, transferID string
		var state purchase.State
		err := rows.Scan(&at, &status, &cause, &state.Legs.Payment, &state.Legs.Transfer, &state.Legs.Notice, &state.RefusalCode,
			&accredited, &paid, &credited, &transferID)
		if err != nil {
			t.Fatal(err)
		}
		state.At = time.UnixMilli(at).UTC()
		if accredited != 0 {
			state.AccreditedAt = time.UnixMilli(accredited).UTC()
		}
		wantStatus, wantCause := state.Show(now)
		if status != string(wantStatus) || cause != string(wantCause) {
			t.Fatalf("row at %s shows %s %q, the rules say %s %q", state.At, status, cause, wantStatus, wantCause)
		}
		if credited != withBonus(paid) {
			t.Fatalf("row at %s: paid %d, credited %d", state.At, paid, credited)
		}
		if state.At.After(now) {
			t.Fatalf("row at %s is in the future", state.At)
		}
		if total++; total <= Minimum {
			newest = append(newest, status+" "+transferID)
		}
		seen[status+" "+cause]++
	}
	want := []string{"ok WB221212.1047.B23373", "ok 21", "ok 21", "error 21", "pending 200", "pending 26"}
	for i := range want {
		if newest[i] != want[i] {
			t.Errorf("row %d is %q, the source has %q", i, newest[i], want[i])
		}
	}
	if total != 1234 {
		t.Errorf("%d rows", total)
	}
	for _, kind := range []string{"pending payment-pending", "pending no-answer", "pending expired", "pending notice-pending",
		"error no-balance", "error refused:terminal-blocked", "error refused:payment-rejected", "error refused:amount-out-of-range"} {
		if seen[kind] == 0 {
			t.Errorf("no row is %q", kind)
		}
	}
}

// checkAgents: all but the newcomer have bank data in force, two have a change to
// be decided, and every form could be saved as it is.
func checkAgents(t *testing.T, s *store.Store) {
	scope := access.Scope{Agency: agencyID, Role: access.Manager}
	page, err := s.ListAgents(context.Background(), scope, nil, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	states, open, rates, visits := map[agent.BankState]int{}, 0, 0, 0
	for _, a := range page.Items {
		states[a.Bank.State]++
		if a.Bank.Change != "" {
			open++
		}
		if a.Rate != nil {
			rates++
		}
		if a.NextVisit > "2026-11-22" {
			visits++
		}
		if faults := agent.EditOf(a).Check(); len(faults) > 0 || a.Contact.Person == "" || a.Address.Locality == "" || a.BonusBP != bonus {
			t.Errorf("%s: %v, %+v", a.Code, faults, a)
		}
	}
	if !reflect.DeepEqual(states, map[agent.BankState]int{agent.BankApproved: len(districts), agent.BankMissing: 1}) || open != 1 || rates != 1 || visits < 5 {
		t.Errorf("%v, %d with a change, %d with a rate, %d visits", states, open, rates, visits)
	}
	changes, err := s.ListBankChanges(context.Background(), scope, store.ChangeFilter{}, "", 10)
	if err != nil || len(changes.Items) != 1 || len(changes.Items[0].New.Check()) > 0 || changes.Items[0].By != "Gerencia Demo" {
		t.Errorf("changes %+v, %v", changes.Items, err)
	}
	if p, err := s.AgencyProfile(context.Background(), agencyID); err != nil || p.BonusBP != bonus {
		t.Errorf("the agency %+v, %v", p, err)
	}
}

// checkMarks: every mark stands on a row that waits for a person.
func checkMarks(t *testing.T, s *store.Store) {
	var marks, undone, held, noted int
	err := s.Read().QueryRow(`select count(*), sum(case when p.status <> 'ok' then 1 else 0 end),
		sum(case when m.holder_name = 'Operación Demo' then 1 else 0 end), sum(case when m.note_by = 'Operación Demo' then 1 else 0 end)
		from purchase_mark m join purchase p on p.id = m.purchase_id`).Scan(&marks, &undone, &held, &noted)
	if err != nil || marks != len(demoMarks) || undone != marks || held != 3 || noted != 3 {
		t.Errorf("%d marks, %d on undone rows, %d held, %d with a note: %v", marks, undone, held, noted, err)
	}
}

// checkFeed: every record has its change row and the head stands past them.
func checkFeed(t *testing.T, s *store.Store) {
	var rows, distinct, highest, head int64
	err := s.Read().QueryRow(`select count(*), count(distinct seq), max(seq) from change`).Scan(&rows, &distinct, &highest)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Read().QueryRow(`select seq from agency_head`).Scan(&head); err != nil {
		t.Fatal(err)
	}
	const exceptions, newcomers, changes = 4, 1, 2
	if want := int64(1234 + len(districts) + newcomers + len(demoMarks) + len(demoUsers) + exceptions + changes); rows != want || distinct != want || head < highest {
		t.Errorf("%d change rows, %d numbers, highest %d, head %d", rows, distinct, highest, head)
	}
}

func TestTheNumbersOfTheSamplePassTheirChecks(t *testing.T) {
	agents, err := demoAgents()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, a := range agents {
		if _, err := ident.CBU(a.cbu); err != nil && a.cbu != "" {
			t.Errorf("%s: %v", a.code, err)
		}
		if _, err := ident.CUIT(a.cuit); err != nil {
			t.Errorf("%s: %v", a.code, err)
		}
		for _, text := range []string{a.cbu, a.cuit, a.code} {
			if text != "" && seen[text] {
				t.Errorf("%s stands twice", text)
			}
			seen[text] = true
		}
		for _, shop := range a.shops {
			if len(shop.psr) != 15 || seen[shop.psr] {
				t.Errorf("PSR %s", shop.psr)
			}
			seen[shop.psr] = true
		}
	}
}

func TestEqualSeedsGiveEqualRows(t *testing.T) {
	one, two := newOlderRows(7, now, 100), newOlderRows(7, now, 100)
	for i := range 100 {
		a, b := one.next(i), two.next(i)
		if !a.at.Equal(b.at) || a.paid != b.paid || a.legs != b.legs {
			t.Fatalf("row %d differs", i)
		}
	}
}

// With --clock the program's clock ticks on while it starts.
func TestASlowStartGivesEqualRows(t *testing.T) {
	var first []row
	for _, started := range []time.Duration{0, 1100 * time.Millisecond, 20 * time.Second} {
		s := storetest.Open(t, storetest.DSN(t, "sqlite"), store.Options{Clock: clock.Fixed(now.Add(started))})
		source := newRowSource(Params{Store: s, Purchases: 40, Seed: 1})
		rows := make([]row, 40)
		for i := range rows {
			rows[i] = source.next(i)
		}
		if first == nil {
			first = rows
		}
		if !reflect.DeepEqual(rows, first) {
			t.Errorf("after %s the rows are others", started)
		}
	}
}

func BenchmarkFill(b *testing.B) {
	for b.Loop() {
		s := storetest.Open(b, storetest.DSN(b, "sqlite"), store.Options{Clock: clock.Fixed(now)})
		if err := Fill(context.Background(), Params{Store: s, Purchases: 100000, Seed: 1, Password: "una contraseña"}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(100000*b.N)/b.Elapsed().Seconds(), "rows/s")
}

// checkExceptions wants what waits for a person: masked, and a proposal to decide.
func checkExceptions(t *testing.T, s *store.Store) {
	page, err := s.ListExceptions(context.Background(), agencyID, nil, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	kinds, proposals := map[exception.Kind]int{}, 0
	for _, e := range page.Items {
		kinds[e.Kind]++
		if e.Proposal != nil && e.Proposal.Agent != "" {
			proposals++
		}
		if (e.Notice != "") != e.Kind.Allows(exception.Assign) || strings.Contains(e.Body, "0009999") {
			t.Errorf("%s: %+v", e.Kind, e)
		}
	}
	want := map[exception.Kind]int{exception.UnknownPSR: 2, exception.OtherAmount: 1, exception.Alarm: 1}
	if !reflect.DeepEqual(kinds, want) || proposals != 1 {
		t.Errorf("exceptions %v, %d proposals", kinds, proposals)
	}
}
