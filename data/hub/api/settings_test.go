package api

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"trastienda/app/access"
	"trastienda/app/audit"
)

func (h *hub) set(who, name, key, version, value string) answer {
	h.t.Helper()
	return h.do(who, "PUT", "/v1/settings/"+name, `{"value":`+value+`}`, "Idempotency-Key", key, "If-Match", `"`+version+`"`)
}

func TestSettingsAreWrittenFollowedAndRemoved(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		start := map[string]string{}
		for _, who := range []string{"operator", "manager", "agent", "stranger"} {
			start[who] = h.changes(who, "").Next
		}
		a := h.set("agent", "view.purchases", "k1", "0", `"[1]"`)
		a.want(200, "")
		if a.Body.String() != `{"key":"view.purchases","value":"[1]","version":1}`+"\n" || a.Header().Get("ETag") != `"1"` {
			t.Errorf("answer %s with %s", a.Body, a.Header().Get("ETag"))
		}
		h.set("agent", "view.board", "k2", "0", `"x"`).want(200, "")
		h.set("operator", "view.board", "k1", "0", `"mine"`).want(422, "key-reused") // the key is somebody else's
		h.set("operator", "view.board", "k3", "0", `"mine"`).want(200, "")
		for who, want := range map[string][]string{"agent": {"agent/view.board", "agent/view.purchases"}, "operator": {"operator/view.board"}, "manager": nil, "stranger": nil} {
			if got := h.settingsInFeed(who, start[who]); !slices.Equal(got, want) {
				t.Errorf("the feed tells %s of %q, want %q", who, got, want)
			}
			for _, target := range []string{"/v1/snapshot?entity=setting", "/v1/settings"} {
				var page struct{ Items []access.Setting }
				h.do(who, "GET", target, "").into(&page)
				if len(page.Items) != len(want) {
					t.Errorf("%s tells %s %+v, want %q", target, who, page.Items, want)
				}
			}
		}
		next := h.changes("agent", "").Next
		h.set("agent", "view.board", "k4", "1", `""`).want(200, "")
		page := h.changes("agent", "after="+next)
		if len(page.Items) != 1 || page.Items[0].ID != "agent/view.board" || !page.Items[0].Deleted || page.Items[0].Version != 2 {
			t.Errorf("a removed setting arrives as %+v", page)
		}
		if body := h.do("agent", "GET", "/v1/settings", "").Body.String(); strings.Contains(body, "view.board") {
			t.Errorf("it is still there: %s", body)
		}
		h.set("agent", "view.board", "k5", "2", `"again"`).want(200, "") // the version goes on
		h.wantAudit("setting.set", "agent/view.board", 3)
	})
}

func (h *hub) settingsInFeed(who, after string) []string {
	h.t.Helper()
	var page struct {
		Items []struct {
			Entity, ID string
			Deleted    bool
			Doc        access.Setting
		}
	}
	h.do(who, "GET", "/v1/changes?after="+after, "").into(&page)
	var ids []string
	for _, c := range page.Items {
		if c.Entity != "setting" {
			continue
		}
		ids = append(ids, c.ID)
		if c.Deleted || c.ID != who+"/"+c.Doc.Key || c.Doc.Version != 1 {
			h.t.Errorf("change %+v", c)
		}
	}
	slices.Sort(ids)
	return ids
}

// wantAudit counts the audit rows of an act on a record.
func (h *hub) wantAudit(act, id string, want int) {
	h.t.Helper()
	var got int
	if err := h.store.Read().QueryRow(`select count(*) from audit where act = $1 and entity_id = $2`, act, id).Scan(&got); err != nil || got != want {
		h.t.Errorf("%d audit rows of %s on %s, want %d (%v)", got, act, id, want, err)
	}
}

func TestSettingsAreRefused(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		long := `"` + strings.Repeat("a", access.MaxSetting+1) + `"`
		h.do("agent", "PUT", "/v1/settings/x", `{"value":"1"}`).want(400, "key-missing")
		h.do("agent", "PUT", "/v1/settings/x", `{"value":"1"}`, "Idempotency-Key", "k").want(428, "version-missing")
		h.set("agent", "x", "k", "1", `"1"`).want(412, "version-conflict")
		h.set("agent", "x", "k", "0", long).want(422, "invalid-request")
		h.set("agent", "x", "k", "0", `"`+strings.Repeat("ñ", access.MaxSetting-1)+`"`).want(422, "invalid-request")
		h.set("agent", "x", "k", "0", `"a\u0000b"`).want(422, "invalid-request")
		h.set("agent", "x%20y", "k", "0", `"1"`).want(422, "invalid-request")
		h.set("agent", "x", "k", "0", `"`+strings.Repeat("a", access.MaxSetting)+`"`).want(200, "")
		again := h.set("agent", "x", "k2", "0", `"2"`)
		again.want(412, "version-conflict")
		var p struct{ Current access.Setting }
		again.into(&p)
		if p.Current.Version != 1 || p.Current.Key != "x" || again.Header().Get("ETag") != `"1"` {
			t.Errorf("the conflict tells %+v", p.Current)
		}
		h.set("agent", "y", "k2", "0", `"2"`).want(200, "")
		replay := h.set("agent", "y", "k2", "0", `"2"`)
		if replay.want(200, ""); replay.Header().Get("Idempotency-Replayed") != "true" {
			t.Error("the key again is no replay")
		}
		var op Operation
		h.do("agent", "GET", "/v1/operations/k2", "").into(&op)
		if op.State != "done" || op.Act != audit.ActSetting || op.Target != "agent/y" {
			t.Errorf("operation %+v", op)
		}
		h.do("manager", "GET", "/v1/operations/k2", "").want(404, "not-found")
	})
}

func TestSettingsAreNotEndless(t *testing.T) {
	h := newHub(t, "sqlite:"+t.TempDir()+"/hub.db")
	for i := range access.MaxSettings {
		h.set("agent", fmt.Sprint("s", i), fmt.Sprint("k", i), "0", `"1"`).want(200, "")
	}
	h.set("agent", "more", "more", "0", `"1"`).want(409, "too-many-settings")
	h.set("agent", "s0", "other", "1", `"2"`).want(200, "")
	h.set("operator", "more", "mine", "0", `"1"`).want(200, "")
	h.set("agent", "s1", "gone", "1", `""`).want(200, "")
	h.set("agent", "more", "more", "0", `"1"`).want(200, "")
}

func TestUsersAreForManagers(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		for who, want := range map[string]string{"manager": "agent manager operator", "stranger": "stranger", "operator": "", "agent": ""} {
			for _, target := range []string{"/v1/users", "/v1/snapshot?entity=user", "/v1/changes"} {
				a := h.do(who, "GET", target, "")
				if target == "/v1/users" && want == "" {
					a.want(403, "forbidden")
					continue
				}
				a.want(200, "")
				var got []string
				for _, id := range []string{"agent", "manager", "operator", "stranger"} {
					if strings.Contains(a.Body.String(), id+"@example.test") {
						got = append(got, id)
					}
				}
				if strings.Join(got, " ") != want {
					t.Errorf("%s tells %s of %q, want %q", target, who, got, want)
				}
			}
		}
		a := h.do("manager", "GET", "/v1/users/agent", "")
		a.want(200, "")
		var u access.User
		a.into(&u)
		if u.Email != "agent@example.test" || u.Role != access.Agent || u.Agent != "n1" || !u.Active || u.Invited || u.LastSeen == nil || u.Version != 1 || a.Header().Get("ETag") != `"1"` {
			t.Errorf("user %s", a.Body)
		}
		h.do("manager", "GET", "/v1/users/stranger", "").want(404, "not-found")
		var page List[access.User]
		h.do("manager", "GET", "/v1/users?limit=2&sort=-email", "").into(&page)
		if len(page.Items) != 2 || page.Items[0].ID != "operator" || page.Next == "" {
			t.Errorf("first page %+v", page)
		}
		h.do("manager", "GET", "/v1/users?limit=2&sort=-email&cursor="+page.Next, "").into(&page)
		if len(page.Items) != 1 || page.Items[0].ID != "agent" || page.Next != "" {
			t.Errorf("second page %+v", page)
		}
	})
}
