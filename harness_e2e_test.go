package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long the tests wait for something that must come.
const patience = 60 * time.Second

// testPassword is the password of the sample's users in these tests.
const testPassword = "contraseña de prueba"

// buildProgram builds the program once for all end-to-end tests.
var buildProgram = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "trastienda-e2e-")
	if err != nil {
		return "", err
	}
	program := filepath.Join(dir, "trastienda")
	out, err := exec.Command("go", "build", "-tags", "migrated_fynedo,no_emoji", "-o", program, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return program, nil
})

func program(t testing.TB) string {
	t.Helper()
	p, err := buildProgram()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// process is a running program of ours whose output is kept for failures.
type process struct {
	cmd   *exec.Cmd
	url   string
	mu    sync.Mutex
	out   bytes.Buffer
	ended chan struct{}
}

// startServer starts a command that prints "NAME: listening on URL".
func startServer(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(program(t), args...), ended: make(chan struct{})}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stderr = lockedWriter{p}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	listening := make(chan string, 1)
	go func() {
		defer close(p.ended)
		lines := bufio.NewScanner(stdout)
		for lines.Scan() {
			fmt.Fprintln(lockedWriter{p}, lines.Text())
			if _, url, ok := strings.Cut(lines.Text(), ": listening on "); ok {
				listening <- url
			}
		}
		_ = p.cmd.Wait()
	}()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("%s printed:\n%s", args[0], tail(p.output(), 4000))
		}
	})
	select {
	case p.url = <-listening:
	case <-p.ended:
		t.Fatalf("%s ended at once:\n%s", args[0], p.output())
	case <-time.After(patience):
		t.Fatalf("%s does not listen:\n%s", args[0], p.output())
	}
	return p
}

// kill ends the process the hard way (SIGKILL) and waits for its end.
func (p *process) kill() {
	_ = p.cmd.Process.Signal(syscall.SIGKILL)
	<-p.ended
}

func (p *process) output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

type lockedWriter struct{ p *process }

func (w lockedWriter) Write(b []byte) (int, error) {
	w.p.mu.Lock()
	defer w.p.mu.Unlock()
	return w.p.out.Write(b)
}

func tail(s string, n int) string { return s[max(0, len(s)-n):] }

// runProgram runs a command to its end and gives its output and exit code.
func runProgram(t testing.TB, args ...string) (string, int) {
	t.Helper()
	cmd := exec.Command(program(t), args...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatalf("run %v: %v", args, err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// eventually waits until check gives no error.
func eventually(t testing.TB, what string, check func() error) {
	t.Helper()
	var err error
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if err = check(); err == nil {
			return
		}
	}
	t.Fatalf("%s: still not after %s: %v", what, patience, err)
}

// call makes one JSON call and decodes the answer into out, if it is not nil.
func call(t *testing.T, method, url string, headers map[string]string, body, out any) *http.Response {
	t.Helper()
	response, err := tryCall(method, url, headers, body, out)
	if err != nil {
		t.Fatalf("%s %s: %v", method, url, err)
	}
	return response
}

func tryCall(method, url string, headers map[string]string, body, out any) (*http.Response, error) {
	var payload io.Reader
	if raw, ok := body.([]byte); ok {
		payload = bytes.NewReader(raw)
	} else if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		payload = bytes.NewReader(text)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, url, payload)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if out != nil && response.StatusCode < 300 {
		if err := json.Unmarshal(text, out); err != nil {
			return nil, fmt.Errorf("%s: %w", text, err)
		}
	}
	response.Body = io.NopCloser(bytes.NewReader(text))
	return response, nil
}

func bodyOf(r *http.Response) string {
	text, _ := io.ReadAll(r.Body)
	return string(text)
}
