package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/problem"
	"trastienda/data/hub/store"
)

// readyWithin is how long the database may take to answer.
const readyWithin = 2 * time.Second

// Health tells that the hub is there.
type Health struct {
	Status string `json:"status" enum:"ok"`
}

type healthOutput struct{ Body Health }

func (a *api) healthOperations() {
	register(a, access.Public, huma.Operation{
		OperationID: "health-live", Method: http.MethodGet, Path: "/health/live", Summary: "The process answers",
	}, func(context.Context, *struct{}) (*healthOutput, error) {
		return &healthOutput{Body: Health{Status: "ok"}}, nil
	})
	register(a, access.Public, huma.Operation{
		OperationID: "health-ready", Method: http.MethodGet, Path: "/health/ready", Summary: "The database answers too",
	}, a.ready)
}

func (a *api) ready(ctx context.Context, _ *struct{}) (*healthOutput, error) {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	if _, err := a.Store.Head(ctx, ""); err != nil {
		a.Log.WarnContext(ctx, "not ready", "error", err)
		if store.Down(err) {
			return nil, failLater(ctx, problem.DatabaseDown, downRetry)
		}
		return nil, failLater(ctx, problem.Busy, busyRetry)
	}
	return &healthOutput{Body: Health{Status: "ok"}}, nil
}
