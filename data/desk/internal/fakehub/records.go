package fakehub

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"trastienda/app/agency"
	"trastienda/app/exception"
	"trastienda/app/problem"
	"trastienda/app/purchase"
)

// Setting and User are records as the hub keeps them.
type (
	Setting struct {
		Key     string `json:"key"`
		Value   string `json:"value"`
		Version int64  `json:"version"`
	}
	User struct {
		ID      string  `json:"id"`
		Name    string  `json:"name"`
		Email   string  `json:"email"`
		Role    string  `json:"role"`
		Agent   *string `json:"agent"`
		Active  bool    `json:"active"`
		Version int64   `json:"version"`
	}
)

func tokenOf(email string) string {
	if email == Email {
		return Token
	}
	return Token + "/" + email
}

// caller is whose token a request has; without an id when nobody's.
func (h *Hub) caller(r *http.Request) purchase.Holder {
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if token == Token {
		return Me
	}
	if email, ok := strings.CutPrefix(token, Token+"/"); ok {
		return purchase.Holder{ID: "user-" + email, Name: "Test"}
	}
	return purchase.Holder{}
}

// hidden tells whether a record is another user's setting.
func (h *Hub) hidden(r *http.Request, x *record) bool {
	return x.entity == "setting" && !strings.HasPrefix(x.id, h.caller(r).ID+"/")
}

// PutSetting stores a setting of a user as changed.
func (h *Hub) PutSetting(user, key, value string) Setting {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.storeSetting(user, key, value)
}

func (h *Hub) storeSetting(user, key, value string) Setting {
	id := user + "/" + key
	s := Setting{Key: key, Value: value, Version: h.next("setting", id)}
	h.change(&record{entity: "setting", id: id, version: s.Version, doc: s})
	return s
}

// Setting returns what the hub holds, of version 0 when there never was anything;
// a deleted one keeps its version.
func (h *Hub) Setting(user, key string) Setting {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.setting(user, key)
}

func (h *Hub) setting(user, key string) Setting {
	r := h.records["setting/"+user+"/"+key]
	switch {
	case r == nil:
		return Setting{Key: key}
	case r.deleted:
		return Setting{Key: key, Version: r.version}
	}
	return r.doc.(Setting)
}

func (h *Hub) putSetting(w http.ResponseWriter, r *http.Request, key string) {
	if h.Old.Load() {
		h.Refuse(w, http.StatusNotFound, problem.NotFound)
		return
	}
	var in struct{ Value string }
	user := h.caller(r).ID
	h.act(w, r, &in, func() (any, int64) { s := h.setting(user, key); return s, s.Version },
		func() any { return h.storeSetting(user, key, in.Value) })
}

// PutAgency stores the agency as changed.
func (h *Hub) PutAgency(p agency.Profile) agency.Profile {
	h.mu.Lock()
	defer h.mu.Unlock()
	p.Version = h.next("agency", p.ID)
	h.change(&record{entity: "agency", id: p.ID, version: p.Version, doc: p})
	return p
}

// PutException stores a notice that waits for a person as changed.
func (h *Hub) PutException(e exception.Exception) exception.Exception {
	h.mu.Lock()
	defer h.mu.Unlock()
	e.Version = h.next("exception", e.ID)
	h.change(&record{entity: "exception", id: e.ID, version: e.Version, doc: e})
	return e
}

// PutUser stores a user as changed.
func (h *Hub) PutUser(u User) User {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.storeUser(u)
}

func (h *Hub) storeUser(u User) User {
	u.Version = h.next("user", u.ID)
	h.change(&record{entity: "user", id: u.ID, version: u.Version, doc: u})
	return u
}

// User returns what the hub holds, of version 0 when there is nobody.
func (h *Hub) User(id string) User {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.user(id)
}

func (h *Hub) user(id string) User {
	if r := h.records["user/"+id]; r != nil && !r.deleted {
		return r.doc.(User)
	}
	return User{ID: id}
}

func (h *Hub) editUser(w http.ResponseWriter, r *http.Request, id string) {
	var in struct {
		Name, Role, Agent string
		Active            bool
	}
	h.act(w, r, &in, func() (any, int64) { u := h.user(id); return u, u.Version }, func() any {
		u := h.user(id)
		u.Name, u.Role, u.Agent, u.Active = in.Name, in.Role, &in.Agent, in.Active
		return h.storeUser(u)
	})
}

// act carries an act on a record out as hub-api.md says: a key that was used
// before gives its first answer, another version gives the present record.
func (h *Hub) act(w http.ResponseWriter, r *http.Request, in any, now func() (doc any, version int64), effect func() any) {
	key := r.Header.Get("Idempotency-Key")
	body, err := io.ReadAll(r.Body)
	if key == "" || err != nil || json.NewDecoder(bytes.NewReader(body)).Decode(in) != nil {
		h.Refuse(w, http.StatusBadRequest, problem.KeyMissing)
		return
	}
	request := strings.Join([]string{h.caller(r).ID, r.Method, r.URL.Path, r.Header.Get("If-Match"), string(body)}, "\n")
	h.mu.Lock()
	known, done := h.ops[key]
	current, version := now()
	fits := r.Header.Get("If-Match") == strconv.Quote(strconv.FormatInt(version, 10))
	if !done && fits {
		at := time.Unix(1790000000, 0).UTC()
		known = operation{Key: key, Target: r.URL.Path, State: "done", Body: effect(), CreatedAt: at, FinishedAt: &at, request: request}
		h.ops[key] = known
	}
	h.mu.Unlock()
	switch {
	case known.request == request:
		h.Write(w, http.StatusOK, known.Body)
	case done:
		h.Refuse(w, http.StatusUnprocessableEntity, problem.KeyReused)
	default:
		h.head(w)
		w.Header().Set("Content-Type", problem.ContentType)
		w.WriteHeader(http.StatusPreconditionFailed)
		json.NewEncoder(w).Encode(struct {
			problem.Problem
			Current any `json:"current"`
		}{*problem.New(problem.VersionConflict, "en", "r1"), current})
	}
}
