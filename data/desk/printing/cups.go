//go:build !windows

package printing

import (
	"context"
	"errors"
	"os/exec"
	"strings"
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

// run gives what a command printed; what it complained of is in the error.
func run(ctx context.Context, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	var told strings.Builder
	cmd.Stderr = &told
	out, err := cmd.Output()
	var left *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case errors.Is(err, exec.ErrNotFound):
		return "", ErrNone
	case errors.As(err, &left):
		return "", &FailedError{strings.Join(lines(told.String()), " ")}
	}
	return string(out), err
}
