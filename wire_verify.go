package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"trastienda/app/evidence"
	"trastienda/app/money"
	"trastienda/app/purchase"
	"trastienda/data/hub/store"
	"trastienda/ui/purchases"
	"trastienda/ui/text"
)

// verifyFlags are those of verify.
type verifyFlags struct{ file, key, receipt, lang string }

func verifyCommand() *cobra.Command {
	var f verifyFlags
	c := &cobra.Command{
		Use:   "verify [FILE]",
		Short: "Tells whether a pack of evidence, or a receipt, was signed by a hub and is as it was",
		Long: "Checks a pack of evidence (the zip that the program makes of a purchase), or the text of a receipt's QR, without\n" +
			"any hub and any data folder. The fingerprint is that of the hub's key: ask the agency for it by another way than\n" +
			"the one the file came; trastienda hub key and the window's settings show it.\n" +
			"Exit code 0: genuine, and what it says is printed; 1: not genuine, or it could not be read; 2: wrong use.",
		Example: "  trastienda verify pruebas.zip --key \"3F2A 9C01 …\"\n" +
			"  trastienda verify --receipt 'trastienda:r1:…' --key 3f2a9c01…",
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				f.file = args[0]
			}
			return runVerify(f, c.OutOrStdout())
		},
	}
	c.Flags().StringVar(&f.key, "key", "", "fingerprint of the hub's key, 64 hexadecimal digits, with or without blanks")
	c.Flags().StringVar(&f.receipt, "receipt", "", "text of a receipt's QR, instead of a file")
	c.Flags().StringVar(&f.lang, "lang", "", "es-AR, pt-BR or en (otherwise that of the locale)")
	_ = c.MarkFlagRequired("key")
	return c
}

func runVerify(f verifyFlags, out io.Writer) error {
	if f.lang == "" {
		f.lang = string(localeLang(os.Getenv))
	}
	trusted, ok := evidence.ParseFingerprint(f.key)
	switch {
	case !known(text.Langs(), text.Lang(f.lang)):
		return wrongUse("--lang is es-AR, pt-BR or en")
	case !ok:
		return wrongUse("--key is a fingerprint: 64 hexadecimal digits")
	case (f.file == "") == (f.receipt == ""):
		return wrongUse("give a FILE, or the text of a receipt with --receipt")
	}
	book, err := text.NewBook(text.Lang(f.lang))
	if err != nil {
		return err
	}
	var lines []string
	if f.receipt != "" {
		lines, err = verifyReceipt(book, f.receipt, trusted)
	} else {
		lines, err = verifyPack(book, f.file, trusted)
	}
	if err != nil {
		why, known := verifyWords[err]
		if !known {
			return err
		}
		lines = []string{book.T("verify.bad"), book.T(why)}
	}
	if _, write := fmt.Fprintln(out, strings.Join(lines, "\n")); write != nil {
		return fmt.Errorf("write what was found: %w", write)
	}
	if err != nil {
		return errTold
	}
	return nil
}

// verifyWords say what is wrong.
var verifyWords = map[error]string{
	evidence.ErrDamaged: "verify.damaged", evidence.ErrOtherKey: "verify.otherkey",
	evidence.ErrSignature: "verify.signature", evidence.ErrChain: "verify.chain",
}

func verifyPack(book *text.Book, name string, trusted evidence.Fingerprint) ([]string, error) {
	file, err := readAtMost(name, evidence.FileMost)
	if err != nil {
		return nil, err
	}
	p, err := evidence.Verify(file, trusted)
	if err != nil {
		return nil, err
	}
	lines := []string{book.T("verify.pack"), book.T("verify.agency", "name", p.Agency.Name)}
	if p.Sample {
		lines = append(lines, book.T("reports.sample"))
	}
	q := p.Purchase
	lines = append(lines, purchaseLines(book, q.ID, q.Status, q.Paid, q.Credited, q.Currency, q.Version)...)
	return append(lines, book.T("verify.made", "by", p.By.Name, "at", p.Made.UTC().Format("2006-01-02 15:04:05 UTC"), "version", p.Version),
		book.T("verify.holds", "attempts", len(p.Attempts), "links", len(p.Links)),
		book.T("evidence.head", "n", p.Head.Seq, "hash", p.Head.Hash)), nil
}

func verifyReceipt(book *text.Book, seal string, trusted evidence.Fingerprint) ([]string, error) {
	seal = strings.TrimSpace(seal)
	r, err := evidence.VerifyReceipt(seal, trusted)
	if err != nil {
		return nil, err
	}
	number := book.T("receipt.original")
	if r.Copy > 0 {
		number = book.T("receipt.copy", "n", r.Copy)
	}
	lines := append([]string{book.T("verify.receipt")}, purchaseLines(book, r.Purchase, r.Status, r.Paid, r.Credited, r.Currency, r.Version)...)
	return append(lines, book.T("verify.sealed", "copy", number, "at", r.At.Format("2006-01-02 15:04:05 UTC")),
		book.T("receipt.code")+": "+evidence.Code(seal)), nil
}

// purchaseLines are what is said of a purchase.
func purchaseLines(book *text.Book, id string, status purchase.Status, paid, credited int64, currency string, version int64) []string {
	lang := string(book.Lang())
	return []string{
		book.T("receipt.id") + ": " + id + " · " + book.T("evidence.version", "n", version),
		book.T("verify.state", "status", purchases.StatusWords(book, status)),
		book.T("verify.amounts", "paid", money.Format(paid, currency, lang), "credited", money.Format(credited, currency, lang)),
	}
}

// readAtMost reads a file that is no longer than it may be; one byte more shows
// that it is.
func readAtMost(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	defer f.Close()
	file, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	return file, nil
}

// hubKeyCommand prints what others need to check what a hub signs.
func hubKeyCommand() *cobra.Command {
	var database, dataDir string
	c := &cobra.Command{
		Use:   "key",
		Short: "Prints the fingerprint of the key that the hub signs receipts and packs of evidence with",
		Long: "Only reads, so the hub may go on working. The key is made when a hub first opens its database, is shared by all of\n" +
			"its agencies and is in its backups.",
		Example: "  trastienda hub key --database sqlite:hub.db\n  trastienda hub key --data-dir ~/trastienda-demo",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if dataDir != "" {
				database = "sqlite:" + folderFiles{dataDir}.hub()
			}
			return tellHubKey(c.Context(), database, c.OutOrStdout())
		},
	}
	c.Flags().StringVar(&database, "database", "", "sqlite:FILE or postgres://…")
	c.Flags().StringVar(&dataDir, "data-dir", "", "data folder of a desktop: the key of its embedded hub")
	c.MarkFlagsOneRequired("database", "data-dir")
	c.MarkFlagsMutuallyExclusive("database", "data-dir")
	return c
}

func tellHubKey(ctx context.Context, database string, out io.Writer) error {
	key, err := store.ReadKey(ctx, database)
	switch {
	case errors.Is(err, store.ErrAddress):
		return &usageError{err}
	case errors.Is(err, store.ErrNoKey):
		return errors.New("this database holds no hub, or one that was never opened by this version of the program")
	case err != nil:
		return fmt.Errorf("read the hub's key: %w", err)
	}
	_, err = fmt.Fprintln(out, key.Fingerprint)
	return err
}
