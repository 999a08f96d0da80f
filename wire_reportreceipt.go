package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"trastienda/app/purchase"
	"trastienda/data/desk/document"
	"trastienda/data/desk/replica"
	"trastienda/reports"
	"trastienda/ui/text"
)

// receiptFlags are those of a receipt.
type receiptFlags struct {
	id, lang, format, out, dataDir string
	roll                           bool
	clock                          clockFlag
}

func reportReceiptCommand() *cobra.Command {
	var f receiptFlags
	c := &cobra.Command{
		Use:   "receipt",
		Short: "Writes the receipt of a purchase, as PDF",
		Long: "It is written from what the program has in its data folder, as of its last synchronisation, without any network.\n" +
			"The hub is not asked, so it has neither number nor seal, and says so: a numbered one is made in the window.\n" +
			"A file that is there already is replaced once the new one is whole.\n" +
			"Exit code 0: written; 1: nothing was written; 2: wrong use.",
		Example: "  trastienda report receipt --id 000012345678 -o comprobante.pdf\n" +
			"  trastienda report receipt --id 0192f0c1-7b2e-7c11-9b1e-3a5d1c0f9a77 --roll -o comprobante.pdf",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return runReceipt(c.Context(), f, c.OutOrStdout()) },
	}
	c.Flags().StringVar(&f.id, "id", "", "the purchase: its id or its wallet transfer number")
	c.Flags().BoolVar(&f.roll, "roll", false, "for a roll of 80 mm instead of a page of A4")
	c.Flags().StringVar(&f.lang, "lang", "", "es-AR, pt-BR or en (otherwise that of the locale)")
	c.Flags().StringVar(&f.format, "format", string(reports.PDF), "pdf")
	c.Flags().StringVarP(&f.out, "output", "o", "", "the file to write")
	c.Flags().StringVar(&f.dataDir, "data-dir", defaultDataDir(), "folder of everything the program keeps")
	addClock(c.Flags(), &f.clock)
	_ = c.MarkFlagRequired("id")
	_ = c.MarkFlagRequired("output")
	return c
}

// check refuses values that cannot be, before anything is opened.
func (f *receiptFlags) check() error {
	if f.lang == "" {
		f.lang = string(localeLang(os.Getenv))
	}
	switch {
	case !known(text.Langs(), text.Lang(f.lang)):
		return wrongUse("--lang is es-AR, pt-BR or en")
	case reports.Format(f.format) != reports.PDF:
		return wrongUse("--format of a receipt is pdf")
	case strings.TrimSpace(f.id) == "":
		return wrongUse("--id needs a purchase")
	case strings.TrimSpace(f.out) == "":
		return wrongUse("-o needs the name of a file")
	}
	return nil
}

func runReceipt(ctx context.Context, f receiptFlags, told io.Writer) error {
	if err := f.check(); err != nil {
		return err
	}
	book, err := text.NewBook(text.Lang(f.lang))
	if err != nil {
		return err
	}
	held, err := openFolder(ctx, f.dataDir, f.clock.clock())
	if err != nil {
		return err
	}
	defer held.close()
	r, err := copiedReceipt(ctx, held, f.id)
	if err != nil {
		return err
	}
	head := held.head
	head.Words, head.Lang, head.Made = book, f.lang, f.clock.clock().Now()
	on := reports.ReceiptA4
	if f.roll {
		on = reports.ReceiptRoll
	}
	set := document.NewSet(f.out, true)
	out, err := set.Open(1, 1)
	if err == nil {
		err = r.Write(head, on, out)
	}
	if err != nil {
		err = errors.Join(err, set.Drop())
	} else {
		err = set.Keep()
	}
	if err != nil {
		return reportError(err, reportFlags{out: f.out})
	}
	fmt.Fprintln(told, book.T("receipt.done.unnumbered", "file", f.out))
	return nil
}

// copiedReceipt is the receipt of what a data folder knows of a purchase.
func copiedReceipt(ctx context.Context, held *folderCopy, wanted string) (reports.Receipt, error) {
	id, err := findPurchase(ctx, held.Replica, wanted)
	if err != nil {
		return reports.Receipt{}, err
	}
	seen, err := held.Replica.Detail(ctx, id)
	if err != nil {
		return reports.Receipt{}, err
	}
	closings, err := held.Closings(ctx, []string{id})
	if err != nil {
		return reports.Receipt{}, err
	}
	r := reports.Receipt{Purchase: seen.Purchase, Closing: closings[id]}
	if seen.AttemptsKnown && seen.AttemptsVersion >= seen.Version {
		r.Attempts, r.Asked = seen.Attempts, true
	}
	return r, nil
}

// findPurchase finds the id of a purchase by itself or by its wallet transfer
// number, which need not be unique.
func findPurchase(ctx context.Context, r *replica.Replica, wanted string) (string, error) {
	rows, err := r.Purchases.ByIDs(ctx, []string{wanted})
	if err == nil && len(rows) == 0 {
		rows, err = r.Purchases.Rows(ctx, purchase.Filter{WalletTransfer: wanted}, nil, 0, 2)
	}
	switch {
	case err != nil:
		return "", err
	case len(rows) == 0:
		return "", fmt.Errorf("there is no purchase %q; nothing was written", wanted)
	case len(rows) > 1:
		return "", fmt.Errorf("several purchases have the wallet transfer number %q: give the id of one; nothing was written", wanted)
	}
	return rows[0].ID, nil
}
