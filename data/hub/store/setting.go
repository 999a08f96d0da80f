package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"trastienda/app/access"
	"trastienda/app/listing"
)

var settingPages = paging[access.Setting]{
	columns: map[string]listing.Column{"key": {Name: "key"}},
	usual:   listing.Sort{{Field: "key"}},
	values:  func(x access.Setting) map[string]any { return map[string]any{"key": x.Key} },
}

// SettingID is what the feed calls a person's setting.
func SettingID(userID, key string) string { return userID + "/" + key }

// Setting reads a setting of the scope's person inside a transaction, one of
// version 0 when it was never written.
func (t *Tx) Setting(ctx context.Context, scope access.Scope, key string) (access.Setting, error) {
	x := access.Setting{Key: key}
	// The person's row is held, because the first version of a setting has no row
	// of its own to hold.
	if err := t.HoldUser(ctx, scope.User); err != nil {
		return x, err
	}
	err := t.tx.QueryRowContext(ctx, `select value, version from setting where agency_id = $1 and user_id = $2 and key = $3`,
		scope.Agency, scope.User, key).Scan(&x.Value, &x.Version)
	if errors.Is(err, sql.ErrNoRows) {
		return x, nil
	}
	return x, wrap("setting", err)
}

// CountSettings is how many settings with a value the scope's person has.
func (t *Tx) CountSettings(ctx context.Context, scope access.Scope) (n int, err error) {
	err = t.tx.QueryRowContext(ctx, `select count(*) from setting where agency_id = $1 and user_id = $2 and value <> ''`,
		scope.Agency, scope.User).Scan(&n)
	return n, wrap("settings", err)
}

// SaveSetting stores a setting that Setting read, and tells the person's feed;
// to the feed one without a value is deleted.
func (t *Tx) SaveSetting(ctx context.Context, scope access.Scope, x access.Setting) error {
	_, err := t.tx.ExecContext(ctx, `insert into setting (agency_id, user_id, key, value, version) values ($1, $2, $3, $4, $5)
		on conflict (agency_id, user_id, key) do update set value = excluded.value, version = excluded.version`,
		scope.Agency, scope.User, x.Key, x.Value, x.Version)
	if err != nil {
		return wrap("setting", err)
	}
	t.ChangedFor(scope.Agency, access.OwnAudience(scope.User), EntitySetting, SettingID(scope.User, x.Key), x.Version, x.Value == "")
	return nil
}

// ListSettings gives a page of the settings of the scope's person, by key.
// Cursors are as in ListPurchases.
func (s *Store) ListSettings(ctx context.Context, scope access.Scope, cursor string, limit int) (Page[access.Setting], error) {
	w := settingsOf(scope)
	return settingPages.page(w, nil, cursor, limit, func(w listing.Where, tail string) ([]access.Setting, error) {
		return s.settings(ctx, w, tail)
	})
}

// SettingsByID gives those settings of the scope's person that have a value, by
// the feed's ids.
func (s *Store) SettingsByID(ctx context.Context, scope access.Scope, ids []string) (map[string]access.Setting, error) {
	found := make(map[string]access.Setting, len(ids))
	var keys []string
	for _, id := range ids {
		if key, own := strings.CutPrefix(id, SettingID(scope.User, "")); own {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return found, nil
	}
	w := settingsOf(scope)
	listing.In(&w, "key", keys)
	list, err := s.settings(ctx, w, "")
	for _, x := range list {
		found[SettingID(scope.User, x.Key)] = x
	}
	return found, err
}

func settingsOf(scope access.Scope) (w listing.Where) {
	w.And("agency_id = ? and user_id = ? and value <> ''", scope.Agency, scope.User)
	return w
}

func (s *Store) settings(ctx context.Context, w listing.Where, tail string) ([]access.Setting, error) {
	where, args := w.SQL()
	rows, err := s.read.QueryContext(ctx, "select key, value, version from setting"+where+tail, args...)
	if err != nil {
		return nil, wrap("settings", err)
	}
	defer rows.Close()
	list := []access.Setting{}
	for rows.Next() {
		var x access.Setting
		if err := rows.Scan(&x.Key, &x.Value, &x.Version); err != nil {
			return nil, wrap("settings", err)
		}
		list = append(list, x)
	}
	return list, wrap("settings", rows.Err())
}
