// Package printing sends documents to the printers of the computer.
package printing

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// ErrNone tells that the computer has no printer, or no way to print.
var ErrNone = errors.New("printing: this computer has no printer")

// FailedError is what the system said when it did not take a document.
type FailedError struct{ Told string }

func (e *FailedError) Error() string {
	return fmt.Sprintf("printing: the system says %q", e.Told)
}

// Printers gives the names of the printers, as the system orders them. Errors:
// ErrNone, *FailedError, the end of ctx.
func Printers(ctx context.Context) ([]string, error) {
	list, err := printers(ctx)
	if err == nil && len(list) == 0 {
		err = ErrNone
	}
	return list, err
}

// Print hands a PDF to a printer and tells whether the system took it; when it
// comes out of the printer nobody knows. Errors: as Printers.
func Print(ctx context.Context, printer, file string) error { return print(ctx, printer, file) }

// lines are those of a text that are not blank.
func lines(text string) (list []string) {
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l != "" {
			list = append(list, l)
		}
	}
	return list
}
