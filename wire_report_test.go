package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trastienda/app/money"
	"trastienda/app/purchase"
	"trastienda/data/desk/folder"
)

// reportRun runs the command in this process and returns its exit code.
func reportRun(t *testing.T, args ...string) int {
	t.Helper()
	return execute(context.Background(), append([]string{"report", "purchases", "--lang", "es-AR"}, args...))
}

// csvLines reads a report.
func csvLines(t *testing.T, path string) [][]string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	r.Comma, r.FieldsPerRecord = ';', -1
	lines, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// The sums of the report are those of the copy and of the hub's own database.
func TestReportOfADataFolder(t *testing.T) {
	p := openBoard(t, 600)
	dir, out := p.b.files.dir, t.TempDir()
	n, credited := p.sumOf(t, purchase.Filter{})
	pending, waiting := p.sumOf(t, purchase.Filter{Statuses: []purchase.Status{purchase.StatusPending}})
	p.b.close()
	for _, format := range []string{"csv", "xlsx", "pdf"} {
		if code := reportRun(t, "--data-dir", dir, "--by", "agent", "-o", filepath.Join(out, "all."+format)); code != exitOK {
			t.Fatalf("%s: exit %d", format, code)
		}
	}
	sums := map[string][]string{}
	for _, line := range csvLines(t, filepath.Join(out, "all.csv")) {
		sums[line[0]] = line
	}
	plain := func(minor int64) string { return strings.ReplaceAll(money.Digits(minor, "es-AR"), ".", "") }
	for name, want := range map[string]struct {
		n   int
		sum int64
	}{"Total general": {n, credited}, "PENDIENTE": {pending, waiting}} {
		line := sums[name]
		if len(line) != 6 || line[1] != money.Integer(int64(want.n), "x") || line[5] != plain(want.sum) {
			t.Errorf("%s: %q, want %d and %s", name, line, want.n, plain(want.sum))
		}
	}
	if code := reportRun(t, "--data-dir", dir, "--status", "pending", "-o", filepath.Join(out, "pending.csv")); code != exitOK {
		t.Fatalf("exit %d", code)
	}
	if lines := csvLines(t, filepath.Join(out, "pending.csv")); len(lines[pending]) != 11 || lines[pending+1][0] != "Totales" {
		t.Errorf("the pending rows do not end after %d lines", pending)
	}
}

// Whatever goes wrong, a file that was there stays as it was and no half one is left.
func TestReportLeavesFilesAlone(t *testing.T) {
	p := openBoard(t, 60)
	dir, out := p.b.files.dir, t.TempDir()
	p.b.close()
	old := filepath.Join(out, "old.pdf")
	if err := os.WriteFile(old, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		code int
	}{
		"upside down":  {[]string{"--data-dir", dir, "--from", "2026-11-30", "--to", "2026-11-01", "-o", old}, exitUsage},
		"no day":       {[]string{"--data-dir", dir, "--from", "30/11/2026", "-o", old}, exitUsage},
		"no format":    {[]string{"--data-dir", dir, "-o", filepath.Join(out, "x.doc")}, exitUsage},
		"no state":     {[]string{"--data-dir", dir, "--status", "lost", "-o", old}, exitUsage},
		"no group":     {[]string{"--data-dir", dir, "--by", "moon", "-o", old}, exitUsage},
		"no agent":     {[]string{"--data-dir", dir, "--agent", "nobody", "-o", old}, exitFailed},
		"no folder":    {[]string{"--data-dir", dir, "-o", filepath.Join(out, "none", "x.pdf")}, exitFailed},
		"a folder":     {[]string{"--data-dir", dir, "--format", "pdf", "-o", out}, exitFailed},
		"no data":      {[]string{"--data-dir", filepath.Join(out, "nothing"), "-o", old}, exitFailed},
		"a token only": {[]string{"--token-file", old, "-o", old}, exitUsage},
	} {
		if code := reportRun(t, c.args...); code != c.code {
			t.Errorf("%s: exit %d, want %d", name, code, c.code)
		}
	}
	guard, err := folder.Lock(dir, "desktop")
	if err != nil {
		t.Fatal(err)
	}
	_, err = openFolderRows(t.Context(), reportFlags{dataDir: dir}, p.b.clock)
	if err == nil || !strings.Contains(err.Error(), "(desktop); close it first") {
		t.Errorf("a held folder says %v", err)
	}
	if err := guard.Close(); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(old); err != nil || string(data) != "old" {
		t.Errorf("the old file holds %q, %v", data, err)
	}
	if entries, err := os.ReadDir(out); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	// A period without rows is a report all the same, and takes the old one's place.
	if code := reportRun(t, "--data-dir", dir, "--from", "1999-01-01", "--to", "1999-01-31", "-o", old); code != exitOK {
		t.Errorf("no rows: exit %d", code)
	}
	if data, err := os.ReadFile(old); err != nil || !bytes.HasPrefix(data, []byte("%PDF-")) {
		t.Errorf("the new file begins %.8q, %v", data, err)
	}
}
