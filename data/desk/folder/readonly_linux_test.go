package folder

import (
	"errors"
	"os"
	"runtime"
	"syscall"
	"testing"
)

// TestAReadOnlyFolder takes the rights of root away from this one thread,
// because root may write anywhere.
func TestAReadOnlyFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o700)
	for parent := dir; len(parent) > len(os.TempDir()); parent = parent[:lastSlash(parent)] {
		if os.Geteuid() == 0 {
			os.Chmod(parent, 0o555)
			defer os.Chmod(parent, 0o755)
		}
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if os.Geteuid() == 0 {
		syscall.Setfsuid(65534)
		defer syscall.Setfsuid(0)
	}
	_, err := Lock(dir, "desktop")
	var not ErrNotWritable
	if !errors.As(err, &not) {
		t.Errorf("got %v", err)
	}
}

func lastSlash(path string) int {
	for i := len(path) - 1; i > 0; i-- {
		if path[i] == '/' {
			return i
		}
	}
	return 0
}
