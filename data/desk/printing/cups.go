//go:build !windows

package printing

import (
	"cmp"
	"context"
	"errors"
	"os/exec"
	"strings"
	"time"
)

// CUPS prints on Linux and macOS.

func printers(ctx context.Context) ([]string, error) {
	out, err := run(ctx, "lpstat", "-e")
	return lines(out), err
}

func print(ctx context.Context, printer, file string) error {
	_, err := run(ctx, "lp", "-d", printer, "--", file)
	return err
}

// patience is how long CUPS may take to answer: one whose server hangs does not.
const patience = 30 * time.Second

// run gives what a command printed; what it complained of is in the error.
func run(ctx context.Context, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	var told strings.Builder
	cmd.Stderr = &told
	out, err := cmd.Output()
	var left *exec.ExitError
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return "", &FailedError{name + ": " + ctx.Err().Error()}
	case ctx.Err() != nil:
		return "", ctx.Err()
	case errors.Is(err, exec.ErrNotFound):
		return "", ErrNone
	case errors.As(err, &left):
		return "", &FailedError{cmp.Or(strings.Join(lines(told.String()), " "), name+": "+left.Error())}
	}
	return string(out), err
}
