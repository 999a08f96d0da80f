package settings

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"trastienda/ui/form"
)

// outsidePart is where the outside systems of the embedded hub are. What is
// typed counts only once it is saved: the hub is opened anew with it.
type outsidePart struct {
	page   *Page
	now    Outside // as typed
	typed  bool
	saving bool
	last   said
	at     *section
	tests  map[SystemID]*tested
	keep   *form.Button
}

// tested is how the last test of a system went.
type tested struct {
	running bool
	found   Finding // "" for none yet
	line    *form.Words
}

func newOutsidePart(p *Page) *outsidePart {
	o := &outsidePart{page: p, tests: map[SystemID]*tested{}}
	for _, id := range Systems() {
		o.now.Systems = append(o.now.Systems, System{ID: id})
		o.tests[id] = &tested{}
	}
	return o
}

func (o *outsidePart) build() *section {
	p, b := o.page, o.page.Book
	var rows []fyne.CanvasObject
	for i := range o.now.Systems {
		rows = append(rows, o.system(&o.now.Systems[i])...)
	}
	rows = append(rows, p.secret("settings.walletsecret", "settings.walletsecret", o.kept(o.now.HasSecret), o.now.WalletSecret,
		func(s string) { o.now.WalletSecret, o.typed = s, true }))
	rows = append(rows, form.NewCheck(form.CheckParams{ID: "settings.simulate", Text: b.T("settings.simulate"), Checked: o.now.Simulate, Keys: p.keys,
		OnChange: func(on bool) { o.now.Simulate, o.typed = on, true }}))
	o.keep = p.button("settings.outside.save", "settings.save", form.Primary, o.save)
	o.at = newSection(p, "settings.outside", b.T("settings.outside"), b.T("settings.outside.about"), append(rows, beside(o.keep))...)
	o.last.on(o.at)
	return o.at
}

// system is the address and the secret of one system, with its test.
func (o *outsidePart) system(s *System) []fyne.CanvasObject {
	p, b, id := o.page, o.page.Book, string(s.ID)
	_, address := p.field("settings."+id+".url", "settings.system."+id, b.T("settings.url.hint"), s.URL, func(v string) { s.URL, o.typed = v, true })
	token := p.secret("settings."+id+".token", "settings.token", o.kept(s.HasToken), s.Token, func(v string) { s.Token, o.typed = v, true })
	t := o.tests[s.ID]
	t.line = form.NewWords("")
	t.line.ID = "settings." + id + ".found"
	o.show(t)
	return []fyne.CanvasObject{p.pair(address, token), beside(p.button("settings."+id+".test", "settings.test", form.Plain, func() { o.try(*s) })), t.line}
}

// kept is the hint of a secret's field: a kept one is never shown.
func (o *outsidePart) kept(has bool) string {
	if has {
		return o.page.Book.T("settings.secret.kept")
	}
	return o.page.Book.T("settings.secret.none")
}

func (o *outsidePart) load() {
	if o.typed || o.saving {
		return
	}
	run(o.page, o.page.Backend.Outside, func(now Outside, err error) {
		switch {
		case err != nil:
			o.tell(func() string { return o.page.Explain(err) }, true)
		case !o.typed && !o.saving:
			o.now = now
			o.page.build()
			o.page.changed()
		}
	})
}

// try asks the address that is typed, saved or not.
func (o *outsidePart) try(s System) {
	t := o.tests[s.ID]
	if t.running {
		return
	}
	t.running, t.found = true, ""
	o.show(t)
	o.page.changed()
	run(o.page, func(ctx context.Context) (Finding, error) { return o.page.Backend.TestSystem(ctx, s) }, func(f Finding, err error) {
		t.running, t.found = false, f
		if err != nil {
			o.page.Log.Warn("test an outside system", "system", s.ID, "error", err)
			t.found = FoundTrouble
		}
		o.show(t)
		o.page.changed()
	})
}

// show writes what a test found.
func (o *outsidePart) show(t *tested) {
	b := o.page.Book
	words := ""
	switch {
	case t.running:
		words = b.T("settings.testing")
	case t.found != "":
		words = b.T("settings.found." + string(t.found))
	}
	t.line.Color = lineColor(t.found != "" && !t.found.Good())
	t.line.Hidden = words == ""
	t.line.SetText(words)
}

func (o *outsidePart) save() {
	if o.saving {
		return
	}
	if o.page.Held() {
		o.tell(func() string { return o.page.Book.T("settings.outside.busy") }, true)
		return
	}
	o.saving = true
	o.keep.SetEnabled(false, o.page.Book.T("settings.saving"))
	o.tell(func() string { return o.page.Book.T("settings.saving") }, false)
	now := o.now
	now.Systems = append([]System(nil), o.now.Systems...)
	act(o.page, func(ctx context.Context) error { return o.page.Backend.SaveOutside(ctx, now) }, func(err error) {
		o.saving = false
		o.keep.SetEnabled(true, "")
		var unsettled *Unsettled
		switch {
		case errors.As(err, &unsettled):
			o.tell(func() string { return o.page.Book.N("settings.outside.unsettled", unsettled.N) }, true)
		case errors.Is(err, ErrMixed):
			o.tell(func() string { return o.page.Book.T("settings.outside.mixed") }, true)
		case errors.Is(err, ErrSecret):
			o.tell(func() string { return o.page.Book.T("settings.walletsecret.wrong") }, true)
		case errors.Is(err, ErrNoKeychain):
			o.tell(func() string { return o.page.Book.T("settings.nokeychain") }, true)
		case err != nil:
			o.tell(func() string { return o.page.Explain(err) }, true)
		default:
			o.typed = false
			o.tell(func() string { return o.page.Book.T("settings.saved") }, false)
			o.load()
		}
	})
}

func (o *outsidePart) tell(words func() string, wrong bool) {
	o.last = said{words, wrong}
	o.at.say(words(), wrong)
}

func (o *outsidePart) busy() bool { return o.saving }
