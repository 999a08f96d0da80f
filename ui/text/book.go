// Package text holds the words of the screens in the three languages of the
// program, and writes amounts, numbers and times the way each of them does.
package text

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"strings"
	"sync"
	"time"

	"trastienda/assets"
)

// Lang is a language of the program, as a BCP 47 tag.
type Lang string

// The languages of the program.
const (
	ES Lang = "es-AR"
	PT Lang = "pt-BR"
	EN Lang = "en"
)

// Langs lists the languages in the order they are offered.
func Langs() []Lang { return []Lang{ES, PT, EN} }

// Book answers every text of the screens in the language chosen. Reading is
// safe from any goroutine; Set and OnChange belong to the UI goroutine.
type Book struct {
	mu      sync.RWMutex
	lang    Lang
	zone    *time.Location
	words   map[Lang]map[string]string
	missing map[string]bool

	listeners map[int]func()
	order     []int
	next      int
}

// NewBook opens the book in language l. Times are shown in the zone of the
// computer until SetZone.
func NewBook(l Lang) (*Book, error) {
	words, err := read(assets.Languages(), l)
	if err != nil {
		return nil, err
	}
	if len(words) == 0 {
		return nil, fmt.Errorf("open texts: no language %q", l)
	}
	b := &Book{lang: l, zone: time.Local, words: map[Lang]map[string]string{l: words}, missing: map[string]bool{}, listeners: map[int]func(){}}
	return b, b.tellToolkit()
}

// read reads every <area>.<lang>.json of the folder into one table.
func read(dir fs.FS, l Lang) (map[string]string, error) {
	words := map[string]string{}
	names, err := fs.Glob(dir, "*."+string(l)+".json")
	if err != nil {
		return nil, fmt.Errorf("list texts: %w", err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, fmt.Errorf("read texts %s: %w", name, err)
		}
		// An area's keys are its own: no other file has them.
		if err := json.Unmarshal(data, &words); err != nil {
			return nil, fmt.Errorf("read texts %s: %w", path.Base(name), err)
		}
	}
	return words, nil
}

// known tells whether the book has language l, and reads it if it was not read
// yet: the start reads no language but its own.
func (b *Book) known(l Lang) bool {
	b.mu.RLock()
	words := b.words[l]
	b.mu.RUnlock()
	if words != nil {
		return true
	}
	words, err := read(assets.Languages(), l)
	if err != nil {
		slog.Error("read a language", "lang", string(l), "error", err)
		return false
	}
	if len(words) == 0 {
		return false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.words[l] = words
	return true
}

// Lang returns the language the book is open in.
func (b *Book) Lang() Lang {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.lang
}

// Set changes the language and calls the listeners in the order they were
// added. A language the book does not have changes nothing.
func (b *Book) Set(l Lang) {
	if l == b.Lang() || !b.known(l) {
		return
	}
	b.mu.Lock()
	b.lang = l
	b.mu.Unlock()
	if err := b.tellToolkit(); err != nil {
		slog.Warn("translate built-in words", "error", err)
	}
	// A copy, because a listener may remove itself while it runs.
	for _, id := range append([]int(nil), b.order...) {
		if f := b.listeners[id]; f != nil {
			f()
		}
	}
}

// OnChange has f called after the language changed, until remove is called.
func (b *Book) OnChange(f func()) (remove func()) {
	id := b.next
	b.next++
	b.listeners[id] = f
	b.order = append(b.order, id)
	return func() {
		delete(b.listeners, id)
		for i, have := range b.order {
			if have == id {
				b.order = append(b.order[:i], b.order[i+1:]...)
				return
			}
		}
	}
}

// Has tells whether key is in the catalogue of the current language.
func (b *Book) Has(key string) bool {
	_, ok := b.lookup(key)
	return ok
}

// T returns the text of key with its {name} places filled from args, which
// are pairs of name and value: T("purchases.selected", "n", 2). An int is
// written grouped as the language does.
func (b *Book) T(key string, args ...any) string {
	s, ok := b.lookup(key)
	if !ok {
		return b.lacks(key)
	}
	return b.fill(s, args)
}

// N returns the text of key+".one" for exactly 1 and of key+".other" for the
// rest, with {n} filled by n. Portuguese may count 0 as one, but a singular
// often writes its "1" as a word, and then 0 would be told as 1.
func (b *Book) N(key string, n int, args ...any) string {
	form := ".other"
	if n == 1 {
		form = ".one"
	}
	return b.T(key+form, append([]any{"n", n}, args...)...)
}

func (b *Book) lookup(key string) (string, bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	s, ok := b.words[b.lang][key]
	return s, ok
}

// lacks marks a missing text on the screen and logs it once: an empty label
// would hide the mistake.
func (b *Book) lacks(key string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.missing[key] {
		b.missing[key] = true
		slog.Error("text missing", "key", key, "lang", string(b.lang))
	}
	return "⟦" + key + "⟧"
}

func (b *Book) fill(s string, args []any) string {
	if !strings.Contains(s, "{") {
		return s
	}
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		value := args[i+1]
		if n, ok := value.(int); ok {
			value = b.Number(n)
		}
		pairs = append(pairs, fmt.Sprintf("{%v}", args[i]), fmt.Sprint(value))
	}
	return strings.NewReplacer(pairs...).Replace(s)
}
