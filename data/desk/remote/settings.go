package remote

import (
	"context"
	"net/http"
	"net/url"

	"trastienda/app/access"
)

// Settings are what the person keeps at the hub, in the feed and in snapshots:
// their own only. A change's id is USER/KEY, its document an access.Setting; one
// that was removed arrives as deleted.
const Settings Entity = "setting"

// Settings asks for a page of the own settings that have a value, by key; an
// empty cursor for the first.
func (c *Client) Settings(ctx context.Context, cursor string) (Page[access.Setting], error) {
	return get[Page[access.Setting]](ctx, c, call{method: http.MethodGet, path: "/v1/settings", query: pageOf(cursor)})
}

// SetSetting writes an own setting; an empty value removes it. version is the
// one that is changed, 0 for the first; opID is the act's identity and was
// stored before. It is sent once. A Refusal with 412 carries the present one.
// A key is of letters, digits and . _ : - only.
func (c *Client) SetSetting(ctx context.Context, opID, key, value string, version int64) (access.Setting, error) {
	return get[access.Setting](ctx, c, call{
		method: http.MethodPut, path: "/v1/settings/" + url.PathEscape(key), key: opID, match: matching(version), act: true,
		body: map[string]string{"value": value},
	})
}
