package remote

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"trastienda/app/audit"
	"trastienda/app/listing"
)

// AuditQuery is what the audit chain is asked with. Limit is at most
// listing.MaxLimit; Skip passes over so many links after Cursor.
type AuditQuery struct {
	Filter audit.Filter
	Sort   listing.Sort
	Cursor string
	Skip   int
	Limit  int
}

// Audit asks the hub for a page of the agency's audit chain.
func (c *Client) Audit(ctx context.Context, q AuditQuery) (Page[audit.Entry], error) {
	v := auditValues(q.Filter)
	if s := q.Sort.String(); s != "" {
		v.Set("sort", s)
	}
	if q.Cursor != "" {
		v.Set("cursor", q.Cursor)
	}
	if q.Skip > 0 {
		v.Set("skip", strconv.Itoa(q.Skip))
	}
	if q.Limit > 0 {
		v.Set("limit", strconv.Itoa(q.Limit))
	}
	return get[Page[audit.Entry]](ctx, c, call{method: http.MethodGet, path: "/v1/audit", query: v})
}

// AuditCount asks how many links a filter keeps.
func (c *Client) AuditCount(ctx context.Context, f audit.Filter) (audit.Count, error) {
	return get[audit.Count](ctx, c, call{method: http.MethodGet, path: "/v1/audit/count", query: auditValues(f)})
}

// AuditChoices asks who and which acts are in the chain.
func (c *Client) AuditChoices(ctx context.Context) (audit.Choices, error) {
	return get[audit.Choices](ctx, c, call{method: http.MethodGet, path: "/v1/audit/choices"})
}

func auditValues(f audit.Filter) url.Values {
	v := url.Values{}
	for name, value := range map[string]string{"actor": f.Actor, "act": f.Act, "entity": f.Entity, "entity_id": f.EntityID, "q": strings.TrimSpace(f.Text)} {
		if value != "" {
			v.Set(name, value)
		}
	}
	for name, t := range map[string]time.Time{"from": f.From, "to": f.To} {
		if !t.IsZero() {
			v.Set(name, t.UTC().Format(time.RFC3339Nano))
		}
	}
	if f.Through > 0 {
		v.Set("through", strconv.FormatInt(f.Through, 10))
	}
	return v
}
