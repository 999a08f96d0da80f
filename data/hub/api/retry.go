package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/audit"
	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/data/connector"
	"trastienda/data/hub/job"
	"trastienda/data/hub/store"
)

// Purchases is what the API needs of the jobs that advance purchases.
type Purchases interface {
	Retry(ctx context.Context, r job.RetryRequest) (job.RetryOutcome, error)
	WalletNotice(ctx context.Context, p connector.Payment) error
	Assigner
	Buyer
}

const (
	// answerWithin keeps the promise of ten seconds.
	answerWithin = 9500 * time.Millisecond
	maxKey       = 255
)

func (a *api) retryOperations() {
	register(a, access.PurchasesRetry, huma.Operation{
		OperationID: "retry-purchase", Method: http.MethodPost, Path: "/v1/purchases/{id}/retry", Summary: "Retry what is not done of a purchase",
		Description: "Answers within 10 s. The key is this act's for ever: sent again, it gives the first answer with Idempotency-Replayed. " +
			"Problems: 400 key-missing, 400 key-invalid, 409 nothing-to-retry, 422 key-reused, 503 not-configured.",
		MaxBodyBytes: 4 << 10,
	}, a.retryPurchase)
	register(a, access.OperationsSee, huma.Operation{
		OperationID: "get-operation", Method: http.MethodGet, Path: "/v1/operations/{key}", Summary: "What became of an Idempotency-Key",
		Description: "Only for the person who used the key.",
	}, a.getOperation)
}

// RetryRequest has nothing in it: the purchase and the key say it all.
type RetryRequest struct{}

type retryInput struct {
	ID      string `path:"id" maxLength:"200"`
	Key     string `header:"Idempotency-Key" doc:"1 to 255 printable characters, quoted or bare"`
	IfMatch string `header:"If-Match" maxLength:"100"`
	Body    *RetryRequest
}

type retryOutput struct {
	Replayed string `header:"Idempotency-Replayed" doc:"true when the answer was given before"`
	Body     purchase.RetryAnswer
}

func (a *api) retryPurchase(ctx context.Context, in *retryInput) (*retryOutput, error) {
	key, code := parseKey(in.Key)
	if code != "" {
		return nil, fail(ctx, code)
	}
	who := callerOf(ctx).who
	request := job.RetryRequest{Scope: who.Scope(), PurchaseID: in.ID, Key: key,
		Hash:   actHash(http.MethodPost, "/v1/purchases/"+in.ID+"/retry", in.IfMatch, "{}"),
		UserID: who.User.ID, UserName: who.User.Name, Device: who.Device}
	// Whoever asked may hang up; what they asked for goes on, and its answer is
	// stored for when they ask again.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerWithin)
	defer cancel()
	outcome, err := a.Purchases.Retry(ctx, request)
	switch {
	case errors.Is(err, job.ErrNotFound):
		return nil, fail(ctx, problem.NotFound)
	case errors.Is(err, job.ErrClosed):
		return nil, fail(ctx, problem.PurchaseClosed)
	case errors.Is(err, job.ErrNothingToRetry):
		return nil, fail(ctx, problem.NothingToRetry)
	case errors.Is(err, job.ErrKeyReused):
		return nil, fail(ctx, problem.KeyReused)
	case errors.Is(err, job.ErrNotConfigured):
		return nil, fail(ctx, problem.NotConfigured)
	case err != nil:
		return nil, err
	}
	out := &retryOutput{Body: outcome.Answer}
	if outcome.Replayed {
		out.Replayed = "true"
	}
	return out, nil
}

// parseKey reads an Idempotency-Key, quoted as a structured field string or
// bare. The code tells what is wrong with it.
func parseKey(header string) (string, problem.Code) {
	if header == "" {
		return "", problem.KeyMissing
	}
	key := header
	if len(key) >= 2 && strings.HasPrefix(key, `"`) && strings.HasSuffix(key, `"`) {
		key = unescape.Replace(key[1 : len(key)-1])
		if key == "" {
			return "", problem.KeyMissing
		}
	}
	if !utf8.ValidString(key) || utf8.RuneCountInString(key) > maxKey ||
		strings.ContainsFunc(key, func(c rune) bool { return !unicode.IsPrint(c) }) {
		return "", problem.KeyInvalid
	}
	return key, ""
}

var unescape = strings.NewReplacer(`\\`, `\`, `\"`, `"`)

// actHash tells one act from another under the same key. Lengths keep the parts
// apart.
func actHash(parts ...string) string {
	text, err := json.Marshal(parts)
	if err != nil {
		panic(err) // strings only
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Operation is what became of a key. While it is running there is no status and
// no body; once it is done they are the answer that was given.
type Operation struct {
	Key        string     `json:"key"`
	Act        string     `json:"act" doc:"What it was, such as purchase.retry"`
	Target     string     `json:"target" doc:"Id of what was acted on"`
	State      string     `json:"state" enum:"running,done"`
	Status     int        `json:"status" doc:"HTTP status of the answer; 0 while running"`
	Body       any        `json:"body" doc:"The answer, as act says; null while running"`
	CreatedAt  time.Time  `json:"created_at"`
	FinishedAt *time.Time `json:"finished_at"`
}

type operationInput struct {
	Key string `path:"key" maxLength:"1020" doc:"The key without quotes, percent-encoded"`
}

type operationOutput struct{ Body Operation }

func (a *api) getOperation(ctx context.Context, in *operationInput) (*operationOutput, error) {
	who := callerOf(ctx).who
	found, err := a.Store.FindOperation(ctx, who.Scope().Agency, in.Key)
	if err != nil {
		return nil, err
	}
	if found.UserID != who.User.ID {
		return nil, store.ErrNotFound
	}
	// Permission is checked again: a role may have changed since.
	if needs := actPermissions[found.Act]; !who.User.Role.Allows(needs) && found.Act != audit.ActBuy {
		return nil, store.ErrNotFound
	}
	out := &operationOutput{Body: Operation{Key: found.Key, Act: found.Act, Target: found.Target, State: "running",
		CreatedAt: found.CreatedAt, FinishedAt: found.FinishedAt}}
	if actsOnPurchase[found.Act] {
		if out.Body.State, out.Body.Status, out.Body.Body, err = a.purchaseOperation(ctx, found); err != nil {
			return nil, err
		}
	}
	if found.Act == audit.ActBuy {
		if out.Body.State, out.Body.Status, out.Body.Body, err = a.startOperation(ctx, found); err != nil {
			return nil, err
		}
	}
	if found.Done && (found.Act != audit.ActBuy || out.Body.State == "done") {
		out.Body.State, out.Body.Status, out.Body.Body = "done", found.Status, json.RawMessage(found.Body)
	}
	return out, nil
}

// The acts with a key, and what each one takes.
var (
	actPermissions = map[string]access.Permission{
		audit.ActRetry: access.PurchasesRetry, audit.ActMark: access.PurchasesMark, audit.ActSetting: access.SettingsOwn,
		audit.ActUserChange: access.UsersManage, audit.ActUserReset: access.UsersManage, audit.ActInvite: access.UsersManage,
		audit.ActAgentCreate: access.AgentsEdit, audit.ActAgentEdit: access.AgentsEdit,
		audit.ActBankPropose: access.BankPropose, audit.ActBankWithdraw: access.BankPropose, audit.ActBankApprove: access.BankDecide, audit.ActBankReject: access.BankDecide,
		audit.ActRatePropose: access.RatesPropose, audit.ActRateWithdraw: access.RatesPropose, audit.ActRateApprove: access.RatesDecide, audit.ActRateReject: access.RatesDecide,
		audit.ActBuy:            access.PurchasesBuy,
		audit.ActReceipt:        access.ProofMake,
		audit.ActClosingPropose: access.ClosingPropose, audit.ActClosingWithdraw: access.ClosingPropose,
		audit.ActClosingApprove: access.ClosingDecide, audit.ActClosingReject: access.ClosingDecide,
		audit.ActDiscard:          access.OwnSession,
		audit.ActExport:           access.OwnSession,
		audit.ActImport:           access.ImportRun,
		audit.ActAgency:           access.AgencyEdit,
		audit.ActExceptionPropose: access.ExceptionsSee, audit.ActExceptionWithdraw: access.ExceptionsSee, audit.ActExceptionApprove: access.ExceptionsSee, audit.ActExceptionReject: access.ExceptionsSee,
	}
	actsOnPurchase = map[string]bool{audit.ActRetry: true, audit.ActMark: true}
)

// purchaseOperation tells how far an act on a purchase in scope is. A run that
// is over but whose answer was lost is answered from the present state.
func (a *api) purchaseOperation(ctx context.Context, op store.Operation) (state string, status int, body any, err error) {
	over, err := a.over(ctx, op)
	if err != nil {
		return "", 0, nil, err
	}
	// Read after asking whether the run is over, so that it shows the run's end.
	present, err := a.Store.FindPurchase(ctx, callerOf(ctx).who.Scope(), op.Target)
	if err != nil || !over {
		return "running", 0, nil, err
	}
	return "done", http.StatusOK, purchase.AnswerFor(present.Purchase), nil
}

// jobKind is the kind of the jobs that advance purchases.
const jobKind = "purchase"

// over tells whether an act has its answer, or can have no other any more.
func (a *api) over(ctx context.Context, op store.Operation) (bool, error) {
	if op.Done {
		return true, nil
	}
	ended, _, err := a.Store.JobRun(ctx, jobKind, op.Target, op.Run)
	return ended, err
}
