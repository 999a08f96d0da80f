package session

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// cost is argon2id's: the set OWASP lists with one pass. About a tenth of a
// second and 46 MiB for each password.
type cost struct {
	memory uint32 // KiB
	time   uint32
	lanes  uint8
}

var presentCost = cost{memory: 47104, time: 1, lanes: 1}

const (
	saltBytes = 16
	keyBytes  = 32
)

var errPHC = errors.New("session: not a password hash")

// HashPassword makes the PHC string that is stored for a password.
func HashPassword(password string) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("session: hash password: %w", err)
	}
	c := presentCost
	return phc(salt, argon2.IDKey([]byte(password), salt, c.time, c.memory, c.lanes, keyBytes)), nil
}

// phc writes a hash of the present cost.
func phc(salt, key []byte) string {
	c := presentCost
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.time, c.lanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

// nobodysHash is a hash that no known password has, made without hashing:
// checking it takes as long as checking any other, making it takes no time.
func nobodysHash() (string, error) {
	random := make([]byte, saltBytes+keyBytes)
	if _, err := rand.Read(random); err != nil {
		return "", fmt.Errorf("session: hash of nobody: %w", err)
	}
	return phc(random[:saltBytes], random[saltBytes:]), nil
}

// checkPassword tells whether password is the one behind a PHC string, and
// whether the string was made with another cost than today's.
func checkPassword(phc, password string) (ok, stale bool, err error) {
	c, salt, key, err := parsePHC(phc)
	if err != nil {
		return false, false, err
	}
	got := argon2.IDKey([]byte(password), salt, c.time, c.memory, c.lanes, uint32(len(key)))
	return subtle.ConstantTimeCompare(got, key) == 1, c != presentCost || len(salt) != saltBytes || len(key) != keyBytes, nil
}

func parsePHC(phc string) (c cost, salt, key []byte, err error) {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, errPHC
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.time, &c.lanes); err != nil {
		return c, nil, nil, errPHC
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	key, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(salt) == 0 || len(key) < 16 || c.time == 0 || c.lanes == 0 {
		return c, nil, nil, errPHC
	}
	return c, salt, key, nil
}

// hashing lets two passwords be worked on at a time, so that sign-ins cannot
// eat the machine's memory.
type hashing chan struct{}

func newHashing() hashing { return make(hashing, 2) }

// do runs f when one of the places is free.
func (h hashing) do(ctx context.Context, f func() error) error {
	select {
	case h <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-h }()
	return f()
}
