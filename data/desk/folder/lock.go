// Package folder guards the data folder: one program works in it at a time,
// and a second start raises the first one's window.
package folder

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/gofrs/flock"
)

// The files that guard a folder. The lock is a file of its own because on
// Windows nobody else can read a locked one.
const (
	lockName = "trastienda.lock"
	cardName = "trastienda.instance"
)

// ErrHeld tells that another program works in the folder. PID and Who are
// zero when it has not said so yet.
type ErrHeld struct {
	Dir string
	PID int
	Who string // "desktop", "sample", "report", …
}

func (e ErrHeld) Error() string {
	return fmt.Sprintf("folder: %s is held by process %d (%s)", e.Dir, e.PID, e.Who)
}

// ErrNotWritable tells that nothing can be written in the folder; Err says
// why.
type ErrNotWritable struct {
	Dir string
	Err error
}

func (e ErrNotWritable) Error() string {
	return "folder: " + e.Dir + " cannot be written: " + e.Err.Error()
}

// Unwrap gives the system's error.
func (e ErrNotWritable) Unwrap() error { return e.Err }

// ErrDiskFull tells that the disk has no room for the smallest file.
var ErrDiskFull = errors.New("folder: the disk is full")

// card is what the holder says of itself.
type card struct {
	PID     int    `json:"pid"`
	Who     string `json:"who"`
	Network string `json:"network"`
	Address string `json:"address"`
	Secret  string `json:"secret"`
}

// Guard is a held folder.
type Guard struct {
	dir   string
	lock  *flock.Flock
	bell  *bell
	mu    sync.Mutex
	raise func()
}

// Lock makes the folder if need be and takes it for this process; who names
// the program for others. Errors: ErrHeld, ErrNotWritable, ErrDiskFull.
func Lock(dir, who string) (*Guard, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, ErrNotWritable{dir, err}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, writing(dir, err)
	}
	lock := flock.New(filepath.Join(dir, lockName), flock.SetFlag(os.O_CREATE|os.O_RDWR))
	held, err := lock.TryLock()
	if err != nil {
		return nil, writing(dir, err)
	}
	if !held {
		c, _ := readCard(dir) // the holder may not have written it yet
		return nil, ErrHeld{Dir: dir, PID: c.PID, Who: c.Who}
	}
	g := &Guard{dir: dir, lock: lock}
	if err := g.announce(who); err != nil {
		g.Close()
		return nil, writing(dir, err)
	}
	return g, nil
}

// announce writes the card. Without a bell (no socket may be opened) the
// folder is guarded all the same; only raising does not work.
func (g *Guard) announce(who string) error {
	c := card{PID: os.Getpid(), Who: who}
	if b, err := listen(g.dir, g.rung); err == nil {
		g.bell = b
		c.Network, c.Address, c.Secret = b.network, b.address, b.secret
	}
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	path := filepath.Join(g.dir, cardName)
	if err := os.WriteFile(path+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// OnRaise sets what happens when a second start asks for the window. It runs
// on a goroutine of its own.
func (g *Guard) OnRaise(f func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.raise = f
}

// rung answers whether somebody listens to the bell.
func (g *Guard) rung() bool {
	g.mu.Lock()
	f := g.raise
	g.mu.Unlock()
	if f != nil {
		go f()
	}
	return f != nil
}

// Dir is the folder's absolute path.
func (g *Guard) Dir() string { return g.dir }

// Close lets the folder go.
func (g *Guard) Close() error {
	if g.bell != nil {
		g.bell.close()
	}
	os.Remove(filepath.Join(g.dir, cardName)) // a stale card does no harm
	return g.lock.Unlock()
}

func readCard(dir string) (card, error) {
	var c card
	text, err := os.ReadFile(filepath.Join(dir, cardName))
	if err == nil {
		err = json.Unmarshal(text, &c)
	}
	return c, err
}

func writing(dir string, err error) error {
	if errors.Is(err, syscall.ENOSPC) {
		return fmt.Errorf("%w: %w", ErrDiskFull, err)
	}
	return ErrNotWritable{dir, err}
}
