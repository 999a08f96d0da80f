package receipt

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"trastienda/ui/command"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// empty is a page with nothing on it: a dialog needs a window alone.
type empty struct{ root fyne.CanvasObject }

func (e empty) Content() fyne.CanvasObject { return e.root }
func (empty) Commands() []command.Command  { return nil }
func (empty) Key(*fyne.KeyEvent) bool      { return false }
func (empty) Shown()                       {}
func (empty) Dispose()                     {}

func TestShareSendsTheWordsThatAreShown(t *testing.T) {
	b := uitest.New(t, "receipt", text.ES)
	b.Show(empty{container.NewStack()}, 900, 700)
	message := "Agencia & Cía.\nMonto pagado: $ 100,00 + 4 %\nPSR: 0001"
	var opened []*url.URL
	var fail error
	copied, folder := "", ""
	Show(Share{Window: b.Window(), Book: b.Book, Message: message, Path: "/docs/c.pdf", ViewChanged: func() {},
		Open:   func(address *url.URL, done func(error)) { opened = append(opened, address); done(fail) },
		Folder: func(path string) { folder = path }, Copy: func(s string) { copied = s }})
	if got := b.Says("receipt.share.message"); got != message {
		t.Errorf("the dialog shows %q", got)
	}
	if got := b.Says("receipt.share.file"); !strings.Contains(got, "/docs/c.pdf") {
		t.Errorf("of the file it says %q", got)
	}
	for _, id := range []string{"mail", "whatsapp", "copy", "folder"} {
		b.Tap("receipt.share." + id)
	}
	if len(opened) != 2 {
		t.Fatalf("opened %v", opened)
	}
	mail, err := url.Parse(opened[0].String())
	if err != nil || mail.Scheme != "mailto" || strings.Contains(opened[0].String(), "+") {
		t.Errorf("the mail is %s, %v", opened[0], err)
	}
	fields, err := url.ParseQuery(strings.TrimPrefix(mail.Opaque+"?"+mail.RawQuery, "?"))
	if err != nil || fields.Get("body") != strings.ReplaceAll(message, "\n", "\r\n") {
		t.Errorf("the body is %q, %v", fields.Get("body"), err)
	}
	if w := opened[1]; w.Host != "wa.me" || w.Query().Get("text") != message || w.Query().Get("phone") != "" {
		t.Errorf("WhatsApp is %s", w)
	}
	if copied != message || folder != "/docs/c.pdf" {
		t.Errorf("copied %q, opened the folder of %q", copied, folder)
	}
	fail = errors.New("no such program")
	b.Tap("receipt.share.whatsapp")
	if got := b.Says("receipt.share.told"); !strings.Contains(got, "Copiá el texto") {
		t.Errorf("when nothing opens it says %q", got)
	}
}
