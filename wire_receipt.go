package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"trastienda/app/evidence"
	"trastienda/data/desk"
	"trastienda/data/desk/document"
	"trastienda/reports"
	"trastienda/ui/look"
	"trastienda/ui/printing"
	"trastienda/ui/purchases"
	"trastienda/ui/receipt"
	"trastienda/ui/shell"
	"trastienda/ui/text"
)

// given is a receipt that was written.
type given struct {
	receipt reports.Receipt
	head    reports.Head
	path    string
}

// giveReceipt writes the receipt of a purchase into the user's folder, beside the
// window, and says where it is. The purchase is left as it is. UI goroutine.
func giveReceipt(s *shell.Shell, b *backend, wish purchases.Receipt) {
	// A book of its own: the language of a document does not change half-way.
	book, err := text.NewBook(s.Book().Lang())
	if err != nil {
		b.log.Error("give a receipt", "error", err)
		return
	}
	book.SetZone(s.Book().Zone())
	ctx, cancel := context.WithCancel(context.Background())
	task := s.StartTask(func() string { return s.Book().T("receipt.working") }, cancel)
	go func() {
		g, err := receiptFile(ctx, b, book, wish)
		stopped := ctx.Err() != nil
		cancel()
		task.Done()
		if err == nil {
			b.noteMade(context.Background(), book.T("receipt.title"), 0, []string{g.path})
		}
		s.Do(func() {
			switch {
			case err == nil && wish.Share && s.Session().Agency != "":
				shareReceipt(s, book, g)
			case err == nil:
				s.Toast(shell.Toast{ID: "receipt", Text: book.T(doneKey(g.receipt), "file", g.path), Tone: look.ToneSuccess,
					Action: book.T("reports.export.open"), Do: func() { s.OpenFolder(g.path) },
					More: book.T("reporting.print"), DoMore: func() { printReceipt(s, b, wish.On, g.path) }})
			case !stopped:
				b.log.Warn("give a receipt", "purchase", wish.Purchase, "error", err)
				s.Toast(shell.Toast{ID: "receipt", Text: book.T("receipt.failed", "why", receiptWhy(book, b, err)), Tone: look.ToneError})
			}
		})
	}()
}

// printReceipt asks for a printer and prints a receipt. Rolls have a printer of their
// own that is remembered. UI goroutine.
func printReceipt(s *shell.Shell, b *backend, on reports.ReceiptPaper, path string) {
	last := printing.Pages
	if on == reports.ReceiptRoll {
		last = printing.Rolls
	}
	c := printing.Chooser{Backend: reportingBackend{purchaseBackend{b}}, Book: s.Book(), Window: s.Window(), Last: last, Ctx: context.Background(), Do: s.Do,
		Toast: func(words string, failed bool) { printToast(s, words, failed) }, ViewChanged: s.ViewChanged, Log: b.log}
	c.Choose(func(printer string) { c.Print(printer, path) }, func() { s.OpenFolder(path) })
}

// doneKey says what was written: without a seal it is told at once, not only on
// the paper.
func doneKey(r reports.Receipt) string {
	if r.Seal == nil {
		return "receipt.done.unnumbered"
	}
	return "receipt.done"
}

func receiptWhy(book *text.Book, b *backend, err error) string {
	if errors.Is(pageError(err), purchases.ErrNotFound) {
		return book.T("receipt.gone")
	}
	return exportWhy(book, b, err)
}

// shareReceipt offers to send words of a receipt. UI goroutine.
func shareReceipt(s *shell.Shell, book *text.Book, g given) {
	receipt.Show(receipt.Share{Window: s.Window(), Book: book, Message: g.receipt.Message(g.head), Path: g.path, ViewChanged: s.ViewChanged,
		Folder: func(path string) { s.OpenFolder(filepath.Dir(path)) },
		Copy:   func(words string) { fyne.CurrentApp().Clipboard().SetContent(words) },
		Open: func(address *url.URL, done func(error)) {
			go func() { // the system's opener may take its time
				err := fyne.CurrentApp().OpenURL(address)
				s.Do(func() { done(err) })
			}()
		}})
}

// receiptFile reads what is known of a purchase, has its receipt numbered and
// writes it. The audit knows of it before there is a file: of a numbered one the
// hub writes it itself.
func receiptFile(ctx context.Context, b *backend, book *text.Book, wish purchases.Receipt) (given, error) {
	b.receipts.Lock()
	defer b.receipts.Unlock()
	folder, d, err := b.writing()
	if err != nil {
		return given{}, err
	}
	n, err := openNumbering(ctx, d, wish.Purchase, evidence.Paper(wish.On))
	if err != nil {
		return given{}, err
	}
	g, err := knownReceipt(ctx, b, d, book, n)
	if err != nil {
		return given{}, err
	}
	if g.receipt.Seal == nil {
		if err := d.TellExport(ctx, desk.ExportReceipt, string(wish.On), 1); err != nil {
			return given{}, err
		}
	}
	f, err := document.Create(folder, receiptName(book, g, wish.On))
	if err != nil {
		return given{}, err
	}
	g.path = f.Path()
	err = g.receipt.Write(g.head, wish.On, f)
	if err == nil && g.receipt.Seal != nil {
		err = n.about(ctx, g.path)
	}
	if err != nil {
		return given{}, errors.Join(err, f.Drop())
	}
	if err := f.Keep(); err != nil {
		return given{}, err
	}
	if g.receipt.Seal != nil {
		if err := n.done(ctx); err != nil {
			b.log.Warn("forget an unfinished receipt", "error", err) // its file is there: the next one sees it
		}
	}
	return g, nil
}

// knownReceipt is the receipt of what is known of a purchase, numbered if the hub
// can be asked.
func knownReceipt(ctx context.Context, b *backend, d *desk.Desk, book *text.Book, n *numbering) (given, error) {
	seen, sealed, err := n.seal(ctx)
	if err != nil {
		return given{}, err
	}
	closings, err := d.Closings(ctx, []string{n.purchase})
	if err != nil {
		return given{}, err
	}
	g := given{receipt: reports.Receipt{Purchase: seen.Purchase, Attempts: seen.Attempts, Asked: seen.AttemptsKnown, Closing: closings[n.purchase]},
		head: documentHead(ctx, b, d, book, b.clock.Now())}
	if seen.Cached {
		g.head.AsOf = d.State().LastSync
	}
	if seen.AttemptsOld { // the last ones are missing: none are shown as if they were all
		g.receipt.Attempts, g.receipt.Asked = nil, false
	}
	if sealed != nil {
		g.receipt.Seal = &reports.ReceiptSeal{Copy: sealed.Copy, At: sealed.At, Text: sealed.Seal, Code: sealed.Code}
	}
	return g, nil
}

// documentHead is what a document of the window says of its making.
func documentHead(ctx context.Context, b *backend, d *desk.Desk, book *text.Book, now time.Time) reports.Head {
	session, _ := d.Session() // without one whatever is read for the document fails
	head := reports.Head{Words: book, Lang: string(book.Lang()), Agency: session.Agency.Name, Made: now, Zone: book.Zone(), By: session.User.Name,
		Sample: b.placeNow().Kind == placeSample}
	if p, err := d.Agency(ctx); err == nil {
		head.Logo = p.Logo // only the hub has it: offline the document goes without
	}
	return head
}

// receiptName names the file by the number people know the purchase by.
func receiptName(book *text.Book, g given, on reports.ReceiptPaper) string {
	more := ""
	if seal := g.receipt.Seal; seal != nil && seal.Copy > 0 {
		more = " " + book.T("receipt.copy", "n", seal.Copy)
	}
	if on == reports.ReceiptRoll {
		more += " 80mm"
	}
	return fmt.Sprintf("%s %s%s %s.pdf", book.T("receipt.do"), fileWord(cmp.Or(g.receipt.Purchase.WalletTransfer, g.receipt.Purchase.ID)), more, g.head.Made.In(g.head.Zone).Format("2006-01-02 150405"))
}

// fileWord is a number of the outside systems as a part of a file's name.
func fileWord(number string) string {
	number = strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '-' {
			return r
		}
		return '_'
	}, number)
	return number[:min(len(number), 60)]
}
