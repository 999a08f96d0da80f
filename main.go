// Trastienda is the back office of an agency that sells virtual balance: a
// desktop program by default, and with its commands the hub, the simulator of
// the outside systems, the maker of sample data, the checker of identifiers and the writer of reports.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
	"modernc.org/sqlite"
)

// version is the program's version, as FyneApp.toml has it.
const version = "0.1.0"

// The exit codes of every command.
const (
	exitOK     = 0
	exitFailed = 1 // refused or failed
	exitUsage  = 2 // wrong use
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// Closing any other handle of a database file in this process would drop
	// SQLite's locks on Linux; where there are no such locks, nothing is lost.
	_, _ = sqlite.OFDLocking(true)
	os.Exit(execute(ctx, os.Args[1:]))
}

// execute runs the command line and returns its exit code.
func execute(ctx context.Context, args []string) int {
	ran := false
	root := commands(&ran)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var usage *usageError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errTold):
		return exitFailed
	case errors.As(err, &usage) || !ran:
		fmt.Fprintf(os.Stderr, "trastienda: %v\nSee 'trastienda --help'.\n", err)
		return exitUsage
	default:
		fmt.Fprintf(os.Stderr, "trastienda: %v\n", err)
		return exitFailed
	}
}

// usageError is a wrong value found after the flags were read.
type usageError struct{ error }

func (e *usageError) Unwrap() error { return e.error }

func wrongUse(format string, args ...any) error {
	return &usageError{fmt.Errorf(format, args...)}
}

// commands builds the command line. ran is set once flags and arguments were
// understood and a command's own work begins.
func commands(ran *bool) *cobra.Command {
	root := desktopCommand()
	root.Version = version
	root.SilenceErrors, root.SilenceUsage = true, true
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(hubCommand(), simulatorCommand(), sampleCommand(), checkCommand(), reportCommand(), verifyCommand())
	noteRun(root, ran)
	return root
}

// noteRun sets ran when the work of a command or of one below it begins.
func noteRun(command *cobra.Command, ran *bool) {
	if work := command.RunE; work != nil {
		command.RunE = func(c *cobra.Command, args []string) error {
			*ran = true
			return work(c, args)
		}
	}
	for _, below := range command.Commands() {
		noteRun(below, ran)
	}
}
