package fakehub

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"trastienda/app/problem"
	"trastienda/app/purchase"
)

// Me is who the fake hub's one session belongs to.
var Me = purchase.Holder{ID: "user-test", Name: "Test"}

// PutMark stores a mark as changed and returns it with its new version.
func (h *Hub) PutMark(m purchase.Mark) purchase.Mark {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.putMark(m)
}

func (h *Hub) putMark(m purchase.Mark) purchase.Mark {
	m.Version = h.next("mark", m.PurchaseID)
	h.change(&record{entity: "mark", id: m.PurchaseID, version: m.Version, doc: m})
	return m
}

// Mark returns the mark the hub holds, of version 0 when there is none.
func (h *Hub) Mark(id string) purchase.Mark {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.mark(id)
}

func (h *Hub) mark(id string) purchase.Mark {
	if r := h.records["mark/"+id]; r != nil && !r.deleted {
		return r.doc.(purchase.Mark)
	}
	return purchase.Mark{PurchaseID: id}
}

func (h *Hub) setMark(w http.ResponseWriter, r *http.Request, id string) {
	var in struct {
		Note string
		Hold bool
	}
	key := r.Header.Get("Idempotency-Key")
	if key == "" || json.NewDecoder(r.Body).Decode(&in) != nil {
		h.Refuse(w, http.StatusBadRequest, problem.KeyMissing)
		return
	}
	h.mu.Lock()
	now := time.Unix(1790000000, 0).UTC()
	m := h.mark(id)
	fits := r.Header.Get("If-Match") == strconv.Quote(strconv.FormatInt(m.Version, 10))
	if fits {
		m = h.putMark(m.Set(in.Note, in.Hold, Me, now))
		h.ops[key] = operation{Key: key, Act: "purchase.mark", Target: id, State: "done", Body: m, CreatedAt: now, FinishedAt: &now}
	}
	h.mu.Unlock()
	if fits {
		h.Write(w, http.StatusOK, m)
		return
	}
	h.head(w)
	w.Header().Set("Content-Type", problem.ContentType)
	w.WriteHeader(http.StatusPreconditionFailed)
	json.NewEncoder(w).Encode(struct {
		problem.Problem
		Current purchase.Mark `json:"current"`
	}{*problem.New(problem.VersionConflict, "en", "r1"), m})
}
