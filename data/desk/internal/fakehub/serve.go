package fakehub

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/problem"
	"trastienda/app/purchase"
)

// ServeHTTP answers as hub-api.md says.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.requests = append(h.requests, Request{r.Method, r.URL.Path, r.Header.Get("Idempotency-Key"), r.URL.RawQuery,
		r.Header.Get("If-Match"), strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")})
	h.mu.Unlock()
	if h.Before != nil && h.Before(w, r) {
		return
	}
	h.Answer(w, r)
}

// Answer is ServeHTTP without what Before does.
func (h *Hub) Answer(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost && r.URL.Path == "/v1/sessions" {
		h.signIn(w, r)
		return
	}
	if h.caller(r).ID == "" {
		h.Refuse(w, http.StatusUnauthorized, problem.NoSession)
		return
	}
	id := func(prefix, suffix string) (string, bool) {
		rest, ok := strings.CutPrefix(r.URL.Path, prefix)
		if !ok || !strings.HasSuffix(rest, suffix) {
			return "", false
		}
		rest = strings.TrimSuffix(rest, suffix)
		return rest, rest != "" && !strings.Contains(rest, "/")
	}
	switch {
	case r.URL.Path == "/v1/sessions/current":
		h.head(w)
		w.WriteHeader(http.StatusNoContent)
	case r.URL.Path == "/v1/snapshot":
		h.snapshot(w, r)
	case r.URL.Path == "/v1/changes":
		h.changes(w, r)
	default:
		if h.agentActs(w, r) {
			return
		}
		if x, ok := id("/v1/purchases/", "/retry"); ok && r.Method == http.MethodPost {
			h.retry(w, r, x)
		} else if x, ok := id("/v1/purchases/", "/mark"); ok && r.Method == http.MethodPut {
			h.setMark(w, r, x)
		} else if x, ok := id("/v1/settings/", ""); ok && r.Method == http.MethodPut {
			h.putSetting(w, r, x)
		} else if x, ok := id("/v1/users/", ""); ok && r.Method == http.MethodPut {
			h.editUser(w, r, x)
		} else if x, ok := id("/v1/discards/", ""); ok && r.Method == http.MethodPut {
			h.Write(w, http.StatusOK, map[string]any{"id": x, "version": 1})
		} else if x, ok := id("/v1/purchases/", ""); ok {
			h.detail(w, x)
		} else if x, ok := id("/v1/operations/", ""); ok {
			h.operation(w, x)
		} else if _, ok := id("/v1/agents/", "/balance"); ok {
			h.Write(w, http.StatusOK, agent.Balance{Available: 123456, Currency: "ARS", AsOf: time.Unix(1790000000, 0).UTC()})
		} else {
			h.Refuse(w, http.StatusNotFound, problem.NotFound)
		}
	}
}

func (h *Hub) signIn(w http.ResponseWriter, r *http.Request) {
	var in struct{ Email, Password, Device string }
	if json.NewDecoder(r.Body).Decode(&in) != nil || in.Password != Password {
		h.Refuse(w, http.StatusUnauthorized, problem.BadCredentials)
		return
	}
	h.Write(w, http.StatusCreated, map[string]any{
		"token": tokenOf(in.Email), "expires_at": time.Unix(1890000000, 0).UTC(),
		"user":   map[string]any{"id": "user-" + in.Email, "name": "Test", "email": in.Email, "role": access.Operator},
		"agency": map[string]any{"id": "agency-1", "name": "Agencia", "currency": "ARS", "time_zone": "America/Argentina/Buenos_Aires"},
	})
}

func (h *Hub) detail(w http.ResponseWriter, id string) {
	h.mu.Lock()
	p, ok := h.find(id)
	attempts := append([]purchase.Attempt{}, h.attempts[id]...)
	h.mu.Unlock()
	if !ok {
		h.Refuse(w, http.StatusNotFound, problem.NotFound)
		return
	}
	w.Header().Set("ETag", strconv.Quote(fmt.Sprint(p.Version)))
	h.Write(w, http.StatusOK, purchase.Detail{Purchase: p, Attempts: attempts})
}

func (h *Hub) retry(w http.ResponseWriter, r *http.Request, id string) {
	key := r.Header.Get("Idempotency-Key")
	p, ok := h.Purchase(id)
	switch {
	case key == "":
		h.Refuse(w, http.StatusBadRequest, problem.KeyMissing)
		return
	case !ok:
		h.Refuse(w, http.StatusNotFound, problem.NotFound)
		return
	case !p.Status.Retryable():
		h.Refuse(w, http.StatusConflict, problem.NothingToRetry)
		return
	}
	answer := h.OnRetry(id)
	now := time.Unix(1790000000, 0).UTC()
	h.mu.Lock()
	h.ops[key] = operation{Key: key, Act: "purchase.retry", Target: id, State: "done", Body: answer, CreatedAt: now, FinishedAt: &now}
	h.mu.Unlock()
	h.Write(w, http.StatusOK, answer)
}

func (h *Hub) operation(w http.ResponseWriter, key string) {
	h.mu.Lock()
	op, ok := h.ops[key]
	h.mu.Unlock()
	if !ok {
		h.Refuse(w, http.StatusNotFound, problem.NotFound)
		return
	}
	h.Write(w, http.StatusOK, op)
}
