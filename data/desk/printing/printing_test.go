//go:build !windows

package printing

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// command puts a script of that name where the system looks for commands.
func command(t *testing.T, dir, name, script string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
}

func TestPrintersAreListedAndGetTheFile(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	command(t, dir, "lpstat", `[ "$1" = -e ] && echo HP-Caja-1 && echo "Tickets_80"`)
	command(t, dir, "lp", `echo "$@" > `+filepath.Join(dir, "got"))
	list, err := Printers(context.Background())
	if err != nil || !slices.Equal(list, []string{"HP-Caja-1", "Tickets_80"}) {
		t.Fatalf("%q, %v", list, err)
	}
	if err := Print(context.Background(), "Tickets_80", "/tmp/a b.pdf"); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "got"))
	if err != nil || strings.TrimSpace(string(got)) != "-d Tickets_80 -- /tmp/a b.pdf" {
		t.Errorf("lp got %q, %v", got, err)
	}
}

func TestWhatIsWrongWithPrintingIsTold(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	if _, err := Printers(context.Background()); !errors.Is(err, ErrNone) {
		t.Errorf("without CUPS: %v", err)
	}
	command(t, dir, "lpstat", "")
	if _, err := Printers(context.Background()); !errors.Is(err, ErrNone) {
		t.Errorf("without a printer: %v", err)
	}
	command(t, dir, "lp", "echo 'lp: The printer or class does not exist.' >&2; exit 1")
	var failed *FailedError
	if err := Print(context.Background(), "x", "y"); !errors.As(err, &failed) || failed.Told != "lp: The printer or class does not exist." {
		t.Errorf("a printer that is gone: %v", err)
	}
	command(t, dir, "lp", "exit 3")
	if err := Print(context.Background(), "x", "y"); !errors.As(err, &failed) || failed.Told != "lp: exit status 3" {
		t.Errorf("a failure without a word: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Print(ctx, "x", "y"); !errors.Is(err, context.Canceled) {
		t.Errorf("after its end: %v", err)
	}
}
