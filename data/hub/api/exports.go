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

func (a *api) exportOperations() {
	register(a, access.OwnSession, huma.Operation{
		OperationID: "tell-export", Method: http.MethodPut, Path: "/v1/exports/{id}", Summary: "Tell that a list was written to a file",
		Description:  "A desktop writes files of what it shows; the audit keeps who took what out. Problems: 400 key-missing, 400 key-invalid, 422 key-reused.",
		MaxBodyBytes: 8 << 10,
	}, a.tellExport)
}

// ExportRequest says what was written: which list, as a desktop names it, in
// which format, and how many rows.
type ExportRequest struct {
	List   string `json:"list" minLength:"1" maxLength:"64" pattern:"^[a-z.-]+$"`
	Format string `json:"format" minLength:"1" maxLength:"16" pattern:"^[a-z0-9]+$"`
	Rows   int64  `json:"rows" minimum:"0" maximum:"1000000000"`
}

// Export is what was told.
type Export struct {
	ID      string `json:"id"`
	Version int64  `json:"version" doc:"Always 1"`
}

type exportInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[0-9A-Za-z-]+$" doc:"Made by the desktop"`
	Key  string `header:"Idempotency-Key" doc:"1 to 255 printable characters, quoted or bare"`
	Body ExportRequest
}

type exportOutput struct {
	Replayed string `header:"Idempotency-Replayed" doc:"true when the answer was given before"`
	Body     Export
}

// tellExport writes it down and nothing else.
func (a *api) tellExport(ctx context.Context, in *exportInput) (*exportOutput, error) {
	key, code := parseKey(in.Key)
	if code != "" {
		return nil, fail(ctx, code)
	}
	if !storable(in.ID) {
		return nil, fail(ctx, problem.InvalidRequest)
	}
	act := insideAct{Key: key, Act: audit.ActExport, Target: in.ID,
		Hash: actHash(http.MethodPut, "/v1/exports/"+in.ID, "", auditText(in.Body))}
	told, replayed, err := inside(ctx, a, act, func(tx *store.Tx) (Export, error) {
		a.audit(ctx, tx, audit.ActExport, "export", in.ID, nil, in.Body)
		return Export{ID: in.ID, Version: 1}, nil
	})
	if err != nil {
		return nil, err
	}
	return &exportOutput{Replayed: replayedHeader(replayed), Body: told}, nil
}
