package outbox

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"trastienda/app/agent"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// ProposeBank writes down that bank data of an agent is proposed; base is as in
// Add. The account itself is kept until the hub has it or the act is given up, and
// nothing but the sender reads it.
func (q *Queue) ProposeBank(ctx context.Context, agentID string, base int64, a agent.Account) error {
	secret, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	return q.add(ctx, KindBankPropose, agentID, base, maskedBody(a.Masked()), secret)
}

// errGone: the hub lost the act and this computer has not got it any more.
var errGone = errors.New("outbox: what was to be sent is gone")

func (q *Queue) askSent(ctx context.Context, act replica.Queued) (replica.Answer, string, error) {
	op, err := q.p.Remote.Operation(ctx, act.OpID)
	if errors.Is(err, remote.ErrNotFound) {
		err = errGone
	}
	if err != nil {
		return replica.Answer{}, "", err
	}
	answer, ok := answerOf(act, op.Body)
	if !ok {
		err = &remote.NotAHubError{What: "the answer to " + act.Kind + " is no such record"}
	}
	return answer, q.epoch, err
}

// shredAgain is how soon the log is tried again while somebody reads from it.
const shredAgain = time.Second

// shred takes what was sent in secret out of the file's log. It gives how long the
// sender may wait: no longer than until it is to be tried again.
func (q *Queue) shred(ctx context.Context, wait time.Duration) time.Duration {
	done, err := q.p.Replica.ShredSecrets(ctx)
	if err != nil {
		q.p.Log.Warn("outbox: what was sent is still in the log of the copy", "error", err)
	}
	if done {
		return wait
	}
	return min(cmp.Or(wait, shredAgain), shredAgain)
}
