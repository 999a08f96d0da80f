// Package receipt is the dialog that sends words of a receipt to somebody outside.
package receipt

import (
	"net/url"
	"strings"

	"fyne.io/fyne/v2"

	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// Share is what may be sent. All of it is needed.
type Share struct {
	Window  fyne.Window
	Book    *text.Book
	Message string // see reports.Receipt.Message
	Path    string // of the PDF
	// Open has the system open an address, beside the window, and tells whether
	// it could on the UI goroutine.
	Open   func(address *url.URL, done func(error))
	Folder func(path string) // shows a folder
	Copy   func(string)
	// ViewChanged tells that the window shows something else now.
	ViewChanged func()
}

// Show opens the dialog. Nothing leaves the program before a person chose where to,
// and then it is their own mail or messenger that sends it.
func Show(s Share) *dialog.Dialog {
	b := s.Book
	words := form.NewWords(s.Message)
	words.ID = "receipt.share.message"
	told := dialog.Note("")
	told.ID = "receipt.share.told"
	tell := func(key string) {
		told.SetText(b.T(key))
		s.ViewChanged()
	}
	var d *dialog.Dialog
	send := func(address *url.URL) func() {
		return func() {
			s.Open(address, func(err error) {
				if err != nil && !d.Hidden() {
					tell("receipt.share.noopen")
					d.Fit()
				}
			})
		}
	}
	file := dialog.Note(b.T("receipt.share.file", "file", s.Path))
	file.ID = "receipt.share.file"
	d = dialog.Show(dialog.Params{ID: "receipt.share", Window: s.Window, Title: b.T("receipt.share.title"), Icon: look.Icon("send"),
		Content: dialog.Stack(dialog.Note(b.T("receipt.share.text")), words, file, told), Wide: true,
		Buttons: []dialog.Button{
			{ID: "folder", Text: b.T("receipt.share.folder"), Icon: look.Icon("folder_open"), KeepOpen: true, Run: func() { s.Folder(s.Path) }},
			{ID: "copy", Text: b.T("receipt.share.copy"), Icon: look.Icon("content_copy"), KeepOpen: true, Run: func() {
				s.Copy(s.Message)
				tell("receipt.share.copied")
				d.Fit()
			}},
			{ID: "mail", Text: b.T("receipt.share.mail"), Icon: look.Icon("mail"), KeepOpen: true, Run: send(mailTo(b.T("receipt.title"), s.Message))},
			{ID: "whatsapp", Text: b.T("receipt.share.whatsapp"), Icon: look.Icon("send"), KeepOpen: true, Run: send(whatsApp(s.Message))},
			{ID: "close", Text: b.T("receipt.share.close"), Kind: dialog.Primary},
		},
		Cancel: 4, Default: 4, Focus: 4, CtrlEnter: dialog.None, OnHide: s.ViewChanged})
	s.ViewChanged()
	return d
}

// mailTo writes a mail without a receiver (RFC 6068: lines end in CRLF, and a plus
// is a plus).
func mailTo(subject, body string) *url.URL {
	return &url.URL{Scheme: "mailto", Opaque: "?subject=" + quoted(subject) + "&body=" + quoted(strings.ReplaceAll(body, "\n", "\r\n"))}
}

// whatsApp lets the person choose the receiver.
func whatsApp(message string) *url.URL {
	return &url.URL{Scheme: "https", Host: "wa.me", Path: "/", RawQuery: "text=" + quoted(message)}
}

func quoted(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
