package folder

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// holdEnv makes the test binary a second process that holds a folder.
const holdEnv = "FOLDER_TEST_HOLD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(holdEnv); dir != "" {
		hold(dir)
	}
	os.Exit(m.Run())
}

// hold takes the folder, says so, writes a file when its bell rings, and goes
// when its input ends.
func hold(dir string) {
	g, err := Lock(dir, "desktop")
	if err != nil {
		os.Exit(3)
	}
	g.OnRaise(func() { os.WriteFile(filepath.Join(dir, "raised"), nil, 0o600) })
	os.Stdout.WriteString("held\n")
	os.Stdin.Read(make([]byte, 1))
	g.Close()
	os.Exit(0)
}

func TestASecondProcessRaisesTheFirst(t *testing.T) {
	for name, dir := range map[string]string{
		"socket": t.TempDir(), "long name": filepath.Join(t.TempDir(), strings.Repeat("carpeta-de-datos-", 8)),
	} {
		t.Run(name, func(t *testing.T) {
			c := exec.Command(os.Args[0])
			c.Env = append(os.Environ(), holdEnv+"="+dir)
			in, _ := c.StdinPipe()
			out, _ := c.StdoutPipe()
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			line := make([]byte, 5)
			if _, err := out.Read(line); err != nil || string(line) != "held\n" {
				t.Fatalf("the other process said %q, %v", line, err)
			}
			_, err := Lock(dir, "sample")
			var held ErrHeld
			if !errors.As(err, &held) || held.PID != c.Process.Pid || held.Who != "desktop" {
				t.Fatalf("got %v", err)
			}
			if err := Raise(dir); err != nil {
				t.Fatal(err)
			}
			waitFor(t, func() bool { _, err := os.Stat(filepath.Join(dir, "raised")); return err == nil })
			in.Close()
			if err := c.Wait(); err != nil {
				t.Fatal(err)
			}
			g, err := Lock(dir, "sample")
			if err != nil {
				t.Fatalf("after it went: %v", err)
			}
			g.Close()
		})
	}
}

func TestAKilledHolderLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), holdEnv+"="+dir)
	stdin, _ := c.StdinPipe()
	defer stdin.Close()
	out, _ := c.StdoutPipe()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	out.Read(make([]byte, 5))
	c.Process.Kill()
	c.Wait()
	g, err := Lock(dir, "desktop")
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	rung := make(chan bool, 1)
	g.OnRaise(func() { rung <- true })
	if err := Raise(dir); err != nil {
		t.Fatalf("the new holder's bell: %v", err)
	}
	<-rung
}

func TestOnlyWhoReadsTheSecretRings(t *testing.T) {
	dir := t.TempDir()
	g, err := Lock(dir, "desktop")
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	if err := Raise(dir); !errors.Is(err, ErrNoWindow) {
		t.Errorf("nobody listens: %v", err)
	}
	g.OnRaise(func() { t.Error("a stranger rang") })
	if err := os.WriteFile(filepath.Join(dir, cardName), []byte(`{"network":"`+g.bell.network+`","address":"`+g.bell.address+`","secret":"guessed"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Raise(dir); !errors.Is(err, ErrNoWindow) {
		t.Errorf("a wrong secret: %v", err)
	}
}

func TestAFolderThatCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Lock(filepath.Join(file, "data"), "desktop")
	var not ErrNotWritable
	if !errors.As(err, &not) || not.Dir != filepath.Join(file, "data") {
		t.Errorf("got %v", err)
	}
}

func waitFor(t *testing.T, ready func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !ready(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it never happened")
		}
	}
}
