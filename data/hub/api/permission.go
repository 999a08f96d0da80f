package api

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/problem"
	"trastienda/data/hub/session"
)

const (
	bearer         = "bearer"
	metaPermission = "permission"
)

// register adds an operation with the permission it needs, and turns what its
// handler returns into a problem.
func register[I, O any](a *api, needs access.Permission, op huma.Operation, handler func(context.Context, *I) (*O, error)) {
	op.Metadata = map[string]any{metaPermission: needs}
	op.Extensions = map[string]any{"x-permission": string(needs)}
	if needs != access.Public {
		op.Security = []map[string][]string{{bearer: {}}}
	}
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handler(ctx, in)
		if err != nil {
			return nil, a.translate(ctx, err)
		}
		return out, nil
	})
}

// authorize lets a request through when its caller may do what the operation
// declares. An operation that declares nothing is closed to everybody.
func (a *api) authorize(ctx huma.Context, next func(huma.Context)) {
	needs, declared := ctx.Operation().Metadata[metaPermission].(access.Permission)
	if !declared || needs == "" {
		a.refuse(ctx, fail(ctx.Context(), problem.Forbidden))
		return
	}
	if needs == access.Public {
		next(ctx)
		return
	}
	token, ok := strings.CutPrefix(ctx.Header("Authorization"), "Bearer ")
	if !ok || token == "" {
		a.refuse(ctx, fail(ctx.Context(), problem.NoSession))
		return
	}
	who, err := a.Sessions.Find(ctx.Context(), token)
	if err != nil {
		a.refuse(ctx, a.sessionOver(ctx.Context(), err))
		return
	}
	if !who.User.Role.Allows(needs) {
		a.refuse(ctx, fail(ctx.Context(), problem.Forbidden))
		return
	}
	c := callerOf(ctx.Context())
	c.who = who
	next(huma.WithContext(ctx, withCaller(ctx.Context(), c)))
}

// sessionOver says why a token is no good. Only who holds one that was once good
// learns that its user was deactivated.
func (a *api) sessionOver(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, session.ErrNoSession):
		return fail(ctx, problem.NoSession)
	case errors.Is(err, session.ErrDeactivated):
		return fail(ctx, problem.UserDeactivated)
	}
	return a.translate(ctx, err)
}

// refuse writes a problem before any operation ran.
func (a *api) refuse(ctx huma.Context, err error) {
	var headers huma.HeadersError
	if errors.As(err, &headers) {
		for name, values := range headers.GetHeaders() {
			ctx.SetHeader(name, strings.Join(values, ", "))
		}
	}
	var p *Problem
	if !errors.As(err, &p) {
		p = newProblem(callerOf(ctx.Context()), problem.Internal)
	}
	if p.Status == http.StatusUnauthorized {
		ctx.SetHeader("WWW-Authenticate", "Bearer")
	}
	ctx.SetHeader("Content-Type", problem.ContentType)
	ctx.SetStatus(p.Status)
	_ = a.huma.Marshal(ctx.BodyWriter(), "application/json", p) // the client may have gone
}
