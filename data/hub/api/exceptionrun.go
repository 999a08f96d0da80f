package api

import (
	"context"
	"encoding/json"
	"time"

	"trastienda/app/exception"
	"trastienda/app/problem"
	"trastienda/data/hub/store"
)

func (a *api) now() time.Time { return a.Store.Clock().Now().UTC().Truncate(time.Millisecond) }

// exceptionAct carries out an act on an exception: change decides it on the
// locked row (and gets the other notices of the same payment, locked too), and
// everything it did is one transaction with key, audit and answer.
func (a *api) exceptionAct(ctx context.Context, head ExceptionHead, act, method, path string, asked any,
	change func(tx *store.Tx, e *store.Exception, others []store.Exception) error) (*exceptionOutput, error) {
	key, code := parseKey(head.Key)
	if code != "" {
		return nil, fail(ctx, code)
	}
	if head.IfMatch == "" {
		return nil, fail(ctx, problem.VersionMissing)
	}
	agency := callerOf(ctx).who.Scope().Agency
	// Before any replay, so that no stored answer tells of what is out of scope.
	if _, err := a.Store.FindException(ctx, agency, head.ID); err != nil {
		return nil, err
	}
	body, err := json.Marshal(asked)
	if err != nil {
		return nil, err
	}
	one := insideAct{Key: key, Act: act, Target: head.ID,
		Hash: actHash(method, "/v1/exceptions/"+head.ID+"/"+path, head.IfMatch, string(body))}
	doc, replayed, err := inside(ctx, a, one, func(tx *store.Tx) (Exception, error) {
		e, others, err := tx.LockException(ctx, agency, head.ID)
		if err != nil {
			return Exception{}, err
		}
		switch {
		case head.IfMatch != etag(e.Version):
			current, err := exceptionDoc(e, others)
			if err != nil {
				return Exception{}, err
			}
			return Exception{}, conflict(ctx, current, e.Version)
		case e.Closed != nil:
			return Exception{}, fail(ctx, problem.ExceptionClosed)
		}
		before := e
		if err := change(tx, &e, others); err != nil {
			return Exception{}, err
		}
		var along []exception.Along
		if e.Closed != nil {
			if along, err = a.settleOthers(ctx, tx, e, others); err != nil {
				return Exception{}, err
			}
		}
		e.Version++
		if err := tx.SaveException(ctx, e); err != nil {
			return Exception{}, err
		}
		if err := auditException(ctx, tx, act, before, e, nil); err != nil {
			return Exception{}, err
		}
		// Read again: the names of the proposed point of sale are joined to it.
		if e, others, err = tx.LockException(ctx, agency, head.ID); err != nil {
			return Exception{}, err
		}
		doc, err := exceptionDoc(e, others)
		doc.Along = along
		return doc, err
	})
	if err != nil {
		return nil, err
	}
	if !replayed && doc.Closed != nil {
		a.Purchases.Wake()
	}
	return &exceptionOutput{ETag: etag(doc.Version), Replayed: replayedHeader(replayed), Body: doc}, nil
}

// auditException records an act. What the wallet said is in the list and names
// an account; the audit has what people decided. dropped is somebody's proposal
// that counts no more, because the same payment was decided at another notice.
func auditException(ctx context.Context, tx *store.Tx, act string, before, after store.Exception, dropped *exception.Proposal) error {
	type view struct {
		Kind      exception.Kind       `json:"kind"`
		Reference string               `json:"reference"`
		Proposal  *exception.Proposal  `json:"proposal"`
		Rejected  *exception.Rejection `json:"rejected"`
		Closed    *exception.Closing   `json:"closed"`
		Dropped   *exception.Proposal  `json:"dropped,omitempty"`
		Version   int64                `json:"version"`
	}
	who := callerOf(ctx).who
	entry := store.AuditEntry{Agency: after.Agency, Actor: who.User.ID, ActorName: who.User.Name, Device: who.Device,
		Act: act, Entity: store.EntityException, EntityID: after.ID}
	for _, side := range []struct {
		into    *string
		e       store.Exception
		dropped *exception.Proposal
	}{{&entry.Before, before, nil}, {&entry.After, after, dropped}} {
		text, err := json.Marshal(view{side.e.Kind, side.e.Reference, side.e.Proposal, side.e.Rejected, side.e.Closed, side.dropped, side.e.Version})
		if err != nil {
			return err
		}
		*side.into = string(text)
	}
	tx.Audit(entry)
	return nil
}
