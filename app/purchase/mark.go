package purchase

import (
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Mark is what people tell each other about a purchase: a note, and who takes
// care of it ("Lo tengo yo"). It is a record of its own, so that writing a note
// never makes the purchase another version. Instants are UTC; NoteBy is the
// name of whoever wrote the note. A mark of version 0 was never made.
type Mark struct {
	PurchaseID string     `json:"purchase_id"`
	Note       string     `json:"note"`
	NoteBy     string     `json:"note_by"`
	NoteAt     *time.Time `json:"note_at"`
	Holder     *Holder    `json:"holder"`
	HeldAt     *time.Time `json:"held_at"`
	Version    int64      `json:"version"`
}

// Holder is the person who takes care of a purchase.
type Holder struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// MaxNote is how many characters a note may have.
const MaxNote = 500

// The reasons why a note is refused.
var (
	ErrNoteTooLong = errors.New("purchase: the note is too long")
	ErrNoteControl = errors.New("purchase: the note has control characters")
)

// CleanNote is a note as it is stored: without blanks at its ends and with
// plain line ends. Errors: ErrNoteTooLong, ErrNoteControl (also for what is no
// text at all).
func CleanNote(note string) (string, error) {
	note = strings.TrimSpace(strings.ReplaceAll(note, "\r\n", "\n"))
	if !utf8.ValidString(note) || strings.ContainsFunc(note, func(c rune) bool { return unicode.IsControl(c) && c != '\n' }) {
		return "", ErrNoteControl
	}
	if utf8.RuneCountInString(note) > MaxNote {
		return "", ErrNoteTooLong
	}
	return note, nil
}

// Set is the mark after by wrote note (a clean one) and took the purchase or
// let it go. Taking it from somebody else is allowed; letting it go is for whoever
// has it, so a note of somebody else leaves it where it is. A note that stays as it
// is keeps its writer, who takes what is theirs already has it since then, and
// a mark in which nothing changes keeps its version.
func (m Mark) Set(note string, hold bool, by Holder, at time.Time) Mark {
	at = at.UTC().Truncate(time.Millisecond)
	next := m
	if note != m.Note {
		next.Note, next.NoteBy, next.NoteAt = note, by.Name, &at
	}
	if note == "" {
		next.NoteBy, next.NoteAt = "", nil
	}
	switch {
	case !hold && m.Holder != nil && m.Holder.ID != by.ID:
	case !hold:
		next.Holder, next.HeldAt = nil, nil
	case m.Holder == nil || m.Holder.ID != by.ID:
		next.Holder, next.HeldAt = &by, &at
	}
	if note != m.Note || (m.Holder == nil) != (next.Holder == nil) || next.HeldAt != m.HeldAt {
		next.Version++
	}
	return next
}
