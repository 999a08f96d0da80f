package api

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/audit"
	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/data/hub/store"
)

func (a *api) markOperations() {
	register(a, access.PurchasesSee, huma.Operation{
		OperationID: "get-mark", Method: http.MethodGet, Path: "/v1/purchases/{id}/mark", Summary: "The note on a purchase and who takes care of it",
		Description: "Version 0 and empty when nobody marked it.",
	}, a.getMark)
	register(a, access.PurchasesMark, huma.Operation{
		OperationID: "set-mark", Method: http.MethodPut, Path: "/v1/purchases/{id}/mark", Summary: "Write the note, take the purchase or let it go",
		Description: "hold true makes the caller its holder, also in place of somebody else; false lets it go if the caller has it, and leaves it with whoever else has it. If-Match is the mark's ETag, \"0\" for the first. " +
			"Problems: 400 key-missing, 400 key-invalid, 412 version-conflict with the present mark as current, 422 key-reused, 428 version-missing.",
		MaxBodyBytes: 16 << 10,
	}, a.setMark)
}

type markOutput struct {
	ETag     string `header:"ETag"`
	Replayed string `header:"Idempotency-Replayed" doc:"true when the answer was given before"`
	Body     purchase.Mark
}

func (a *api) getMark(ctx context.Context, in *idInput) (*markOutput, error) {
	mark, err := a.Store.FindMark(ctx, callerOf(ctx).who.Scope(), in.ID)
	if err != nil {
		return nil, err
	}
	return &markOutput{ETag: etag(mark.Version), Body: mark}, nil
}

// MarkRequest is the whole of what a person can say of a purchase. The pattern
// is purchase.CleanNote's: no control characters but the line end.
type MarkRequest struct {
	Note string `json:"note" maxLength:"500" pattern:"^[^\\x00-\\x09\\x0B-\\x1F\\x7F-\\x9F]*$" doc:"Blanks at its ends are dropped; empty for none"`
	Hold bool   `json:"hold"`
}

type markInput struct {
	ID      string `path:"id" maxLength:"200"`
	Key     string `header:"Idempotency-Key" doc:"1 to 255 printable characters, quoted or bare"`
	IfMatch string `header:"If-Match" maxLength:"100" doc:"The ETag of the mark that is changed"`
	Body    MarkRequest
}

func (a *api) setMark(ctx context.Context, in *markInput) (*markOutput, error) {
	key, code := parseKey(in.Key)
	if code != "" {
		return nil, fail(ctx, code)
	}
	if in.IfMatch == "" {
		return nil, fail(ctx, problem.VersionMissing)
	}
	note, err := purchase.CleanNote(in.Body.Note)
	if err != nil {
		return nil, fail(ctx, problem.InvalidRequest)
	}
	// Before any replay, so that no stored answer tells of what is out of scope.
	if _, err := a.Store.FindMark(ctx, callerOf(ctx).who.Scope(), in.ID); err != nil {
		return nil, err
	}
	asked := MarkRequest{Note: note, Hold: in.Body.Hold}
	body, err := json.Marshal(asked)
	if err != nil {
		return nil, err
	}
	act := insideAct{Key: key, Act: audit.ActMark, Target: in.ID,
		Hash: actHash(http.MethodPut, "/v1/purchases/"+in.ID+"/mark", in.IfMatch, string(body))}
	mark, replayed, err := inside(ctx, a, act, func(tx *store.Tx) (purchase.Mark, error) {
		return a.changeMark(ctx, tx, in.ID, in.IfMatch, asked)
	})
	if err != nil {
		return nil, err
	}
	return &markOutput{ETag: etag(mark.Version), Replayed: replayedHeader(replayed), Body: mark}, nil
}

// changeMark is the effect. The purchase is locked, because the first mark has
// no row of its own to lock.
func (a *api) changeMark(ctx context.Context, tx *store.Tx, id, ifMatch string, asked MarkRequest) (purchase.Mark, error) {
	who := callerOf(ctx).who
	row, err := tx.LockPurchase(ctx, id)
	if err != nil {
		return purchase.Mark{}, err
	}
	before, err := tx.Mark(ctx, row)
	if err != nil {
		return before, err
	}
	if ifMatch != etag(before.Version) {
		return before, conflict(ctx, before, before.Version)
	}
	after := before.Set(asked.Note, asked.Hold, purchase.Holder{ID: who.User.ID, Name: who.User.Name}, a.Store.Clock().Now())
	if after.Version == before.Version {
		return after, nil
	}
	if err := tx.SaveMark(ctx, row, after); err != nil {
		return before, err
	}
	was, err := json.Marshal(before)
	if err != nil {
		return before, err
	}
	is, err := json.Marshal(after)
	tx.Audit(store.AuditEntry{Agency: row.Agency, Actor: who.User.ID, ActorName: who.User.Name, Device: who.Device,
		Act: audit.ActMark, Entity: store.EntityMark, EntityID: id, Before: string(was), After: string(is)})
	return after, err
}
