package api

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/audit"
	"trastienda/app/problem"
	"trastienda/data/hub/store"
)

func (a *api) settingOperations() {
	register(a, access.SettingsOwn, huma.Operation{
		OperationID: "list-settings", Method: http.MethodGet, Path: "/v1/settings", Summary: "The caller's own settings",
		Description: "By key, those that have a value. Problems: 400 bad-cursor.",
	}, a.listSettings)
	register(a, access.SettingsOwn, huma.Operation{
		OperationID: "set-setting", Method: http.MethodPut, Path: "/v1/settings/{key}", Summary: "Write one of the caller's own settings",
		Description: "An empty value removes it. If-Match is the setting's version as an ETag, \"0\" for the first. " +
			"Problems: 400 key-missing, 400 key-invalid, 409 too-many-settings, 412 version-conflict with the present setting as current, 422 key-reused, 428 version-missing.",
		MaxBodyBytes: 8 * access.MaxSetting, // any character may be written as \u00XX
	}, a.setSetting)
}

type settingsInput struct{ Paging }

type settingsOutput struct {
	Body List[access.Setting] `nameHint:"SettingList"`
}

func (a *api) listSettings(ctx context.Context, in *settingsInput) (*settingsOutput, error) {
	page, err := a.Store.ListSettings(ctx, callerOf(ctx).who.Scope(), in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return &settingsOutput{Body: listOf(page)}, nil
}

// SettingRequest is a setting's new value.
type SettingRequest struct {
	Value string `json:"value" maxLength:"65536" pattern:"^[^\\x00]*$" doc:"At most 64 KiB of UTF-8 without NUL; empty removes the setting"`
}

type settingInput struct {
	// The pattern leaves out what would have to be escaped in a path.
	Setting string `path:"key" maxLength:"100" pattern:"^[A-Za-z0-9._:-]+$"`
	Key     string `header:"Idempotency-Key" doc:"1 to 255 printable characters, quoted or bare"`
	IfMatch string `header:"If-Match" maxLength:"100" doc:"The version of the setting that is changed, as an ETag"`
	Body    SettingRequest
}

type settingOutput struct {
	ETag     string `header:"ETag"`
	Replayed string `header:"Idempotency-Replayed" doc:"true when the answer was given before"`
	Body     access.Setting
}

func (a *api) setSetting(ctx context.Context, in *settingInput) (*settingOutput, error) {
	key, err := actKey(ctx, in.Key, in.IfMatch)
	if err != nil {
		return nil, err
	}
	if len(in.Body.Value) > access.MaxSetting || !storable(in.Body.Value) {
		return nil, fail(ctx, problem.InvalidRequest)
	}
	body, err := json.Marshal(in.Body)
	if err != nil {
		return nil, err
	}
	scope := callerOf(ctx).who.Scope()
	act := insideAct{Key: key, Act: audit.ActSetting, Target: store.SettingID(scope.User, in.Setting),
		Hash: actHash(http.MethodPut, "/v1/settings/"+in.Setting, in.IfMatch, string(body))}
	set, replayed, err := inside(ctx, a, act, func(tx *store.Tx) (access.Setting, error) {
		return a.saveSetting(ctx, tx, in.Setting, in.IfMatch, in.Body.Value)
	})
	if err != nil {
		return nil, err
	}
	return &settingOutput{ETag: etag(set.Version), Replayed: replayedHeader(replayed), Body: set}, nil
}

// saveSetting is the effect.
func (a *api) saveSetting(ctx context.Context, tx *store.Tx, key, ifMatch, value string) (access.Setting, error) {
	scope := callerOf(ctx).who.Scope()
	before, err := tx.Setting(ctx, scope, key)
	if err != nil {
		return before, err
	}
	if ifMatch != etag(before.Version) {
		if before.Version == 0 {
			before = access.Setting{} // there is none: its key is only what was asked for
		}
		return before, conflict(ctx, before, before.Version)
	}
	if before.Value == value {
		return before, nil
	}
	if before.Value == "" {
		if n, err := tx.CountSettings(ctx, scope); err != nil || n >= access.MaxSettings {
			return before, cmp.Or(err, fail(ctx, problem.TooManySettings))
		}
	}
	after := access.Setting{Key: key, Value: value, Version: before.Version + 1}
	// What a person keeps for themselves is not copied into the audit, where it
	// could never be removed.
	a.audit(ctx, tx, audit.ActSetting, store.EntitySetting, store.SettingID(scope.User, key), nil, nil)
	return after, tx.SaveSetting(ctx, scope, after)
}
