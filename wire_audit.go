package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"trastienda/app/audit"
	"trastienda/data/hub/store"
)

// auditCommand is what can be done with the audit chains of a hub's database.
func auditCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "audit", Short: "Looks after the audit chains of a hub's database", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return wrongUse("say what to do: trastienda hub audit verify") },
	}
	c.AddCommand(verifyAuditCommand())
	return c
}

func verifyAuditCommand() *cobra.Command {
	var database, dataDir string
	c := &cobra.Command{
		Use:   "verify",
		Short: "Walks every agency's audit chain and names the first broken link",
		Long: "Only reads, so the hub may go on working. Exit code 0: every chain is unbroken; 1: one is broken, or the\n" +
			"database could not be read; 2: wrong use.",
		Example: "  trastienda hub audit verify --database sqlite:hub.db\n" +
			"  trastienda hub audit verify --database postgres://trastienda@db/trastienda\n" +
			"  trastienda hub audit verify --data-dir ~/trastienda-demo",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if dataDir != "" {
				database = "sqlite:" + folderFiles{dataDir}.hub()
			}
			return verifyAudit(c.Context(), database, c.OutOrStdout())
		},
	}
	c.Flags().StringVar(&database, "database", "", "sqlite:FILE or postgres://…")
	c.Flags().StringVar(&dataDir, "data-dir", "", "data folder of a desktop: verifies the database of its embedded hub")
	c.MarkFlagsOneRequired("database", "data-dir")
	c.MarkFlagsMutuallyExclusive("database", "data-dir")
	return c
}

// verifyAudit prints a line for every agency. The error tells of the first
// broken chain; those after it are walked all the same.
func verifyAudit(ctx context.Context, database string, out io.Writer) error {
	broken, chains := 0, 0
	err := store.VerifyAudit(ctx, database, func(c store.Chain) {
		chains++
		if c.Broken == nil {
			fmt.Fprintf(out, "%s (%s): %s, unbroken\n", c.Name, c.Agency, links(c.Links, ""))
			return
		}
		broken++
		fmt.Fprintf(out, "%s (%s): %s, then broken at %v\n", c.Name, c.Agency, links(c.Links, "sound "), c.Broken)
		if c.Broken.Want+c.Broken.Have != "" {
			fmt.Fprintf(out, "  expected %s\n  found    %s\n", orNone(c.Broken.Want), orNone(c.Broken.Have))
		}
	})
	switch {
	case errors.Is(err, store.ErrAddress):
		return &usageError{err}
	case err != nil:
		return fmt.Errorf("verify the audit: %w", err)
	case broken > 0:
		return fmt.Errorf("%d of %d audit chains are broken", broken, chains)
	case chains == 0:
		fmt.Fprintln(out, "There is no agency in this database.")
	}
	return nil
}

func links(n int64, kind string) string {
	if n == 1 {
		return "1 " + kind + "link"
	}
	return fmt.Sprintf("%d %slinks", n, kind)
}

func orNone(hash string) string {
	if hash == "" {
		return "none"
	}
	return hash
}

// newAgencyAudit is the first link of a new agency: what it is and who its
// managers are. Nobody is signed in yet, so nobody did it but this machine.
func newAgencyAudit(g store.Agency, managers []string) store.AuditEntry {
	after, err := json.Marshal(map[string]any{"name": g.Name, "currency": g.Currency, "time_zone": g.TimeZone, "managers": managers})
	if err != nil {
		panic(err) // texts only
	}
	return store.AuditEntry{Agency: g.ID, Device: device(), Act: audit.ActNewAgency, Entity: "agency", EntityID: g.ID, After: string(after)}
}
