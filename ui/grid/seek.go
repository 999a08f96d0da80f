package grid

import (
	"context"
	"time"
	"unicode"
)

// seekPause is how long after a letter the next one still belongs to it.
const seekPause = time.Second

// Seeker is a Source that finds a row by what is typed. It is called off the
// UI goroutine.
type Seeker interface {
	// Seek gives the place of the first row, in the order of the list, whose
	// text in a column begins with prefix; case and accents do not count.
	Seek(ctx context.Context, column, prefix string) (index int, found bool, err error)
}

// typed is what was typed to jump to a row.
type typed struct {
	prefix string
	at     time.Time
	token  int // outdates answers
}

// TypedRune jumps to the first row that begins, in the column the list is
// ordered by, with the letters typed within a second of each other.
func (g *Grid) TypedRune(r rune) {
	seeker, ok := g.load.src.(Seeker)
	if !ok || len(g.sort) == 0 {
		return
	}
	now := g.clock.Now()
	if now.Sub(g.typed.at) > seekPause {
		g.typed.prefix = ""
	}
	letter := unicode.IsLetter(r) || unicode.IsDigit(r)
	// Punctuation belongs to a date or an amount but begins nothing; a blank
	// chooses the row.
	if !letter && (g.typed.prefix == "" || !unicode.IsGraphic(r) || unicode.IsSpace(r)) {
		return
	}
	g.typed.prefix, g.typed.at = g.typed.prefix+string(r), now
	g.seek(seeker)
}

// seek asks for the row; what comes after another letter, a move or another
// order is thrown away.
func (g *Grid) seek(seeker Seeker) {
	g.typed.token++
	token, gen, rev, ctx := g.typed.token, g.load.gen, g.load.rev, g.load.ctx
	column, prefix := g.sort[0].Field, g.typed.prefix
	go func() {
		i, found, err := seeker.Seek(ctx, column, prefix)
		g.do(func() {
			switch {
			case token != g.typed.token || gen != g.load.gen:
			case err != nil:
				g.load.report(err)
			case rev != g.load.rev: // rows came or went: the place is another one
				g.seek(seeker)
			case found && i >= 0 && i < g.load.total():
				g.goTo(i, 0)
			}
		})
	}()
}

// endTyping begins a new word: the user went elsewhere.
func (g *Grid) endTyping() {
	g.typed.prefix = ""
	g.typed.token++
}
