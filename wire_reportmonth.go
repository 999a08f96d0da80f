package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"trastienda/app/month"
	"trastienda/data/desk/document"
	"trastienda/reports"
	"trastienda/ui/text"
)

func reportMonthCommand() *cobra.Command {
	var f reportFlags
	var which string
	c := &cobra.Command{
		Use:   "month",
		Short: "Writes the document of a closed month",
		Long: "The month and its rows come from the hub, which keeps them as they were counted. A month that is not closed has no\n" +
			"document: managers close it in the window. A file that is there already is replaced once the new one is whole.\n" +
			"Exit code 0: written; 1: nothing was written; 2: wrong use.",
		Example: "  trastienda report month --month 2026-10 --hub https://hub.example --token-file token --format xlsx -o october.xlsx",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return runMonth(c.Context(), f, which, c.OutOrStdout()) },
	}
	c.Flags().StringVar(&which, "month", "", "the month, as 2026-10")
	c.Flags().StringVar(&f.lang, "lang", "", "es-AR, pt-BR or en (otherwise that of the locale)")
	c.Flags().StringVar(&f.format, "format", "", "pdf, xlsx or csv (otherwise what the file's name ends in)")
	c.Flags().StringVarP(&f.out, "output", "o", "", "the file to write")
	c.Flags().StringVar(&f.hub, "hub", "", "address of the hub")
	c.Flags().StringVar(&f.tokenFile, "token-file", "", "its first line is a session's token")
	c.Flags().StringVar(&f.caFile, "ca-file", "", "certificates (PEM) of authorities that may vouch for the hub, besides the system's")
	addClock(c.Flags(), &f.clock)
	for _, name := range []string{"month", "output", "hub", "token-file"} {
		_ = c.MarkFlagRequired(name)
	}
	return c
}

func runMonth(ctx context.Context, f reportFlags, which string, told io.Writer) error {
	if err := f.check(); err != nil {
		return err
	}
	if _, err := month.Next(which); err != nil {
		return wrongUse("--month is a month such as 2026-10")
	}
	book, err := text.NewBook(text.Lang(f.lang))
	if err != nil {
		return err
	}
	hub, err := enterHub(ctx, f, f.clock.clock())
	if err != nil {
		return err
	}
	defer hub.close()
	list, err := hub.desk.Months(ctx)
	if err != nil {
		return hubRowsError(err)
	}
	var closed *month.Close
	for i := range list.Items {
		if list.Items[i].Month == which {
			closed = &list.Items[i]
		}
	}
	if closed == nil {
		return fmt.Errorf("the month %s is not closed; nothing was written", which)
	}
	head := hub.head
	head.Words, head.Lang, head.Made = book, f.lang, f.clock.clock().Now()
	d := reports.Month(head, *closed, func(ctx context.Context, give func(month.Row) error) error {
		return hub.desk.EachMonthRow(ctx, which, give)
	})
	set := document.NewSet(f.out, true)
	if err := writeSet(ctx, d, reports.Format(f.format), set, nil); err != nil {
		return reportError(err, f)
	}
	_, err = fmt.Fprintf(told, "%s: %s\n", book.N("reports.count", closed.Rows), strings.Join(set.Paths(), ", "))
	return err
}
