package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// shotsVariable names a folder that gets a picture of every step of the
// journeys, for people who look at them.
const shotsVariable = "TRASTIENDA_SHOTS"

// keepEvidence saves the picture of a failure and says where.
func (w *window) keepEvidence(dataDir string) {
	dir, err := os.MkdirTemp("", "trastienda-window-")
	if err != nil {
		w.t.Log(err)
		return
	}
	w.picture(filepath.Join(dir, "screen.png"))
	for _, file := range []string{w.probe, folderFiles{dataDir}.log()} {
		if data, err := os.ReadFile(file); err == nil {
			_ = os.WriteFile(filepath.Join(dir, filepath.Base(file)), data, 0o600)
		}
	}
	w.t.Logf("the screen, the probe and the log at the failure are in %s", dir)
}

// shot keeps a picture of this step if somebody wants to look.
func (w *window) shot(name string) {
	dir := os.Getenv(shotsVariable)
	if dir == "" {
		return
	}
	w.shots++
	w.still()
	w.picture(filepath.Join(dir, strings.ReplaceAll(fmt.Sprintf("%s-%02d-%s.png", w.t.Name(), w.shots, name), "/", "-")))
}

// still waits until what is painted stays: the painting of a machine without a
// graphics card comes behind what the probe tells. A blinking cursor never
// rests, so the wait has an end.
func (w *window) still() {
	last := ""
	for range 6 {
		now, err := w.run("import", "-window", "root", "-depth", "8", "rgb:-")
		if err != nil || now == last {
			return
		}
		last = now
	}
}
