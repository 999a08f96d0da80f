package main

import (
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"trastienda/app/clock"
)

// clockFlag is --clock: an RFC 3339 instant at which the program's clock
// starts; empty for the machine's own.
type clockFlag struct{ start time.Time }

func (f *clockFlag) String() string {
	if f.start.IsZero() {
		return ""
	}
	return f.start.Format(time.RFC3339)
}

func (f *clockFlag) Type() string { return "RFC3339" }

func (f *clockFlag) Set(text string) error {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return fmt.Errorf("write an instant such as 2026-11-22T10:00:00-03:00")
	}
	f.start = t
	return nil
}

func (f *clockFlag) clock() clock.Clock {
	if f.start.IsZero() {
		return clock.System{}
	}
	return clock.StartingAt(f.start)
}

func addClock(flags *pflag.FlagSet, f *clockFlag) {
	flags.Var(f, "clock", "start the program's clock at this instant; it ticks on from there")
}

// envName is the variable that stands in for a flag: --call-timeout is
// TRASTIENDA_CALL_TIMEOUT.
func envName(flag string) string {
	return "TRASTIENDA_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// applyEnvironment gives every named flag that was not written the value of
// its variable.
func applyEnvironment(flags *pflag.FlagSet, names ...string) error {
	for _, name := range names {
		value, ok := os.LookupEnv(envName(name))
		if !ok || flags.Changed(name) {
			continue
		}
		if err := flags.Set(name, value); err != nil {
			return wrongUse("%s: %w", envName(name), err)
		}
	}
	return nil
}

// secret returns a secret from its variable or from the first line of a file.
func secret(variable, file string) (string, error) {
	if file != "" {
		text, err := os.ReadFile(file)
		if err != nil {
			return "", fmt.Errorf("read the secret for %s: %w", variable, err)
		}
		line, _, _ := strings.Cut(string(text), "\n")
		return strings.TrimSpace(line), nil
	}
	return os.Getenv(variable), nil
}

// newLog writes JSON lines to standard error, from level on.
func newLog(level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
}
