package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/listing"
	"trastienda/app/problem"
	"trastienda/data/hub/store"
)

// Problem is a problem on its way out. Fields names the parameters that were
// refused, never their values.
type Problem struct {
	problem.Problem
	Fields []string `json:"fields,omitempty" doc:"The parameters that were refused, such as query.limit"`
	// Current is the record as it is now, when somebody changed it first.
	Current any `json:"current,omitempty"`
}

// GetStatus is the HTTP status, for huma.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is the media type, for huma.
func (p *Problem) ContentType(string) string { return problem.ContentType }

// huma's two hooks are the package's own variables. What is put there depends
// on nothing but its arguments, so that any number of APIs may share it.
func init() {
	huma.NewError = func(status int, _ string, errs ...error) huma.StatusError {
		return refuse(caller{}, status, errs)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, _ string, errs ...error) huma.StatusError {
		return refuse(callerOf(ctx.Context()), status, errs)
	}
}

// refuse says what huma found wrong with a request, without its messages: they
// repeat the offending values, a password among them.
func refuse(c caller, status int, errs []error) *Problem {
	p := newProblem(c, codeFor(status))
	for _, err := range errs {
		var detail huma.ErrorDetailer
		if !errors.As(err, &detail) {
			continue
		}
		if field := declaredField(detail.ErrorDetail().Location); !slices.Contains(p.Fields, field) && field != "" {
			p.Fields = append(p.Fields, field)
		}
	}
	return p
}

// declaredField keeps the location of a parameter, whose names are the
// contract's. What stands in a body is the client's.
func declaredField(location string) string {
	if strings.HasPrefix(location, "body") {
		return "body"
	}
	for _, place := range []string{"query.", "path.", "header."} {
		if name, ok := strings.CutPrefix(location, place); ok && slices.Contains(parameterNames, strings.SplitN(name, "[", 2)[0]) {
			return location
		}
	}
	return ""
}

func codeFor(status int) problem.Code {
	switch status {
	case http.StatusBadRequest:
		return problem.NotJSON
	case http.StatusRequestTimeout, http.StatusInternalServerError:
		// huma says 500 for a body that broke off; errors of operations never
		// come this way.
		return problem.BodyTimeout
	case http.StatusRequestEntityTooLarge:
		return problem.BodyTooLarge
	case http.StatusUnsupportedMediaType:
		return problem.UnsupportedMedia
	case http.StatusUnprocessableEntity, 0:
		return problem.InvalidRequest
	}
	return problem.Internal
}

func newProblem(c caller, code problem.Code) *Problem {
	return &Problem{Problem: *problem.New(code, c.lang, c.requestID)}
}

// fail is the problem of a code for the caller of ctx.
func fail(ctx context.Context, code problem.Code) error { return newProblem(callerOf(ctx), code) }

// failLater is fail with the time after which trying again makes sense.
func failLater(ctx context.Context, code problem.Code, after time.Duration) error {
	seconds := int64((after + time.Second - 1) / time.Second)
	return huma.ErrorWithHeaders(fail(ctx, code), http.Header{"Retry-After": {strconv.FormatInt(max(seconds, 1), 10)}})
}

const (
	// busyRetry is when to try again after the hub was too slow, downRetry after
	// its database was not there.
	busyRetry = 2 * time.Second
	downRetry = 5 * time.Second
)

// translate makes a problem of any error an operation returned. What is not
// foreseen is logged with the number the user can quote, and told to nobody.
func (a *api) translate(ctx context.Context, err error) error {
	var known *Problem
	switch {
	case errors.As(err, &known):
		return err
	case errors.Is(err, store.ErrNotFound):
		return fail(ctx, problem.NotFound)
	case errors.Is(err, listing.ErrCursor):
		return fail(ctx, problem.BadCursor)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return failLater(ctx, problem.Busy, busyRetry)
	case store.Down(err):
		a.Log.ErrorContext(ctx, "the database is down", "request", callerOf(ctx).requestID, "error", err)
		return failLater(ctx, problem.DatabaseDown, downRetry)
	case store.Full(err):
		a.Log.ErrorContext(ctx, "storage is full", "request", callerOf(ctx).requestID, "error", err)
		return fail(ctx, problem.StorageFull)
	}
	a.Log.ErrorContext(ctx, "operation failed", "request", callerOf(ctx).requestID, "error", err)
	return fail(ctx, problem.Internal)
}
