package api

import (
	"bytes"
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/audit"
	"trastienda/app/evidence"
	"trastienda/app/problem"
	"trastienda/data/hub/store"
)

// packType is the media type of a pack of evidence.
const packType = "application/zip"

func (a *api) evidenceOperations() {
	register(a, access.ProofMake, huma.Operation{
		OperationID: "make-evidence", Method: http.MethodPost, Path: "/v1/purchases/{id}/evidence", Summary: "The signed pack of evidence of a purchase",
		Description: "A zip of evidence.json, evidence.pdf in the language asked for, and signature.json; trastienda verify checks it without a hub. The audit keeps each time. " +
			"Problems: 409 chain-broken.",
		MaxBodyBytes: 8 << 10,
		Responses: map[string]*huma.Response{"200": {Description: "The pack",
			Content: map[string]*huma.MediaType{packType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}},
	}, a.makeEvidence)
}

// EvidenceRequest says in which language the document of a pack is written.
type EvidenceRequest struct {
	Lang string `json:"lang" enum:"es-AR,pt-BR,en"`
}

type evidenceInput struct {
	ID   string `path:"id" maxLength:"200"`
	Body EvidenceRequest
}

type evidenceOutput struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

// makeEvidence writes down who takes the pack out before it is made, so that it
// holds that link too.
func (a *api) makeEvidence(ctx context.Context, in *evidenceInput) (*evidenceOutput, error) {
	who := callerOf(ctx).who
	scope := who.Scope()
	if _, err := a.Store.FindPurchase(ctx, scope, in.ID); err != nil {
		return nil, err
	}
	err := a.Store.Write(ctx, func(tx *store.Tx) error {
		a.audit(ctx, tx, audit.ActEvidence, store.EntityPurchase, in.ID, nil, nil)
		return nil
	})
	if err != nil {
		return nil, err
	}
	pack, err := a.Store.Evidence(ctx, scope, in.ID)
	if err != nil {
		return nil, err
	}
	pack.Made, pack.By, pack.Version = a.now(), audit.Actor{ID: who.User.ID, Name: who.User.Name}, a.Version
	pack.Complete()
	agency, err := a.Store.AgencyProfile(ctx, scope.Agency)
	if err != nil {
		return nil, err
	}
	var document bytes.Buffer
	if err := a.Document(&document, pack, agency.Logo, in.Body.Lang); err != nil {
		return nil, err
	}
	file, err := pack.File(document.Bytes(), a.Store.Key())
	if errors.Is(err, evidence.ErrChain) {
		a.Log.ErrorContext(ctx, "the audit chain is broken: no pack of evidence is signed", "request", callerOf(ctx).requestID, "purchase", in.ID)
		return nil, fail(ctx, problem.ChainBroken)
	}
	return &evidenceOutput{ContentType: packType, Body: file}, err
}
