package api

import (
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

func (a *api) proofOperations() {
	register(a, access.AgencySee, huma.Operation{
		OperationID: "get-hub-key", Method: http.MethodGet, Path: "/v1/hub/key", Summary: "The public half of the key that the hub signs with",
		Description: "Ed25519. The fingerprint is the SHA-256 of the public key: whoever checks a receipt or a pack of evidence needs it.",
	}, a.getHubKey)
	register(a, access.ProofMake, huma.Operation{
		OperationID: "make-receipt", Method: http.MethodPut, Path: "/v1/purchases/{id}/receipts/{receipt}", Summary: "Number and seal a receipt of a purchase",
		Description: "copy is 0 for the first receipt of the purchase and n for its n-th copy; seal is the text of the QR. The same receipt again, by the same person and of the same kind, gets what it got before. " +
			"The audit keeps each. Problems: 400 key-missing, 400 key-invalid, 422 key-reused.",
		MaxBodyBytes: 8 << 10,
	}, a.makeReceipt)
}

type hubKeyOutput struct{ Body evidence.Key }

func (a *api) getHubKey(context.Context, *struct{}) (*hubKeyOutput, error) {
	return &hubKeyOutput{Body: evidence.KeyOf(a.Store.Key())}, nil
}

// ReceiptRequest says what a receipt is for.
type ReceiptRequest struct {
	Kind evidence.Paper `json:"kind" enum:"a4,roll"`
}

type receiptInput struct {
	ID      string `path:"id" maxLength:"200"`
	Receipt string `path:"receipt" maxLength:"64" pattern:"^[0-9A-Za-z-]+$" doc:"Made by the desktop"`
	Key     string `header:"Idempotency-Key" doc:"1 to 255 printable characters, quoted or bare"`
	Body    ReceiptRequest
}

type receiptOutput struct {
	Replayed string `header:"Idempotency-Replayed" doc:"true when the answer was given before"`
	Body     evidence.Sealed
}

func (a *api) makeReceipt(ctx context.Context, in *receiptInput) (*receiptOutput, error) {
	key, code := parseKey(in.Key)
	if code != "" {
		return nil, fail(ctx, code)
	}
	who := callerOf(ctx).who
	// Before any replay, so that no stored answer tells of what is out of scope.
	if _, err := a.Store.FindPurchase(ctx, who.Scope(), in.ID); err != nil {
		return nil, err
	}
	act := insideAct{Key: key, Act: audit.ActReceipt, Target: in.ID,
		Hash: actHash(http.MethodPut, "/v1/purchases/"+in.ID+"/receipts/"+in.Receipt, "", auditText(in.Body))}
	sealed, replayed, err := inside(ctx, a, act, func(tx *store.Tx) (evidence.Sealed, error) {
		row, err := tx.LockPurchase(ctx, in.ID)
		if err != nil {
			return evidence.Sealed{}, err
		}
		sealed, fresh, err := tx.SealReceipt(ctx, row, in.Receipt, in.Body.Kind, who.User.ID)
		if errors.Is(err, store.ErrOtherReceipt) {
			return sealed, fail(ctx, problem.KeyReused)
		}
		if err == nil && fresh {
			a.audit(ctx, tx, audit.ActReceipt, store.EntityPurchase, in.ID, nil,
				map[string]any{"receipt": in.Receipt, "kind": in.Body.Kind, "copy": sealed.Copy, "code": sealed.Code, "version": sealed.Version})
		}
		return sealed, err
	})
	if err != nil {
		return nil, err
	}
	return &receiptOutput{Replayed: replayedHeader(replayed), Body: sealed}, nil
}
