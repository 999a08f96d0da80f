package replica

import (
	"context"
	"database/sql"
	"time"
)

// ActState is what is known of an act that was sent to the hub.
type ActState string

// The states of an act. Sending and unknown ones are asked for, also after a
// restart; none is ever sent again.
const (
	ActSending  ActState = "sending"  // stored; it may have left
	ActUnknown  ActState = "unknown"  // it may have left, and no answer came
	ActAnswered ActState = "answered" // the hub answered; Answer holds it
	ActRefused  ActState = "refused"  // the hub refused it; Answer holds the problem
	ActNotSent  ActState = "not-sent" // certainly never left
	ActLost     ActState = "lost"     // the hub has nothing of it and did nothing
)

// Act is an online act: its identity was stored before anything was sent.
type Act struct {
	OpID, Kind, Target string
	At                 time.Time
	State              ActState
	Answer             string // JSON
}

// Open tells whether what became of the act is still to be asked.
func (a Act) Open() bool { return a.State == ActSending || a.State == ActUnknown }

// AddAct stores an act before it is sent. When it fails nothing may be sent.
func (r *Replica) AddAct(ctx context.Context, a Act) error {
	return r.write(ctx, func(tx *sql.Tx) error { return addAct(ctx, tx, a) })
}

func addAct(ctx context.Context, tx *sql.Tx, a Act) error {
	_, err := tx.ExecContext(ctx, `insert into online_act (op_id, act, target, created_ms, state, answer) values (?, ?, ?, ?, ?, '')`,
		a.OpID, a.Kind, a.Target, a.At.UnixMilli(), string(ActSending))
	return err
}

// SetAct notes what became known of an act. An answer that is there already
// stays.
func (r *Replica) SetAct(ctx context.Context, opID string, state ActState, answer string) error {
	return r.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `update online_act set state = ?, answer = ? where op_id = ? and state in ('sending', 'unknown')`,
			string(state), answer, opID)
		return err
	})
}

// OpenActs lists the acts whose outcome is still to be asked, oldest first.
func (r *Replica) OpenActs(ctx context.Context) ([]Act, error) {
	return r.acts(ctx, `where state in ('sending', 'unknown') order by created_ms, op_id`)
}

// Acts lists the latest acts on a target, newest first.
func (r *Replica) Acts(ctx context.Context, target string) ([]Act, error) {
	return r.acts(ctx, `where target = ? order by created_ms desc, op_id desc limit 100`, target)
}

func (r *Replica) acts(ctx context.Context, tail string, args ...any) ([]Act, error) {
	rows, err := r.readers.QueryContext(ctx, `select op_id, act, target, created_ms, state, answer from online_act `+tail, args...)
	if err != nil {
		return nil, named(err)
	}
	defer rows.Close()
	list := []Act{}
	for rows.Next() {
		var a Act
		var ms int64
		if err := rows.Scan(&a.OpID, &a.Kind, &a.Target, &ms, &a.State, &a.Answer); err != nil {
			return nil, named(err)
		}
		a.At = time.UnixMilli(ms).UTC()
		list = append(list, a)
	}
	return list, named(rows.Err())
}
