package shell

import (
	"context"

	"fyne.io/fyne/v2"

	"trastienda/ui/command"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
)

// passwordCommand changes the own password. The people of the sample have none
// that anybody knows.
func (s *Shell) passwordCommand() command.Command {
	return command.Command{ID: "shell.password.change", Title: s.title("shell.password.change"), Icon: look.Icon("key"), Menu: command.File,
		Enabled: func() (bool, string) { return s.frame != nil && !s.seen.Sample, "" },
		Run:     func() { newPasswordChange(s).open() }}
}

// passwordChange is the dialog with the present and the new password.
type passwordChange struct {
	sheet
	current, password, again *input
	d                        *dialog.Dialog
}

func newPasswordChange(s *Shell) *passwordChange {
	p := &passwordChange{sheet: newSheet(s)}
	p.current = p.addSecret("password.current", "shell.password.current", checkFilled)
	p.password, p.again = p.newPasswordFields("password.new")
	return p
}

func (p *passwordChange) open() {
	s, b := p.s, p.s.p.Book
	content := s.blocks(s.note("password.about", b.T("shell.password.about")), p.current.make(), p.password.make(), p.again.make(), p.newLine())
	p.d = s.dialog(dialog.Params{
		ID: "shell.password", Title: b.T("shell.password.title"), Icon: look.Icon("key"),
		Content: &fyne.Container{Layout: inset{s, 0.5, 0}, Objects: []fyne.CanvasObject{content}}, // room for the rings
		Buttons: []dialog.Button{
			{ID: "cancel", Text: b.T("shell.cancel")},
			{ID: "do", Text: b.T("shell.password.do"), Kind: dialog.Primary, KeepOpen: true, Run: p.send},
		},
		Cancel: 0, Default: 1, Focus: dialog.None, CtrlEnter: dialog.None,
		OnHide: func() { p.stop() },
	})
	s.win.Canvas().Focus(p.current.field)
}

func (p *passwordChange) send() {
	s := p.s
	if !p.allRight() {
		p.d.Fit()
		return
	}
	current, fresh := p.current.value, p.password.value
	p.d.Enable("do", false, "")
	p.tell("shell.password.working")
	p.d.Fit()
	p.job.start(func(ctx context.Context) error {
		return s.p.Backend.ChangePassword(ctx, current, fresh)
	}, func(err error) {
		if err == nil {
			p.d.Hide()
			done := form.NewWords(s.p.Book.T("shell.password.done"))
			done.ID = "password.done"
			s.inform("shell.password.changed", s.p.Book.T("shell.password.title"), done)
			return
		}
		p.d.Enable("do", true, "")
		p.fail(err)
		p.d.Fit()
	})
}
