package replica

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"
)

const secretText = "0009844700009078153229"

func secretAct(n string) Queued {
	return Queued{OpID: n, Kind: "bank.propose", Entity: EntityAgent, Record: "a" + n, Body: json.RawMessage(`{"cbu":"masked"}`),
		Secret: json.RawMessage(`{"cbu":"` + secretText + n + `"}`), At: t0}
}

func holds(t *testing.T, path, text string) bool {
	t.Helper()
	found := false
	for _, file := range []string{path, path + "-wal"} {
		data, err := os.ReadFile(file)
		must(t, err)
		found = found || bytes.Contains(data, []byte(text))
	}
	return found
}

// Only the sender is given a secret; once it is dropped no byte of it is left,
// while those of others stay, and a reader in the way is not waited for.
func TestASecretIsSentAndGone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "replica.db")
	r, ctx := openAt(t, path), context.Background()
	for _, n := range []string{"1", "2"} {
		must(t, r.AddQueued(ctx, secretAct(n)))
	}
	unsent, err := r.Unsent(ctx)
	if err != nil || len(unsent) != 2 || unsent[0].Secret != nil || string(unsent[0].Body) != `{"cbu":"masked"}` {
		t.Errorf("listed %+v, %v", unsent, err)
	}
	q, err := r.BeginAttempt(ctx, "1")
	if err != nil || string(q.Secret) != string(secretAct("1").Secret) {
		t.Fatalf("to be sent %s, %v", q.Secret, err)
	}
	reader, err := r.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	must(t, err)
	var n int
	must(t, reader.QueryRowContext(ctx, "select count(*) from outbox").Scan(&n))
	must(t, r.Acknowledge(ctx, q, Answer{Entity: "bank_change", ID: "c", Doc: json.RawMessage(`{"id":"c","version":1}`), Version: 2}, "e1"))
	began := time.Now()
	if done, err := r.ShredSecrets(ctx); done || err != nil || time.Since(began) > 2*time.Second {
		t.Errorf("with a reader: %v, %v after %v", done, err, time.Since(began))
	}
	must(t, reader.Rollback())
	if done, err := r.ShredSecrets(ctx); !done || err != nil {
		t.Errorf("without one: %v, %v", done, err)
	}
	if holds(t, path, secretText+"1") || !holds(t, path, secretText+"2") {
		t.Error("the one that was sent is there, or the other is not")
	}
	if again, err := r.BeginAttempt(ctx, "2"); err != nil || string(again.Secret) != string(secretAct("2").Secret) {
		t.Errorf("the other: %s, %v", again.Secret, err)
	}
}

// A conflict's secret goes on with the act that takes its place.
func TestASecretFollowsItsAct(t *testing.T) {
	r, ctx := openNew(t), context.Background()
	must(t, r.AddQueued(ctx, secretAct("1")))
	q, err := r.BeginAttempt(ctx, "1")
	must(t, err)
	must(t, r.EndAttempt(ctx, q, QueueConflict, nil, nil, nil))
	next := q
	next.OpID, next.Secret = "3", nil
	must(t, r.ReplaceQueued(ctx, "1", next, func(Chain) ([]Queued, error) { return nil, nil }))
	if q, err = r.BeginAttempt(ctx, "3"); err != nil || string(q.Secret) != string(secretAct("1").Secret) {
		t.Errorf("to be sent %s, %v", q.Secret, err)
	}
}
