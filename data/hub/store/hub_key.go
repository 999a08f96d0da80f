package store

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"

	"trastienda/app/evidence"
)

// ErrNoKey tells that a database holds no key of a hub: no hub was ever opened on
// it, or only one older than the key.
var ErrNoKey = errors.New("store: the database holds no key of a hub")

// makeKey gives the hub its key when it has none. Of replicas that start at once
// the first one's counts.
func (s *Store) makeKey(ctx context.Context) error {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := rand.Read(seed); err != nil {
		return fmt.Errorf("store: key: %w", err)
	}
	_, err := s.write.ExecContext(ctx, `insert into hub_key (one, private, made_ms) values (1, $1, $2) on conflict do nothing`,
		base64.RawURLEncoding.EncodeToString(seed), s.clock.Now().UnixMilli())
	if err != nil {
		return fmt.Errorf("store: key: %w", err)
	}
	s.key, err = readKey(ctx, s.write)
	return err
}

// Key is what the hub signs with.
func (s *Store) Key() ed25519.PrivateKey { return s.key }

func readKey(ctx context.Context, q querier) (ed25519.PrivateKey, error) {
	var text string
	if err := q.QueryRowContext(ctx, `select private from hub_key`).Scan(&text); err != nil {
		return nil, fmt.Errorf("store: key: %w", err)
	}
	seed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, errors.New("store: the hub's key cannot be read") // and is not repeated
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// ReadKey gives the public half of the key of the hub at dsn, which may be
// running. It only reads. Errors: ErrAddress, ErrNoKey.
func ReadKey(ctx context.Context, dsn string) (evidence.Key, error) {
	db, _, err := openToRead(dsn)
	if err != nil {
		return evidence.Key{}, err
	}
	defer db.Close()
	private, err := readKey(ctx, db)
	switch {
	case err == nil:
		return evidence.KeyOf(private), nil
	case errors.Is(err, sql.ErrNoRows), noTable(err):
		return evidence.Key{}, ErrNoKey
	}
	return evidence.Key{}, err
}
