package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/buying"
	"trastienda/app/problem"
	"trastienda/data/connector"
	"trastienda/data/hub/job"
	"trastienda/data/hub/store"
)

// Buyer starts purchases (see job.Purchases for the errors).
type Buyer interface {
	WalletOf(ctx context.Context, scope access.Scope, psr string) (buying.Wallet, error)
	Quote(ctx context.Context, scope access.Scope, psr string, amount int64) (buying.Quote, error)
	Buy(ctx context.Context, r job.BuyRequest) (job.BuyOutcome, error)
}

func (a *api) buyingOperations() {
	register(a, access.PurchasesBuy, huma.Operation{
		OperationID: "get-wallet", Method: http.MethodGet, Path: "/v1/points-of-sale/{psr}/wallet", Summary: "The money in the wallet of an own point of sale",
		Description: "Asked of the wallet. Problems: 409 wallet-no-session, 503 not-configured, 502 outside-refused, 502 outside-bad-answer, 504 outside-no-answer.",
	}, a.getWallet)
	register(a, access.PurchasesBuy, huma.Operation{
		OperationID: "get-quote", Method: http.MethodGet, Path: "/v1/points-of-sale/{psr}/quote", Summary: "What a purchase of an amount would be now",
		Description: "Without an amount it tells where the money would go and between which amounts. Problems: 409 no-bank, 409 agent-inactive, 422 amount-out-of-range.",
	}, a.getQuote)
	register(a, access.PurchasesBuy, huma.Operation{
		OperationID: "start-purchase", Method: http.MethodPost, Path: "/v1/purchases", Summary: "Make the wallet of an own point of sale pay",
		Description: "Answers within 10 s; unknown means that nobody knows yet, and GET /v1/starts/{id} or the key tells later. The wallet is called once per key. " +
			"A refused start may be tried again with its id as start, under a new key. The PIN is no part of what the key stands for, and is kept nowhere. " +
			"Problems: 400 key-missing, 400 key-invalid, 409 agent-inactive, 409 no-bank, 409 purchase-just-started with the earlier start as current (again: true buys another one), " +
			"409 start-not-open with the start as current, 412 purchase-changed with the quote of now as current, 422 amount-out-of-range, 422 key-reused, 503 not-configured.",
		MaxBodyBytes: 4 << 10,
	}, a.startPurchase)
	register(a, access.PurchasesBuy, huma.Operation{
		OperationID: "get-start", Method: http.MethodGet, Path: "/v1/starts/{id}", Summary: "What is known of a purchase that was started",
	}, a.getStart)
}

type pointInput struct {
	PSR string `path:"psr" maxLength:"200"`
}

type walletOutput struct{ Body buying.Wallet }

func (a *api) getWallet(ctx context.Context, in *pointInput) (*walletOutput, error) {
	found, err := a.Purchases.WalletOf(ctx, callerOf(ctx).who.Scope(), in.PSR)
	switch {
	case errors.Is(err, connector.ErrNoSession):
		return nil, fail(ctx, problem.WalletNoSession)
	case errors.Is(err, job.ErrNotFound):
		return nil, store.ErrNotFound
	case err != nil:
		return nil, a.outside(ctx, err)
	}
	return &walletOutput{Body: found}, nil
}

type quoteInput struct {
	PSR    string `path:"psr" maxLength:"200"`
	Amount int64  `query:"amount" minimum:"0" maximum:"1000000000000000" doc:"Minor units; 0 or none for a quote before an amount is known"`
}

type quoteOutput struct{ Body buying.Quote }

func (a *api) getQuote(ctx context.Context, in *quoteInput) (*quoteOutput, error) {
	quote, err := a.Purchases.Quote(ctx, callerOf(ctx).who.Scope(), in.PSR, in.Amount)
	if err != nil {
		return nil, buyProblem(ctx, err)
	}
	return &quoteOutput{Body: quote}, nil
}

// BuyRequest is what the person confirmed, and the PIN.
type BuyRequest struct {
	PSR         string     `json:"psr" minLength:"1" maxLength:"32"`
	Amount      int64      `json:"amount" minimum:"1" maximum:"1000000000000000" doc:"What is paid, minor units"`
	Currency    string     `json:"currency" minLength:"3" maxLength:"3" pattern:"^[A-Z]*$"`
	Credited    int64      `json:"credited" minimum:"1" maximum:"1000000000000000" doc:"What was shown to be credited"`
	BankVersion int64      `json:"bank_version" minimum:"0" doc:"Of the account that was shown"`
	PIN         buying.PIN `json:"pin" minLength:"1" maxLength:"64"`
	Start       string     `json:"start,omitempty" maxLength:"200" doc:"The refused start that is tried again"`
	Again       bool       `json:"again,omitempty" doc:"An equal purchase was just started, and another one is wanted"`
}

type buyInput struct {
	Key  string `header:"Idempotency-Key" doc:"1 to 255 printable characters, quoted or bare"`
	Body BuyRequest
}

type buyOutput struct {
	Replayed string `header:"Idempotency-Replayed" doc:"true when the answer was given before"`
	Body     buying.Answer
}

func (a *api) startPurchase(ctx context.Context, in *buyInput) (*buyOutput, error) {
	key, code := parseKey(in.Key)
	if code != "" {
		return nil, fail(ctx, code)
	}
	asked := in.Body
	if !asked.PIN.Fits() || !storable(asked.PSR) || !storable(asked.Start) {
		return nil, fail(ctx, problem.InvalidRequest)
	}
	who := callerOf(ctx).who
	request := job.BuyRequest{Scope: who.Scope(), Key: key, UserID: who.User.ID, UserName: who.User.Name, Device: who.Device,
		Request: buying.Request{PSR: asked.PSR, Amount: asked.Amount, Currency: asked.Currency, Credited: asked.Credited,
			BankVersion: asked.BankVersion, PIN: asked.PIN, Start: asked.Start, Again: asked.Again}}
	asked.PIN = ""
	body, err := json.Marshal(asked)
	if err != nil {
		return nil, err
	}
	request.Hash = actHash(http.MethodPost, "/v1/purchases", "", string(body))
	// Whoever asked may hang up; what they asked for goes on.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerWithin)
	defer cancel()
	outcome, err := a.Purchases.Buy(ctx, request)
	if err != nil {
		return nil, buyProblem(ctx, err)
	}
	return &buyOutput{Replayed: replayedHeader(outcome.Replayed), Body: outcome.Answer}, nil
}

// buyProblem is what a refusal of the jobs means to whoever asked.
func buyProblem(ctx context.Context, err error) error {
	var changed job.ChangedError
	var just job.JustStartedError
	var over job.StartNotOpenError
	switch {
	case errors.As(err, &changed):
		return failWith(ctx, problem.PurchaseChanged, changed.Quote)
	case errors.As(err, &just):
		return failWith(ctx, problem.PurchaseJustStarted, just.Start)
	case errors.As(err, &over):
		return failWith(ctx, problem.StartNotOpen, over.Start)
	case errors.Is(err, job.ErrNotFound):
		return store.ErrNotFound
	case errors.Is(err, job.ErrNoBank):
		return fail(ctx, problem.NoBank)
	case errors.Is(err, job.ErrAgentInactive):
		return fail(ctx, problem.AgentInactive)
	case errors.Is(err, job.ErrAmount):
		return fail(ctx, problem.AmountOutOfRange)
	case errors.Is(err, job.ErrOtherStart):
		return fail(ctx, problem.InvalidRequest)
	case errors.Is(err, job.ErrKeyReused):
		return fail(ctx, problem.KeyReused)
	case errors.Is(err, job.ErrNotConfigured):
		return fail(ctx, problem.NotConfigured)
	case errors.Is(err, job.ErrEnding):
		return failLater(ctx, problem.Busy, time.Second)
	}
	return err
}

// failWith is a problem with the record that it speaks of.
func failWith(ctx context.Context, code problem.Code, current any) error {
	p := newProblem(callerOf(ctx), code)
	p.Current = current
	return p
}

type startOutput struct{ Body buying.Start }

func (a *api) getStart(ctx context.Context, in *idInput) (*startOutput, error) {
	start, err := a.Store.FindStart(ctx, callerOf(ctx).who.Scope(), in.ID)
	if err != nil {
		return nil, err
	}
	return &startOutput{Body: start}, nil
}

// startOperation tells how far the start of an act is. One that is over, but
// whose answer was lost, is answered from what is known of it. A person who does
// not see the start any more is not told what became of it; nor that there is no
// such act, which would mean that nothing was paid.
func (a *api) startOperation(ctx context.Context, op store.Operation) (state string, status int, body any, err error) {
	who := callerOf(ctx).who
	start, err := a.Store.FindStart(ctx, who.Scope(), op.Target)
	if errors.Is(err, store.ErrNotFound) || !who.User.Role.Allows(access.PurchasesBuy) {
		return "running", 0, nil, nil
	}
	if err != nil || !op.Done && start.State == buying.Sending {
		return "running", 0, nil, err
	}
	return "done", http.StatusOK, start.Answer(), nil
}
