package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/agency"
	"trastienda/app/agent"
	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/data/hub/store"
)

// Change is a record that changed. Doc is its present document, null when it
// was deleted or left the caller's scope.
type Change struct {
	Seq     int64  `json:"seq"`
	Entity  string `json:"entity" enum:"purchase,agent,mark,closing,user,setting,exception,agency,bank_change,rate_change"`
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Deleted bool   `json:"deleted"`
	Doc     any    `json:"doc" doc:"A Purchase, an Agent, a Mark, a Closing, a User, a Setting, an Exception, a Profile (of the agency, without its logo), a BankChange or a RateChange, as entity says; null when deleted"`
}

// Changes are what changed after a cursor. Next is always given; More tells
// that there is more to be had at once.
type Changes struct {
	Items []Change `json:"items"`
	Next  string   `json:"next"`
	More  bool     `json:"more"`
}

func (a *api) changeOperations() {
	register(a, access.ChangesFollow, huma.Operation{
		OperationID: "follow-changes", Method: http.MethodGet, Path: "/v1/changes", Summary: "What changed since (long poll)",
		Description: "Waits up to wait seconds when there is nothing new. next also passes over what the caller does not see. " +
			"Problems: 410 must-refetch when the cursor is of another epoch or scope: load the snapshot again.",
	}, a.followChanges)
}

type changesInput struct {
	After string `query:"after" maxLength:"300" doc:"What the call before gave as next, or a snapshot as changes_after; empty for everything"`
	Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"500"`
	Wait  int    `query:"wait" minimum:"0" maximum:"30" default:"0" doc:"Seconds"`
}

type changesOutput struct{ Body Changes }

func (a *api) followChanges(ctx context.Context, in *changesInput) (*changesOutput, error) {
	scope := callerOf(ctx).who.Scope()
	after, ok := a.position(scope, in.After)
	if !ok {
		return nil, fail(ctx, problem.MustRefetch)
	}
	timeout := time.NewTimer(time.Duration(in.Wait) * time.Second)
	defer timeout.Stop()
	first := true
	for {
		waiter := a.Feed.Wait(scope.Agency)
		out, head, err := a.changesSince(ctx, scope, after, in.Limit)
		if err != nil {
			waiter.Done()
			return nil, err
		}
		if first && head < after { // a number this hub never gave
			waiter.Done()
			return nil, fail(ctx, problem.MustRefetch)
		}
		first, after = false, head
		if len(out.Body.Items) > 0 || in.Wait == 0 {
			waiter.Done()
			return out, nil
		}
		waiter.Seen(head)
		again := waitFor(ctx, waiter.Woken(), a.Feed.Stopped(), timeout.C)
		waiter.Done()
		if !again {
			return out, nil
		}
		// What woke it may be the end of this very session.
		if err := a.Sessions.Still(ctx, callerOf(ctx).who); err != nil {
			return nil, a.sessionOver(ctx, err)
		}
	}
}

// waitFor waits for a change; false when waiting is over.
func waitFor(ctx context.Context, woken, stopped <-chan struct{}, timeout <-chan time.Time) bool {
	select {
	case <-woken:
		return true
	case <-ctx.Done():
	case <-stopped:
	case <-timeout:
	}
	return false
}

// changesSince reads what changed after a number. The documents are read after
// the changes, so that each is at least as new as its change.
func (a *api) changesSince(ctx context.Context, scope access.Scope, after int64, limit int) (*changesOutput, int64, error) {
	head, err := a.Store.Head(ctx, scope.Agency)
	if err != nil {
		return nil, 0, err
	}
	changed, err := a.Store.Changes(ctx, scope, after, head, limit+1)
	if err != nil {
		return nil, 0, err
	}
	out := &changesOutput{Body: Changes{Items: []Change{}, Next: a.cursor(scope, head)}}
	if len(changed) > limit {
		changed = changed[:limit]
		out.Body.More, out.Body.Next = true, a.cursor(scope, changed[limit-1].Seq)
	}
	out.Body.Items, err = a.withDocuments(ctx, scope, changed)
	return out, head, err
}

func (a *api) withDocuments(ctx context.Context, scope access.Scope, changed []store.Change) ([]Change, error) {
	ids := map[string][]string{}
	for _, c := range changed {
		if !c.Deleted {
			ids[c.Entity] = append(ids[c.Entity], c.ID)
		}
	}
	documents := map[string]map[string]document{}
	for _, read := range []func() error{
		func() error {
			return collect(ctx, a.Store.PurchasesByID, scope, ids, documents, store.EntityPurchase, purchaseVersion)
		},
		func() error {
			return collect(ctx, a.Store.AgentsByID, scope, ids, documents, store.EntityAgent, agentVersion)
		},
		func() error {
			return collect(ctx, a.Store.MarksByID, scope, ids, documents, store.EntityMark, markVersion)
		},
		func() error {
			return collect(ctx, a.Store.ClosingsByID, scope, ids, documents, store.EntityClosing, closingVersion)
		},
		func() error {
			return collect(ctx, a.Store.UsersByID, scope, ids, documents, store.EntityUser, userVersion)
		},
		func() error {
			return collect(ctx, a.Store.SettingsByID, scope, ids, documents, store.EntitySetting, settingVersion)
		},
		func() error {
			return collect(ctx, a.Store.AgenciesByID, scope, ids, documents, store.EntityAgency, agencyVersion)
		},
		func() error {
			return collect(ctx, a.exceptionsByID, scope, ids, documents, store.EntityException, exceptionVersion)
		},
		func() error {
			return collect(ctx, a.Store.BankChangesByID, scope, ids, documents, store.EntityBankChange, bankChange.version)
		},
		func() error {
			return collect(ctx, a.Store.RateChangesByID, scope, ids, documents, store.EntityRateChange, rateChange.version)
		},
	} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	items := make([]Change, len(changed))
	for i, c := range changed {
		items[i] = Change{Seq: c.Seq, Entity: c.Entity, ID: c.ID, Version: c.Version, Deleted: true}
		if d, ok := documents[c.Entity][c.ID]; ok {
			items[i].Doc, items[i].Version, items[i].Deleted = d.doc, d.version, false
		}
	}
	return items, nil
}

// document is a record of any entity with its version.
type document struct {
	doc     any
	version int64
}

func purchaseVersion(p purchase.Purchase) int64 { return p.Version }
func agentVersion(g agent.Agent) int64          { return g.Version }
func markVersion(m purchase.Mark) int64         { return m.Version }
func closingVersion(c purchase.Closing) int64   { return c.Version }
func userVersion(u access.User) int64           { return u.Version }
func settingVersion(s access.Setting) int64     { return s.Version }
func agencyVersion(p agency.Profile) int64      { return p.Version }
func exceptionVersion(e Exception) int64        { return e.Version }

// collect reads those records of an entity that are in scope.
func collect[T any](ctx context.Context, read func(context.Context, access.Scope, []string) (map[string]T, error), scope access.Scope,
	ids map[string][]string, into map[string]map[string]document, entity string, version func(T) int64) error {
	found, err := read(ctx, scope, ids[entity])
	into[entity] = make(map[string]document, len(found))
	for id, doc := range found {
		into[entity][id] = document{doc: doc, version: version(doc)}
	}
	return err
}

// cursor is epoch.scope.seq.
func (a *api) cursor(scope access.Scope, seq int64) string {
	return a.Store.Epoch() + "." + scope.Key() + "." + strconv.FormatInt(seq, 10)
}

// position reads a cursor; an empty one is the beginning. It is false for one
// of another epoch, of another scope, or of no hub at all.
func (a *api) position(scope access.Scope, cursor string) (int64, bool) {
	if cursor == "" {
		return 0, true
	}
	number, ok := strings.CutPrefix(cursor, a.Store.Epoch()+"."+scope.Key()+".")
	if !ok {
		return 0, false
	}
	seq, err := strconv.ParseInt(number, 10, 64)
	return seq, err == nil && seq >= 0
}
