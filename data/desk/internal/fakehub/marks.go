package fakehub

import (
	"net/http"
	"time"

	"trastienda/app/purchase"
)

// Me is who signs in as Email.
var Me = purchase.Holder{ID: "user-" + Email, Name: "Test"}

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
	h.act(w, r, &in, func() (any, int64) { m := h.mark(id); return m, m.Version }, func() any {
		return h.putMark(h.mark(id).Set(in.Note, in.Hold, h.caller(r), time.Unix(1790000000, 0).UTC()))
	})
}
