package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/audit"
	"trastienda/app/listing"
	"trastienda/app/month"
	"trastienda/app/problem"
	"trastienda/data/hub/store"
)

func (a *api) monthOperations() {
	register(a, access.MonthsSee, huma.Operation{
		OperationID: "list-months", Method: http.MethodGet, Path: "/v1/months", Summary: "The closed months, and which one can be closed",
	}, a.listMonths)
	register(a, access.MonthsSee, huma.Operation{
		OperationID: "get-month", Method: http.MethodGet, Path: "/v1/months/{month}", Summary: "What a closed month came to",
		Description: "It never changes. 404 while the month is not closed.",
	}, a.getMonth)
	register(a, access.MonthsSee, huma.Operation{
		OperationID: "list-month-rows", Method: http.MethodGet, Path: "/v1/months/{month}/rows", Summary: "The purchases of a closed month as they were counted",
		Description: "In the order of their number: the month's own, then the adjustments of earlier months. after is the number of the last row that was read.",
	}, a.listMonthRows)
	register(a, access.MonthsClose, huma.Operation{
		OperationID: "close-month", Method: http.MethodPut, Path: "/v1/months/{month}", Summary: "Close a month for ever",
		Description: "Months are closed one after the other, once they are over in the agency's zone. What moves later is an adjustment of the next. " +
			"Problems: 400 key-missing, 400 key-invalid, 409 month-closed, 409 month-not-over, 409 month-order, 422 key-reused.",
		MaxBodyBytes: 1 << 10,
	}, a.closeMonth)
}

type monthsOutput struct{ Body month.List }

// MonthPath is a month in an operation's path.
type MonthPath struct {
	Month string `path:"month" maxLength:"7" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" doc:"As 2026-10"`
}

type monthOutput struct {
	Replayed string `header:"Idempotency-Replayed" doc:"true when the answer was given before"`
	Body     month.Close
}

func (a *api) listMonths(ctx context.Context, _ *struct{}) (*monthsOutput, error) {
	agency := callerOf(ctx).who.Scope().Agency
	var out monthsOutput
	var err error
	if out.Body.Items, err = a.Store.Months(ctx, agency); err != nil {
		return nil, err
	}
	var last *month.Close
	if len(out.Body.Items) > 0 {
		last = &out.Body.Items[0]
	}
	oldest, err := a.Store.FirstPurchase(ctx, agency)
	if err != nil {
		return nil, err
	}
	profile, err := a.Store.AgencyProfile(ctx, agency)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(profile.TimeZone)
	if err != nil {
		return nil, err
	}
	m, _, to, err := month.Due(last, oldest, zone)
	if err == nil && m != "" && !a.now().Before(to) {
		out.Body.Next = m
	}
	return &out, err
}

func (a *api) getMonth(ctx context.Context, in *MonthPath) (*monthOutput, error) {
	c, err := a.Store.Month(ctx, callerOf(ctx).who.Scope().Agency, in.Month)
	return &monthOutput{Body: c}, err
}

type monthRowsInput struct {
	MonthPath
	After int64 `query:"after" minimum:"0" maximum:"1000000000" doc:"Number of the last row that was read"`
	Limit int   `query:"limit" minimum:"1" maximum:"500" default:"500"`
}

// MonthRows is a page of a closed month. Next continues it and is 0 at the end.
type MonthRows struct {
	Items []month.Row `json:"items"`
	Next  int64       `json:"next"`
}

type monthRowsOutput struct{ Body MonthRows }

func (a *api) listMonthRows(ctx context.Context, in *monthRowsInput) (*monthRowsOutput, error) {
	agency := callerOf(ctx).who.Scope().Agency
	if _, err := a.Store.Month(ctx, agency, in.Month); err != nil {
		return nil, err
	}
	limit := min(in.Limit, listing.MaxLimit)
	rows, err := a.Store.MonthRows(ctx, agency, in.Month, in.After, limit+1)
	out := &monthRowsOutput{Body: MonthRows{Items: rows}}
	if len(rows) > limit {
		out.Body.Items, out.Body.Next = rows[:limit], rows[limit-1].N
	}
	return out, err
}

type closeMonthInput struct {
	MonthPath
	Key string `header:"Idempotency-Key" doc:"1 to 255 printable characters, quoted or bare"`
}

func (a *api) closeMonth(ctx context.Context, in *closeMonthInput) (*monthOutput, error) {
	key, code := parseKey(in.Key)
	if code != "" {
		return nil, fail(ctx, code)
	}
	act := insideAct{Key: key, Act: audit.ActMonthClose, Target: in.Month, Hash: actHash(http.MethodPut, "/v1/months/"+in.Month, "", "")}
	c, replayed, err := inside(ctx, a, act, func(tx *store.Tx) (month.Close, error) { return a.countMonth(ctx, tx, in.Month) })
	if err != nil {
		return nil, err
	}
	return &monthOutput{Replayed: replayedHeader(replayed), Body: c}, nil
}

// countMonth is the effect. The zone of the close is the agency's of the moment;
// the head is held until the end, so that what is counted is what is there.
func (a *api) countMonth(ctx context.Context, tx *store.Tx, wanted string) (month.Close, error) {
	who := callerOf(ctx).who
	agency := who.Scope().Agency
	profile, err := tx.LockAgency(ctx, agency)
	if err != nil {
		return month.Close{}, err
	}
	zone, err := time.LoadLocation(profile.TimeZone)
	if err != nil {
		return month.Close{}, err
	}
	last, err := tx.LastMonth(ctx, agency)
	if err != nil {
		return month.Close{}, err
	}
	oldest, err := tx.FirstPurchase(ctx, agency)
	if err != nil {
		return month.Close{}, err
	}
	next, from, to, err := month.Due(last, oldest, zone)
	switch {
	case err != nil:
		return month.Close{}, err
	case last != nil && wanted <= last.Month:
		return month.Close{}, fail(ctx, problem.MonthClosed)
	case next != wanted:
		return month.Close{}, fail(ctx, problem.MonthOrder)
	case a.now().Before(to):
		return month.Close{}, fail(ctx, problem.MonthNotOver)
	}
	c := month.Close{Month: wanted, From: from, To: to, Zone: profile.TimeZone, At: a.now(), By: who.User.Name}
	if err := tx.CloseMonth(ctx, agency, who.User.ID, &c); err != nil {
		return c, err
	}
	a.audit(ctx, tx, audit.ActMonthClose, "month", wanted, nil, c)
	return c, nil
}
