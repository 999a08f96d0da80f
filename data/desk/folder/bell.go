package folder

import (
	"bufio"
	"crypto/rand"
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// bell is how a second start reaches the first: a socket in the folder, or a
// loopback port where there are no such sockets or the folder's name is too
// long for one. The secret stands in a file that only this user can read, so
// nobody else can ring.
type bell struct {
	network, address, secret string
	listener                 net.Listener
}

// longestSocket is what every system takes as a socket's name.
const longestSocket = 100

const bellWithin = 3 * time.Second

func listen(dir string, rung func() bool) (*bell, error) {
	b := &bell{network: "unix", address: filepath.Join(dir, "trastienda.socket"), secret: rand.Text()}
	if runtime.GOOS == "windows" || len(b.address) > longestSocket {
		b.network, b.address = "tcp", "127.0.0.1:0"
	} else {
		os.Remove(b.address) // left by a process that was killed; the lock says that it is gone
	}
	var err error
	if b.listener, err = net.Listen(b.network, b.address); err != nil {
		return nil, err
	}
	b.address = b.listener.Addr().String()
	go b.serve(rung)
	return b, nil
}

func (b *bell) serve(rung func() bool) {
	for {
		c, err := b.listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			c.SetDeadline(time.Now().Add(bellWithin))
			line, err := bufio.NewReaderSize(c, 256).ReadSlice('\n')
			if err != nil || strings.TrimSpace(string(line)) != "raise "+b.secret {
				return
			}
			answer := "nobody\n"
			if rung() {
				answer = "ok\n"
			}
			c.Write([]byte(answer))
		}()
	}
}

func (b *bell) close() { b.listener.Close() }

// ErrNoWindow tells that the holder of the folder has no window to raise, or
// does not answer.
var ErrNoWindow = errors.New("folder: the holder has no window to raise")

// Raise asks the program that holds the folder to bring its window to the
// front.
func Raise(dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	h, err := readCard(dir)
	if err != nil || h.Network == "" {
		return ErrNoWindow
	}
	c, err := net.DialTimeout(h.Network, h.Address, bellWithin)
	if err != nil {
		return errors.Join(ErrNoWindow, err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(bellWithin))
	if _, err := c.Write([]byte("raise " + h.Secret + "\n")); err != nil {
		return errors.Join(ErrNoWindow, err)
	}
	if answer, _ := bufio.NewReader(c).ReadString('\n'); answer != "ok\n" {
		return ErrNoWindow
	}
	return nil
}
