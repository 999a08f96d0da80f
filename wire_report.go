package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"trastienda/app/agent"
	"trastienda/app/purchase"
	"trastienda/data/desk/document"
	"trastienda/data/desk/replica"
	"trastienda/reports"
	"trastienda/ui/text"
)

// reportFlags are those of a report. Days are "2006-01-02" in the agency's zone.
type reportFlags struct {
	from, to, agent, psr, by string
	statuses                 []string
	lang, format, out        string
	dataDir, hub, tokenFile  string
	caFile                   string
	clock                    clockFlag
}

// reportCommand is what writes documents.
func reportCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "report", Short: "Writes reports as PDF, XLSX or CSV", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return wrongUse("say which report: trastienda report purchases, or trastienda report receipt")
		},
	}
	c.AddCommand(reportPurchasesCommand(), reportMonthCommand(), reportReceiptCommand())
	return c
}

func reportPurchasesCommand() *cobra.Command {
	var f reportFlags
	c := &cobra.Command{
		Use:   "purchases",
		Short: `Writes the report "Compras automatizadas"`,
		Long: "With --data-dir it reports what the program has in that folder, as of its last synchronisation, and needs no\n" +
			"network. With --hub it fetches the rows from the hub. Days are those of the agency's zone, both included. A file\n" +
			"that is there already is replaced once the new one is whole. More than 50,000 rows make several PDFs.\n" +
			"Exit code 0: written; 1: nothing was written; 2: wrong use.",
		Example: "  trastienda report purchases --from 2026-11-01 --to 2026-11-30 --format pdf -o noviembre.pdf\n" +
			"  trastienda report purchases --status pending --status error --by agent --format xlsx -o stuck.xlsx\n" +
			"  trastienda report purchases --hub https://hub.example --token-file token --format csv -o all.csv",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return runReport(c.Context(), f, c.OutOrStdout()) },
	}
	c.Flags().StringVar(&f.from, "from", "", "first day, as 2026-11-01 (otherwise from the beginning)")
	c.Flags().StringVar(&f.to, "to", "", "last day (otherwise to the end)")
	c.Flags().StringArrayVar(&f.statuses, "status", nil, "ok, pending or error; may be given several times")
	c.Flags().StringVar(&f.agent, "agent", "", "code or id of an agent")
	c.Flags().StringVar(&f.psr, "psr", "", "a point of sale")
	c.Flags().StringVar(&f.by, "by", "", "group by status, agent, psr or day, with subtotals")
	c.Flags().StringVar(&f.lang, "lang", "", "es-AR, pt-BR or en (otherwise that of the locale)")
	c.Flags().StringVar(&f.format, "format", "", "pdf, xlsx or csv (otherwise what the file's name ends in)")
	c.Flags().StringVarP(&f.out, "output", "o", "", "the file to write")
	c.Flags().StringVar(&f.dataDir, "data-dir", defaultDataDir(), "folder of everything the program keeps")
	c.Flags().StringVar(&f.hub, "hub", "", "address of a hub to fetch the rows from")
	c.Flags().StringVar(&f.tokenFile, "token-file", "", "with --hub: its first line is a session's token")
	c.Flags().StringVar(&f.caFile, "ca-file", "", "certificates (PEM) of authorities that may vouch for the hub, besides the system's")
	addClock(c.Flags(), &f.clock)
	_ = c.MarkFlagRequired("output")
	c.MarkFlagsRequiredTogether("hub", "token-file")
	c.MarkFlagsMutuallyExclusive("hub", "data-dir")
	return c
}

// check refuses values that cannot be, before anything is opened.
func (f *reportFlags) check() error {
	if f.lang == "" {
		f.lang = string(localeLang(os.Getenv))
	}
	if f.format == "" {
		f.format = strings.TrimPrefix(strings.ToLower(filepath.Ext(f.out)), ".")
	}
	statuses := []string{string(purchase.StatusOK), string(purchase.StatusPending), string(purchase.StatusError)}
	groups := []string{"", purchase.GroupByStatus, purchase.GroupByAgent, purchase.GroupByPSR, purchase.GroupByDay}
	switch {
	case !known(text.Langs(), text.Lang(f.lang)):
		return wrongUse("--lang is es-AR, pt-BR or en")
	case !known(reports.Formats(), reports.Format(f.format)):
		return wrongUse("--format is pdf, xlsx or csv")
	case slices.ContainsFunc(f.statuses, func(s string) bool { return !known(statuses, s) }):
		return wrongUse("--status is ok, pending or error")
	case !known(groups, f.by):
		return wrongUse("--by is status, agent, psr or day")
	case strings.TrimSpace(f.out) == "":
		return wrongUse("-o needs the name of a file")
	}
	_, err := reports.Narrow(purchase.Filter{}, f.from, f.to, time.UTC)
	return periodError(err, *f)
}

// periodError says what is wrong with the days.
func periodError(err error, f reportFlags) error {
	switch {
	case errors.Is(err, reports.ErrDay):
		return wrongUse("--from and --to are days such as 2026-11-30")
	case errors.Is(err, reports.ErrPeriod):
		return wrongUse("the period is upside down: --to %s is before --from %s", f.to, f.from)
	}
	return err
}

func runReport(ctx context.Context, f reportFlags, told io.Writer) error {
	if err := f.check(); err != nil {
		return err
	}
	book, err := text.NewBook(text.Lang(f.lang))
	if err != nil {
		return err
	}
	from, err := openReportRows(ctx, f)
	if err != nil {
		return err
	}
	defer from.close()
	r := reports.Purchases{FromDay: f.from, ToDay: f.to}
	r.Query.By = f.by
	r.Query.Filter.PSR = f.psr
	for _, s := range f.statuses {
		r.Query.Filter.Statuses = append(r.Query.Filter.Statuses, purchase.Status(s))
	}
	if f.agent != "" {
		if r.Query.Filter.Agent, r.Agent, err = findAgent(ctx, from, f.agent); err != nil {
			return err
		}
	}
	head := from.head
	head.Words, head.Lang, head.Made = book, f.lang, f.clock.clock().Now()
	set := document.NewSet(f.out, true)
	n, err := writeReport(ctx, from.rows, r, head, reports.Format(f.format), set, nil, func(s *replica.Snapshot) reports.PurchaseSource { return snapshotRows{s} })
	if err != nil {
		return reportError(err, f)
	}
	fmt.Fprintf(told, "%s: %s\n", book.N("reports.count", n), strings.Join(set.Paths(), ", "))
	return nil
}

// findAgent finds an agent by its code or id.
func findAgent(ctx context.Context, from *reportRows, wanted string) (id, name string, err error) {
	list, err := from.agents(ctx)
	if err != nil {
		return "", "", err
	}
	at := slices.IndexFunc(list, func(a agent.Agent) bool { return a.Code == wanted || a.ID == wanted })
	if at < 0 {
		return "", "", fmt.Errorf("there is no agent %q; nothing was written", wanted)
	}
	return list[at].ID, list[at].Code + " · " + list[at].Name, nil
}

// snapshotter runs something on the list of one moment.
type snapshotter func(ctx context.Context, use func(ctx context.Context, s *replica.Snapshot) error) error

// writeReport writes the report into a set of files (see writeSet) and tells how
// many rows they hold.
func writeReport(ctx context.Context, rows snapshotter, r reports.Purchases, h reports.Head, f reports.Format, set *document.Set,
	progress func(done, of int), source func(s *replica.Snapshot) reports.PurchaseSource,
) (int, error) {
	n := 0
	err := rows(ctx, func(ctx context.Context, s *replica.Snapshot) error {
		if f := r.Query.Filter; f.Agent != "" && r.Agent == "" {
			r.Agent = s.AgentName(f.Agent)
		}
		d, err := r.Document(ctx, h, source(s))
		if err != nil {
			return err
		}
		n = d.Count
		return writeSet(ctx, d, f, set, progress)
	})
	return n, err
}

// writeSet writes a document into a set of files and gives them their names, or
// removes all of them.
func writeSet(ctx context.Context, d *reports.Document, f reports.Format, set *document.Set, progress func(done, of int)) error {
	if err := reports.Write(ctx, d, f, func(volume, of int) (io.Writer, error) { return set.Open(volume, of) }, progress); err != nil {
		return errors.Join(err, set.Drop())
	}
	return set.Keep()
}

// snapshotRows gives a report the rows of a moment.
type snapshotRows struct{ s *replica.Snapshot }

func (x snapshotRows) Count(ctx context.Context, q reports.PurchaseQuery) (int, error) {
	return x.s.Count(ctx, q.Filter)
}

func (x snapshotRows) Each(ctx context.Context, q reports.PurchaseQuery, give func(p *purchase.Purchase) error) error {
	return x.s.Each(ctx, q.Filter, q.By, q.Sort, give)
}

// reportError says why nothing was written, and that nothing was.
func reportError(err error, f reportFlags) error {
	dir := filepath.Dir(f.out)
	switch {
	case errors.Is(err, context.Canceled):
		return errors.New("stopped; nothing was written")
	case errors.Is(err, reports.ErrTooLong):
		return errors.New("a worksheet holds 1,000,000 rows: narrow the period, or write csv; nothing was written")
	case errors.Is(err, document.ErrFolder):
		return fmt.Errorf("%s is a folder; nothing was written", f.out)
	case errors.Is(err, document.ErrName):
		return fmt.Errorf("%s cannot be a file's name; nothing was written", filepath.Base(f.out))
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("the disk of %s is full; no half file stays, and what was there is untouched", dir)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no folder %s; nothing was written", dir)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%s cannot be written (is it read-only, or the file open in another program?); what was there is untouched: %w", dir, err)
	}
	return periodError(fmt.Errorf("write the report: %w", err), f)
}

// reportRows is where a report's rows come from.
type reportRows struct {
	rows   snapshotter
	agents func(ctx context.Context) ([]agent.Agent, error)
	head   reports.Head // all but words and clock
	close  func()
}

func openReportRows(ctx context.Context, f reportFlags) (*reportRows, error) {
	if f.hub != "" {
		return openHubRows(ctx, f, f.clock.clock())
	}
	return openFolderRows(ctx, f, f.clock.clock())
}
