package api

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/audit"
	"trastienda/app/importing"
	"trastienda/app/money"
	"trastienda/app/problem"
	"trastienda/data/hub/store"
)

const importProblems = "Problems: 400 key-missing, 400 key-invalid, 422 import-invalid, 422 key-reused."

func (a *api) importOperations() {
	register(a, access.ImportRun, huma.Operation{
		OperationID: "import-agents", Method: http.MethodPost, Path: "/v1/imports/agents", Summary: "Take in agents of a file",
		Description: "Agents are known by their code. What the file leaves empty stays as it is, and points of sale are added, never removed. An agent that is there with other " +
			"data differs and is left alone, unless update is set. Bank data is proposed and waits for another person. The same rows again change nothing. " + importProblems,
		MaxBodyBytes: maxBody,
	}, a.importAgents)
	register(a, access.ImportRun, huma.Operation{
		OperationID: "import-purchases", Method: http.MethodPost, Path: "/v1/imports/purchases", Summary: "Take in past purchases of a file",
		Description:  "They are history: nothing is ever sent for them. The same facts are the same purchase, and one that a shop has already, of that second and amount, is not added. " + importProblems,
		MaxBodyBytes: maxBody,
	}, a.importPurchases)
	register(a, access.ImportRun, huma.Operation{
		OperationID: "list-imports", Method: http.MethodGet, Path: "/v1/imports", Summary: "Earlier imports of a file, newest first",
	}, a.listImports)
}

type importAgentsInput struct {
	Key  string                              `header:"Idempotency-Key" doc:"1 to 255 printable characters, quoted or bare"`
	Body importing.Batch[importing.AgentRow] `nameHint:"AgentImport"`
}

type importPurchasesInput struct {
	Key  string                                  `header:"Idempotency-Key" doc:"1 to 255 printable characters, quoted or bare"`
	Body importing.Batch[importing.PurchaseItem] `nameHint:"PurchaseImport"`
}

// ImportAnswer is what became of each item, in the order of the request.
type ImportAnswer struct {
	Results []importing.RowResult `json:"results"`
}

type importOutput struct {
	Replayed string `header:"Idempotency-Replayed" doc:"true when the answer was given before"`
	Body     ImportAnswer
}

func (a *api) importAgents(ctx context.Context, in *importAgentsInput) (*importOutput, error) {
	act := importAct{kind: importing.Agents, key: in.Key, path: "/v1/imports/agents", head: headOf(in.Body), body: auditText(in.Body)}
	scope := callerOf(ctx).who.Scope()
	return a.runImport(ctx, act, func(tx *store.Tx) ([]importing.RowResult, error) {
		profile, err := tx.LockAgency(ctx, scope.Agency) // holds the codes too
		if err != nil {
			return nil, err
		}
		return eachRow(in.Body.Rows, func(row importing.AgentRow) (importing.RowResult, error) {
			i := agentImport{api: a, tx: tx, scope: scope, update: in.Body.Update, rate: profile.BonusBP}
			return i.take(ctx, row)
		})
	})
}

func (a *api) importPurchases(ctx context.Context, in *importPurchasesInput) (*importOutput, error) {
	act := importAct{kind: importing.Purchases, key: in.Key, path: "/v1/imports/purchases", head: headOf(in.Body), body: auditText(in.Body)}
	return a.runImport(ctx, act, func(tx *store.Tx) ([]importing.RowResult, error) {
		return eachRow(in.Body.Rows, func(row importing.PurchaseItem) (importing.RowResult, error) { return a.takePurchase(ctx, tx, row) })
	})
}

func eachRow[T any](rows []T, take func(T) (importing.RowResult, error)) ([]importing.RowResult, error) {
	results := make([]importing.RowResult, len(rows))
	for n, row := range rows {
		var err error
		if results[n], err = take(row); err != nil {
			return nil, err
		}
	}
	return results, nil
}

// importAct is one part of an import.
type importAct struct {
	kind            importing.Kind
	key, path, body string
	head            importing.Batch[struct{}]
}

func headOf[T any](b importing.Batch[T]) importing.Batch[struct{}] {
	return importing.Batch[struct{}]{Import: b.Import, File: b.File, Name: b.Name, Update: b.Update}
}

// runImport carries a part of an import out, adds it to its run and tells the
// audit how many rows had which result.
func (a *api) runImport(ctx context.Context, act importAct, take func(*store.Tx) ([]importing.RowResult, error)) (*importOutput, error) {
	key, code := parseKey(act.key)
	if code != "" {
		return nil, fail(ctx, code)
	}
	name := strings.TrimSpace(act.head.Name)
	if id, err := uuid.Parse(act.head.Import); err != nil || id.String() != act.head.Import || !storable(name) || utf8.RuneCountInString(name) > 255 {
		return nil, fail(ctx, problem.ImportInvalid)
	}
	who := callerOf(ctx).who.User
	what := insideAct{Key: key, Act: audit.ActImport, Target: act.head.Import, Hash: actHash(http.MethodPost, act.path, "", act.body)}
	answer, replayed, err := inside(ctx, a, what, func(tx *store.Tx) (ImportAnswer, error) {
		results, err := take(tx)
		if err != nil {
			return ImportAnswer{}, err
		}
		run := store.ImportRun{Agency: who.Agency, ByID: who.ID, Run: importing.Run{ID: act.head.Import, Kind: act.kind, File: act.head.File, Name: name, By: who.Name, At: a.now()}}
		for _, r := range results {
			run.Add(r)
		}
		if ours, err := tx.AddImport(ctx, run); err != nil {
			return ImportAnswer{}, err
		} else if !ours {
			return ImportAnswer{}, fail(ctx, problem.ImportInvalid)
		}
		a.audit(ctx, tx, audit.ActImport, store.EntityImport, run.ID, nil, map[string]any{"kind": run.Kind, "name": run.Name, "file": run.File, "tally": run.Tally})
		return ImportAnswer{Results: results}, nil
	})
	if err != nil {
		return nil, err
	}
	return &importOutput{Replayed: replayedHeader(replayed), Body: answer}, nil
}

// agentImport takes agents of a file in, in one transaction.
type agentImport struct {
	api    *api
	tx     *store.Tx
	scope  access.Scope
	update bool
	rate   money.BasisPoints
}

// take brings one agent in; what cannot be is refused alone.
func (i agentImport) take(ctx context.Context, row importing.AgentRow) (importing.RowResult, error) {
	result := importing.RowResult{Row: row.Row}
	said := row.Agent.Clean()
	var account *agent.Account
	if row.Account != nil {
		clean := row.Account.Clean()
		account = &clean
	}
	if len(said.Check()) > 0 || account != nil && len(account.Check()) > 0 {
		result.Result, result.Code = importing.Refused, importing.CodeInvalid
		return result, nil
	}
	err := i.tx.Try(ctx, func() error {
		id, made, err := i.save(ctx, said)
		if err != nil || made == importing.DiffersAt {
			result.Result = made
			return err
		}
		result.Result = made
		if account != nil {
			result.Bank, err = i.propose(ctx, id, *account)
		}
		return err
	})
	var refusal *Problem
	if errors.As(agentProblem(ctx, err), &refusal) {
		return importing.RowResult{Row: row.Row, Result: importing.Refused, Code: string(refusal.Code)}, nil
	}
	return result, err
}

// save makes the agent, or brings it to what the file says.
func (i agentImport) save(ctx context.Context, said agent.Edit) (id string, made importing.Result, err error) {
	id, err = i.tx.AgentIDByCode(ctx, i.scope.Agency, said.Code)
	if errors.Is(err, store.ErrNotFound) {
		return i.create(ctx, said)
	}
	if err != nil {
		return "", "", err
	}
	before, err := i.tx.LockAgent(ctx, i.scope, id)
	if err != nil {
		return "", "", err
	}
	now := agent.EditOf(before)
	next, overwrites := importing.Over(now, said)
	sortPoints(next.PointsOfSale)
	switch {
	case reflect.DeepEqual(now, next):
		return id, importing.Unchanged, nil
	case overwrites && !i.update:
		return id, importing.DiffersAt, nil
	case len(next.Check()) > 0: // too many points of sale, the old and the new together
		return "", "", fail(ctx, problem.AgentInvalid)
	}
	after := edited(before, next)
	after.Version++
	if err := i.tx.SaveAgent(ctx, i.scope.Agency, before, after); err != nil {
		return "", "", err
	}
	i.api.audit(ctx, i.tx, audit.ActAgentEdit, store.EntityAgent, id, before, after)
	return id, importing.Changed, nil
}

func (i agentImport) create(ctx context.Context, said agent.Edit) (string, importing.Result, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return "", "", err
	}
	said.Active = true
	sortPoints(said.PointsOfSale)
	if err := i.tx.InsertAgent(ctx, i.scope.Agency, edited(agent.Agent{ID: id.String(), Version: 1}, said), i.rate); err != nil {
		return "", "", err
	}
	after, err := i.tx.LockAgent(ctx, i.scope, id.String())
	if err != nil {
		return "", "", err
	}
	i.api.audit(ctx, i.tx, audit.ActAgentCreate, store.EntityAgent, after.ID, nil, after)
	return after.ID, importing.Created, nil
}

func sortPoints(points []agent.PointOfSale) {
	slices.SortFunc(points, func(p, q agent.PointOfSale) int { return strings.Compare(p.PSR, q.PSR) })
}

// propose opens a change of bank data, unless it is in force or open already, or
// another one is open.
func (i agentImport) propose(ctx context.Context, id string, asked agent.Account) (importing.BankResult, error) {
	now, err := i.tx.LockAgent(ctx, i.scope, id)
	if err != nil {
		return "", err
	}
	if now.Bank.Change != "" {
		open, err := i.tx.LockBankChange(ctx, i.scope, now.Bank.Change)
		if err != nil {
			return "", err
		}
		if open.New == asked {
			return importing.BankSame, nil
		}
		return importing.BankOpen, nil
	}
	if old, version, err := i.tx.Account(ctx, i.scope.Agency, id); err != nil {
		return "", err
	} else if version > 0 && old.Clean() == asked {
		return importing.BankSame, nil
	}
	_, err = i.api.openBankChange(ctx, i.tx, i.scope, id, etag(now.Version), asked)
	return importing.BankProposed, err
}

// takePurchase brings one past purchase in.
func (a *api) takePurchase(ctx context.Context, tx *store.Tx, p importing.PurchaseItem) (importing.RowResult, error) {
	refused := importing.RowResult{Row: p.Line, Result: importing.Refused}
	if !p.Sound(a.now()) {
		refused.Code = importing.CodeInvalid
		return refused, nil
	}
	point, err := tx.SellingPoint(ctx, p.PSR)
	if errors.Is(err, store.ErrNotFound) || err == nil && point.Agency != callerOf(ctx).who.User.Agency {
		refused.Code = importing.CodePSRUnknown
		return refused, nil
	}
	if err != nil {
		return refused, err
	}
	row := store.PastPurchase(a.Store.HubID(), point, p)
	there, err := tx.PurchaseThere(ctx, row)
	if err == nil && !there {
		var added bool
		if added, err = tx.InsertPurchase(ctx, row); added {
			return importing.RowResult{Row: p.Line, Result: importing.Created}, err
		}
	}
	return importing.RowResult{Row: p.Line, Result: importing.Unchanged}, err
}

type importsInput struct {
	Kind importing.Kind `query:"kind" required:"true" enum:"agents,purchases"`
	File string         `query:"file" required:"true" pattern:"^[0-9a-f]{64}$" doc:"The file's SHA-256 in hexadecimal"`
}

type importsOutput struct {
	Body List[importing.Run] `nameHint:"ImportList"`
}

func (a *api) listImports(ctx context.Context, in *importsInput) (*importsOutput, error) {
	runs, err := a.Store.ImportsOf(ctx, callerOf(ctx).who.User.Agency, in.Kind, in.File, 20)
	if err != nil {
		return nil, err
	}
	return &importsOutput{Body: List[importing.Run]{Items: runs}}, nil
}
