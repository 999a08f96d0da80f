package diagnosis

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"
)

// crashesKept is how many reports of crashes stay in the folder.
const crashesKept = 10

// Names of reports: a new one has not been told to anybody yet.
const (
	fresh = ".new"
	told  = ".txt"
)

// Crashes writes down why the program ended. A panic that somebody recovers is
// handed to Record; everything else that ends the program (a panic of any
// other goroutine, a fault in C code) the Go runtime writes to a file by
// itself, and the next start masks it and makes a report of it.
type Crashes struct {
	dir   string // of the reports
	about string // first line of every report of this run
	mu    sync.Mutex
	fatal *os.File // what the runtime writes to
}

// OpenCrashes prepares the folder of crashes inside a data folder and makes a
// report of what the runtime wrote in the run before. version is the
// program's. Only the process that holds the data folder may call it.
func OpenCrashes(dataDir, version string) (*Crashes, error) {
	c := &Crashes{dir: filepath.Join(dataDir, "crash")}
	c.about = fmt.Sprintf("Trastienda %s, %s, %s/%s, process %d, started %s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH,
		os.Getpid(), time.Now().UTC().Format(time.RFC3339))
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of crashes: %w", err)
	}
	if err := c.collect(); err != nil {
		return nil, err
	}
	if err := c.arm(); err != nil {
		return nil, err
	}
	return c, nil
}

func (c *Crashes) fatalPath() string { return filepath.Join(c.dir, "fatal") }

// collect makes a report of what the runtime wrote after the first line, which
// is there from the start of that run.
func (c *Crashes) collect() error {
	text, err := os.ReadFile(c.fatalPath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the last crash: %w", err)
	}
	if _, rest, _ := bytes.Cut(text, []byte("\n")); len(bytes.TrimSpace(rest)) > 0 {
		at := time.Now()
		if info, err := os.Stat(c.fatalPath()); err == nil {
			at = info.ModTime()
		}
		if err := c.report(at, string(text)); err != nil {
			return err
		}
	}
	if err := os.Remove(c.fatalPath()); err != nil {
		return fmt.Errorf("remove the last crash: %w", err)
	}
	return nil
}

// arm gives the runtime its file.
func (c *Crashes) arm() error {
	file, err := os.OpenFile(c.fatalPath(), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open the file for crashes: %w", err)
	}
	if _, err := file.WriteString(c.about); err != nil {
		return errors.Join(fmt.Errorf("write the file for crashes: %w", err), file.Close())
	}
	if err := debug.SetCrashOutput(file, debug.CrashOptions{}); err != nil {
		return errors.Join(fmt.Errorf("set the file for crashes: %w", err), file.Close())
	}
	c.fatal = file
	return nil
}

// Record writes down a panic that was recovered. Any goroutine may call it;
// the program should end afterwards, and the runtime then writes nothing more.
func (c *Crashes) Record(value any, stack []byte) error {
	err := c.report(time.Now(), fmt.Sprintf("%spanic: %v\n\n%s", c.about, value, stack))
	return errors.Join(err, c.disarm())
}

// report writes a masked report under a name that is not taken.
func (c *Crashes) report(at time.Time, text string) error {
	base := filepath.Join(c.dir, at.UTC().Format("20060102T150405.000"))
	for i := 0; ; i++ {
		file, err := os.OpenFile(fmt.Sprintf("%s-%d%s", base, i, fresh), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("write a report of a crash: %w", err)
		}
		_, err = file.WriteString(Mask(text))
		return errors.Join(err, file.Sync(), file.Close())
	}
}

// Take tells when the newest crash happened that was not told yet; found is
// false without one. From then on all count as told: a dialog that itself
// crashes must not come back for ever.
func (c *Crashes) Take() (at time.Time, found bool, err error) {
	names, err := c.names(fresh)
	if err != nil || len(names) == 0 {
		return time.Time{}, false, err
	}
	last := names[len(names)-1]
	stamp, _, _ := strings.Cut(last, "-")
	at, err = time.Parse("20060102T150405.000", stamp)
	for _, name := range names {
		old := filepath.Join(c.dir, name)
		err = errors.Join(err, os.Rename(old, strings.TrimSuffix(old, fresh)+told))
	}
	return at, true, errors.Join(err, c.prune())
}

// prune removes the oldest reports.
func (c *Crashes) prune() error {
	names, err := c.names(told)
	for len(names) > crashesKept {
		err = errors.Join(err, os.Remove(filepath.Join(c.dir, names[0])))
		names = names[1:]
	}
	return err
}

// names lists the reports with an ending, the oldest first.
func (c *Crashes) names(ending string) ([]string, error) {
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return nil, fmt.Errorf("list the crashes: %w", err)
	}
	var names []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ending) {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

// disarm takes the file away from the runtime.
func (c *Crashes) disarm() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fatal == nil {
		return nil
	}
	file := c.fatal
	c.fatal = nil
	return errors.Join(debug.SetCrashOutput(nil, debug.CrashOptions{}), file.Close(), os.Remove(c.fatalPath()))
}

// Close ends the watch: the program ends as it should.
func (c *Crashes) Close() error { return c.disarm() }
