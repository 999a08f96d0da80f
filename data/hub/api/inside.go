package api

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/problem"
	"trastienda/data/hub/store"
)

// insideAct is an act that only changes records of the hub and calls nobody
// outside.
type insideAct struct {
	Key, Hash   string
	Act, Target string
	Status      int // of the answer; 0 is 200
}

// secretive is an answer that holds a secret. Only what it shows is stored, so
// that a replay tells that the act was done and the secret once only.
type secretive interface{ withoutSecret() any }

// inside carries out an act inside the hub: the claim of its key, its effect
// with feed and audit, and its stored answer are one transaction, and any error
// of effect takes all of them back, so that the key is free again. A key that
// was used before gives its first answer, with replayed, to the same person for
// the same request only. The caller has checked permission and scope.
func inside[T any](ctx context.Context, a *api, act insideAct, effect func(tx *store.Tx) (T, error)) (answer T, replayed bool, err error) {
	who := callerOf(ctx).who
	op := store.Operation{Agency: who.Scope().Agency, Key: act.Key, UserID: who.User.ID, Hash: act.Hash, Act: act.Act, Target: act.Target}
	err = a.Store.Write(ctx, func(tx *store.Tx) error {
		claimed, err := tx.ClaimOperation(ctx, op)
		if err != nil {
			return err
		}
		if replayed = !claimed; replayed {
			answer, err = repeated[T](ctx, tx, op)
			return err
		}
		if answer, err = effect(tx); err != nil {
			return err
		}
		stored := any(answer)
		if s, ok := stored.(secretive); ok {
			stored = s.withoutSecret()
		}
		body, err := json.Marshal(stored)
		if err != nil {
			return err
		}
		_, err = tx.FinishOperation(ctx, op.Agency, op.Key, cmp.Or(act.Status, http.StatusOK), string(body))
		return err
	})
	return answer, replayed, err
}

// repeated is the stored answer of a key, if this is the request it was for.
func repeated[T any](ctx context.Context, tx *store.Tx, op store.Operation) (answer T, err error) {
	known, err := tx.FindOperation(ctx, op.Agency, op.Key)
	switch {
	case err != nil:
		return answer, err
	case known.UserID != op.UserID || known.Hash != op.Hash || known.Act != op.Act || known.Target != op.Target:
		return answer, fail(ctx, problem.KeyReused)
	case !known.Done:
		return answer, fail(ctx, problem.InProgress)
	}
	return answer, json.Unmarshal([]byte(known.Body), &answer)
}

// conflict is 412 with the record as it is now and its ETag.
func conflict(ctx context.Context, current any, version int64) error {
	p := newProblem(callerOf(ctx), problem.VersionConflict)
	p.Current = current
	return huma.ErrorWithHeaders(p, http.Header{"ETag": {etag(version)}})
}

// replayedHeader is Idempotency-Replayed.
func replayedHeader(replayed bool) string {
	if !replayed {
		return ""
	}
	return strconv.FormatBool(true)
}

// actKey reads the key and the presence of the version of an act that changes a
// record.
func actKey(ctx context.Context, header, ifMatch string) (string, error) {
	key, code := parseKey(header)
	switch {
	case code != "":
		return "", fail(ctx, code)
	case ifMatch == "":
		return "", fail(ctx, problem.VersionMissing)
	}
	return key, nil
}

// audit records an act of the caller. Before and after are written as JSON, nil
// for nothing to say; they never hold a secret.
func (a *api) audit(ctx context.Context, tx *store.Tx, act, entity, id string, before, after any) {
	who := callerOf(ctx).who
	tx.Audit(store.AuditEntry{Agency: who.User.Agency, Actor: who.User.ID, ActorName: who.User.Name, Device: who.Device,
		Act: act, Entity: entity, EntityID: id, Before: auditText(before), After: auditText(after)})
}

// auditText is the JSON of one of our own documents, which have nothing that
// could fail to be written.
func auditText(document any) string {
	if document == nil {
		return ""
	}
	text, err := json.Marshal(document)
	if err != nil {
		panic(err)
	}
	return string(text)
}
