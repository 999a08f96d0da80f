package simulator

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"trastienda/app/money"
)

// request is one call as it arrived. It can be written down, because a late
// effect happens when the caller is long gone.
type request struct {
	Route  string            `json:"route"`
	Path   string            `json:"path"`
	Vars   map[string]string `json:"vars"`
	Query  url.Values        `json:"query"`
	Key    string            `json:"key"`
	Body   json.RawMessage   `json:"body,omitempty"`
	Base   string            `json:"base"`
	Forget bool              `json:"forget"` // ignore-key was on
	BadPIN bool              `json:"bad_pin,omitempty"`
	// late is the number under which a late call is written down.
	late int64
}

// answer is what a system says: a status and a body that becomes JSON.
type answer struct {
	status int
	body   any
}

// reply is an answer as bytes.
type reply struct {
	status   int
	body     []byte
	replayed bool
}

// operation is one call being carried out inside one transaction.
type operation struct {
	request
	ctx    context.Context
	tx     *sql.Tx
	sim    *Simulator
	system string
	now    time.Time
}

func ok(body any) answer      { return answer{http.StatusOK, body} }
func created(body any) answer { return answer{http.StatusCreated, body} }

func refuse(status int, code string) answer {
	return answer{status, map[string]any{
		"type": "about:blank", "title": http.StatusText(status), "status": status, "code": code,
		"detail": "simulated: " + code,
	}}
}

// execute carries a call out: all of it, with its remembered answer, or
// nothing. It does not stop when the caller goes away.
func (s *Simulator) execute(r request) (reply, error) {
	rt := s.routes[r.Route]
	ctx := context.WithoutCancel(s.ctx)
	var out reply
	refused := errors.New("refused")
	err := s.store.in(ctx, func(tx *sql.Tx) error {
		o := &operation{request: r, ctx: ctx, tx: tx, sim: s, system: rt.system, now: s.clock.Now()}
		changes := rt.method != http.MethodGet && r.Key != "" && !r.Forget
		if changes {
			var err error
			if out, err = o.remembered(); err != nil || out.status != 0 {
				return err
			}
		}
		a, err := rt.run(o)
		if err != nil {
			return err
		}
		out.status = a.status
		if a.body != nil {
			if out.body, err = json.Marshal(a.body); err != nil {
				return fmt.Errorf("simulator: answer: %w", err)
			}
		}
		if a.status >= 300 {
			return refused
		}
		if r.late != 0 {
			// Together with the effect: a crash must not make it happen twice.
			if _, err := tx.ExecContext(ctx, `delete from late where n = $1`, r.late); err != nil {
				return err
			}
		}
		if !changes {
			return nil
		}
		_, err = tx.ExecContext(ctx, `insert into seen_key(system, key, hash, status, body) values($1, $2, $3, $4, $5)`,
			o.system, r.Key, r.hash(rt.method), out.status, string(out.body))
		return err
	})
	if err != nil && !errors.Is(err, refused) {
		return reply{}, err
	}
	s.nudge()
	return out, nil
}

// remembered looks for the key: the first answer again, or key-reused when it
// came with something else.
func (o *operation) remembered() (reply, error) {
	var hash, body string
	var status int
	err := o.tx.QueryRowContext(o.ctx, `select hash, status, body from seen_key where system = $1 and key = $2`,
		o.system, o.Key).Scan(&hash, &status, &body)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return reply{}, nil
	case err != nil:
		return reply{}, err
	case hash != o.hash(o.sim.routes[o.Route].method):
		a := refuse(http.StatusUnprocessableEntity, "key-reused")
		raw, err := json.Marshal(a.body)
		return reply{status: a.status, body: raw}, err
	}
	return reply{status: status, body: []byte(body), replayed: true}, nil
}

func (r request) hash(method string) string {
	sum := sha256.Sum256([]byte(method + " " + r.Path + "\n" + string(r.Body)))
	return hex.EncodeToString(sum[:])
}

// read decodes the body; unknown fields are ignored.
func (o *operation) read(v any) bool { return json.Unmarshal(o.Body, v) == nil }

var badRequest = refuse(http.StatusBadRequest, "bad-request")

// amountRefusal refuses what nobody may move.
var amountRefusal = refuse(http.StatusUnprocessableEntity, "amount-out-of-range")

func badAmount(n int64) bool { return !money.Valid(n) }

// effect writes down that something really happened.
func (o *operation) effect(e Effect) error {
	_, err := o.tx.ExecContext(o.ctx, `insert into effect(system, kind, reference, id, amount, currency, at) values($1, $2, $3, $4, $5, $6, $7)`,
		o.system, e.Kind, e.Reference, e.ID, e.Amount, e.Currency, o.now.UnixMilli())
	return err
}

// number gives the next number of a series; a rolled-back call uses none up.
func (o *operation) number(series string) (int64, error) {
	var n int64
	err := o.tx.QueryRowContext(o.ctx, `insert into counter(name, n) values($1, 1)
		on conflict(name) do update set n = n + 1 returning n`, series).Scan(&n)
	return n, err
}

func (o *operation) id(prefix string) (string, error) {
	n, err := o.number(o.system + "." + prefix)
	return fmt.Sprintf("%s%07d", prefix, n), err
}

// doc is one thing a system knows.
type doc struct {
	kind      string
	id        string
	reference string
	owner     string
	body      any
}

// put writes d, new or changed, and gives it the next place in its list.
func (o *operation) put(d doc) error {
	raw, err := json.Marshal(d.body)
	if err != nil {
		return fmt.Errorf("simulator: keep: %w", err)
	}
	seq, err := o.number("doc")
	if err != nil {
		return err
	}
	_, err = o.tx.ExecContext(o.ctx, `insert into doc(seq, system, kind, id, reference, owner, body) values($1, $2, $3, $4, $5, $6, $7)
		on conflict(system, kind, id) do update set seq = excluded.seq, body = excluded.body`,
		seq, o.system, d.kind, d.id, d.reference, d.owner, string(raw))
	return err
}

// get reads one thing into v and tells whether it exists.
func (o *operation) get(kind, id string, v any) (bool, error) {
	var raw string
	err := o.tx.QueryRowContext(o.ctx, `select body from doc where system = $1 and kind = $2 and id = $3`, o.system, kind, id).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, json.Unmarshal([]byte(raw), v)
}

// where a thing is looked for: reference or owner.
const (
	byReference = "reference"
	byOwner     = "owner"
)

// list reads the things of a kind in the order they changed.
func list[T any](o *operation, kind, by, value string) ([]T, error) {
	column := "reference"
	if by == byOwner {
		column = "owner"
	}
	items, _, err := scan[T](o, `select seq, body from doc where system = $1 and kind = $2 and `+column+` = $3 order by seq`,
		o.system, kind, value)
	return items, err
}

// page reads the things of a kind that changed after a cursor, and the cursor
// to go on from.
func page[T any](o *operation, kind string, after int64) ([]T, int64, error) {
	items, last, err := scan[T](o, `select seq, body from doc where system = $1 and kind = $2 and seq > $3 order by seq limit 500`,
		o.system, kind, after)
	return items, max(after, last), err
}

func scan[T any](o *operation, query string, args ...any) (items []T, last int64, err error) {
	rows, err := o.tx.QueryContext(o.ctx, query, args...)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = rows.Close() }()
	items = []T{}
	for rows.Next() {
		var raw string
		if err := rows.Scan(&last, &raw); err != nil {
			return nil, 0, err
		}
		var item T
		if err := json.Unmarshal([]byte(raw), &item); err != nil {
			return nil, 0, fmt.Errorf("simulator: read: %w", err)
		}
		items = append(items, item)
	}
	return items, last, rows.Err()
}
