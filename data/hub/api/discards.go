package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/audit"
	"trastienda/app/problem"
	"trastienda/data/hub/store"
)

func (a *api) discardOperations() {
	register(a, access.OwnSession, huma.Operation{
		OperationID: "tell-discard", Method: http.MethodPut, Path: "/v1/discards/{id}", Summary: "Tell that an act was given up before the hub took it",
		Description: "A desktop keeps what it could not send; a person may give it up, and the audit keeps that they did. " +
			"Problems: 400 key-missing, 400 key-invalid, 422 key-reused.",
		MaxBodyBytes: 8 << 10,
	}, a.tellDiscard)
}

// DiscardRequest says which act was given up: its kind and its record, as the
// desktop names them, and what the hub had said of it last ("" for nothing).
type DiscardRequest struct {
	Act    string `json:"act" minLength:"1" maxLength:"64" pattern:"^[a-z.-]+$"`
	Record string `json:"record" minLength:"1" maxLength:"200" pattern:"^[0-9A-Za-z._:/-]+$"`
	Reason string `json:"reason" maxLength:"64" pattern:"^[a-z-]*$" doc:"Code of the hub's last refusal, empty for none"`
}

// Discard is what was told.
type Discard struct {
	ID      string `json:"id"`
	Version int64  `json:"version" doc:"Always 1"`
}

type discardInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[0-9A-Za-z-]+$" doc:"Key of the act that was given up"`
	Key  string `header:"Idempotency-Key" doc:"1 to 255 printable characters, quoted or bare"`
	Body DiscardRequest
}

type discardOutput struct {
	Replayed string `header:"Idempotency-Replayed" doc:"true when the answer was given before"`
	Body     Discard
}

// tellDiscard writes it down and nothing else: what was given up changed nothing.
func (a *api) tellDiscard(ctx context.Context, in *discardInput) (*discardOutput, error) {
	key, code := parseKey(in.Key)
	if code != "" {
		return nil, fail(ctx, code)
	}
	if !storable(in.Body.Record) || !storable(in.ID) {
		return nil, fail(ctx, problem.InvalidRequest)
	}
	act := insideAct{Key: key, Act: audit.ActDiscard, Target: in.ID,
		Hash: actHash(http.MethodPut, "/v1/discards/"+in.ID, "", auditText(in.Body))}
	told, replayed, err := inside(ctx, a, act, func(tx *store.Tx) (Discard, error) {
		a.audit(ctx, tx, audit.ActDiscard, "discard", in.ID, in.Body, nil)
		return Discard{ID: in.ID, Version: 1}, nil
	})
	if err != nil {
		return nil, err
	}
	return &discardOutput{Replayed: replayedHeader(replayed), Body: told}, nil
}
