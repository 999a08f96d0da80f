package fakehub

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"trastienda/app/problem"
)

type change struct {
	Seq     int64  `json:"seq"`
	Entity  string `json:"entity"`
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Deleted bool   `json:"deleted"`
	Doc     any    `json:"doc"`
}

func (h *Hub) changes(w http.ResponseWriter, r *http.Request) {
	wait, _ := strconv.Atoi(r.URL.Query().Get("wait"))
	timeout := time.After(time.Duration(wait) * time.Second)
	limit := h.limit(r)
	for {
		h.mu.Lock()
		after, ok := h.place(r.URL.Query().Get("after"))
		woken, items, next, more := h.woken, []change{}, h.cursor(h.seq), false
		if ok {
			for _, x := range h.inFeed() {
				if x.seq <= after || x.invisible || h.hidden(r, x) {
					continue
				}
				if len(items) == limit {
					next, more = h.cursor(items[limit-1].Seq), true
					break
				}
				items = append(items, change{x.seq, x.entity, x.id, x.version, x.deleted, x.doc})
			}
		}
		h.mu.Unlock()
		if !ok {
			h.Refuse(w, http.StatusGone, problem.MustRefetch)
			return
		}
		done := len(items) > 0 || wait == 0
		if !done {
			select {
			case <-woken:
				continue
			case <-timeout:
			case <-r.Context().Done():
			}
		}
		h.Write(w, http.StatusOK, map[string]any{"items": items, "next": next, "more": more})
		return
	}
}

// snapshot gives the visible records of an entity by feed order; its cursor is
// the feed's cursor of the beginning and the last seq given.
func (h *Hub) snapshot(w http.ResponseWriter, r *http.Request) {
	entity, limit := r.URL.Query().Get("entity"), h.limit(r)
	if h.Old.Load() && (entity == "setting" || entity == "user" || entity == "exception" || entity == "agency") {
		h.Refuse(w, http.StatusUnprocessableEntity, problem.InvalidRequest)
		return
	}
	h.mu.Lock()
	begin, last := h.cursor(h.seq), int64(0)
	ok := true
	if c := r.URL.Query().Get("cursor"); c != "" {
		var place string
		begin, place, ok = strings.Cut(c, "|")
		if ok {
			_, ok = h.place(begin)
		}
		last, _ = strconv.ParseInt(place, 10, 64)
	}
	items, next, from := []any{}, "", last
	for _, x := range h.inFeed() {
		if x.entity != entity || x.seq <= from || x.deleted || x.invisible || h.hidden(r, x) {
			continue
		}
		if len(items) == limit {
			next = begin + "|" + strconv.FormatInt(last, 10)
			break
		}
		items = append(items, x.doc)
		last = x.seq
	}
	h.mu.Unlock()
	if !ok {
		h.Refuse(w, http.StatusGone, problem.MustRefetch)
		return
	}
	h.Write(w, http.StatusOK, map[string]any{"items": items, "next": next, "changes_after": begin})
}
