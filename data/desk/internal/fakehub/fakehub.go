// Package fakehub is a hub for the desktop's tests: the HTTP contract that the
// desktop relies on, kept in memory, with faults to order.
package fakehub

import (
	"encoding/json"
	"net/http"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"trastienda/app/agent"
	"trastienda/app/problem"
	"trastienda/app/purchase"
)

// Token is the token of whoever signs in as Email; anybody else's has their
// e-mail behind it.
const (
	Token = "token-of-the-test"
	Email = "ana@test"
)

// Password is the one that is accepted.
const Password = "right"

// Request is a request that arrived.
type Request struct{ Method, Path, Key, Query, Match, Token string }

// record is a document with its place in the feed.
type record struct {
	entity, id string
	version    int64
	seq        int64
	deleted    bool
	invisible  bool
	doc        any
}

// Hub is a hub in memory; it is an http.Handler. Its exported fields are set
// before it is used.
type Hub struct {
	// PageLimit makes pages smaller than what is asked for.
	PageLimit int
	// Before is called with every request; true means that it answered.
	Before func(w http.ResponseWriter, r *http.Request) bool
	// Old makes it a hub from before settings, users and exceptions in the feed.
	Old atomic.Bool
	// OnRetry makes the answer of a retry; the default completes the purchase.
	OnRetry func(id string) purchase.RetryAnswer
	// Clock is the hub's; nil for one that stands still. Desktop is the least
	// version of the desktop it asks for, empty for a hub that asks nothing.
	Clock   func() time.Time
	Desktop string

	mu       sync.Mutex
	epoch    string
	seq      int64
	records  map[string]*record
	attempts map[string][]purchase.Attempt
	ops      map[string]operation
	requests []Request
	woken    chan struct{}
	accounts []agent.Account
}

type operation struct {
	Key        string     `json:"key"`
	Act        string     `json:"act"`
	Target     string     `json:"target"`
	State      string     `json:"state"`
	Body       any        `json:"body"`
	CreatedAt  time.Time  `json:"created_at"`
	FinishedAt *time.Time `json:"finished_at"`
	request    string     // what the key stands for
}

// New makes an empty hub.
func New() *Hub {
	h := &Hub{epoch: "e1", records: map[string]*record{}, attempts: map[string][]purchase.Attempt{},
		ops: map[string]operation{}, woken: make(chan struct{})}
	h.OnRetry = func(id string) purchase.RetryAnswer {
		p, _ := h.Purchase(id)
		p.Status, p.Cause, p.Legs = purchase.StatusOK, "", purchase.Legs{Payment: purchase.Done, Transfer: purchase.Done, Notice: purchase.Done}
		p.Deadline = nil
		return purchase.AnswerFor(h.Put(p))
	}
	return h
}

// Put stores a purchase as changed and returns it with its new version.
func (h *Hub) Put(p purchase.Purchase) purchase.Purchase {
	h.mu.Lock()
	defer h.mu.Unlock()
	p.Version = h.next("purchase", p.ID)
	h.change(&record{entity: "purchase", id: p.ID, version: p.Version, doc: p})
	return p
}

// PutAgent stores an agent as changed.
func (h *Hub) PutAgent(a agent.Agent) agent.Agent {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.storeAgent(a)
}

// PutInvisible moves the feed on with a record outside the user's scope.
func (h *Hub) PutInvisible(id string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.change(&record{entity: "purchase", id: id, version: 1, invisible: true})
}

// Delete takes a record out of the user's sight.
func (h *Hub) Delete(entity, id string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.change(&record{entity: entity, id: id, version: h.next(entity, id), deleted: true})
}

// Restore makes it a hub that was restored from a backup: another epoch, and
// only the purchases that keep keeps.
func (h *Hub) Restore(epoch string, keep func(p purchase.Purchase) (purchase.Purchase, bool)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.epoch = epoch
	for key, r := range h.records {
		p, ok := r.doc.(purchase.Purchase)
		if !ok {
			continue
		}
		if p, ok = keep(p); !ok {
			delete(h.records, key)
			continue
		}
		r.doc, r.version = p, p.Version
	}
	h.wake()
}

// Purchase returns what the hub holds.
func (h *Hub) Purchase(id string) (purchase.Purchase, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.find(id)
}

// SetAttempts sets a purchase's attempts.
func (h *Hub) SetAttempts(id string, list ...purchase.Attempt) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.attempts[id] = list
}

// Forget makes a record, and every act that was carried out, unknown: the backup
// was older.
func (h *Hub) Forget(entity, id string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.records, entity+"/"+id)
	clear(h.ops)
}

// Requests returns what arrived so far and matches the method and the part of
// a path.
func (h *Hub) Requests(method, path string) []Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	var list []Request
	for _, r := range h.requests {
		if r.Method == method && strings.Contains(r.Path, path) {
			list = append(list, r)
		}
	}
	return list
}

// ForgetOperation makes a key unknown.
func (h *Hub) ForgetOperation(key string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.ops, key)
}

func (h *Hub) find(id string) (purchase.Purchase, bool) {
	r := h.records["purchase/"+id]
	if r == nil || r.deleted || r.invisible {
		return purchase.Purchase{}, false
	}
	return r.doc.(purchase.Purchase), true
}

func (h *Hub) next(entity, id string) int64 {
	if r := h.records[entity+"/"+id]; r != nil {
		return r.version + 1
	}
	return 1
}

func (h *Hub) change(r *record) {
	h.seq++
	r.seq = h.seq
	h.records[r.entity+"/"+r.id] = r
	h.wake()
}

func (h *Hub) wake() {
	close(h.woken)
	h.woken = make(chan struct{})
}

// inFeed lists the records in the order of the feed. The caller holds mu.
func (h *Hub) inFeed() []*record {
	list := make([]*record, 0, len(h.records))
	for _, r := range h.records {
		list = append(list, r)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].seq < list[j].seq })
	return list
}

func (h *Hub) cursor(seq int64) string { return h.epoch + ".all." + strconv.FormatInt(seq, 10) }

// place reads a cursor of this epoch.
func (h *Hub) place(cursor string) (int64, bool) {
	if cursor == "" {
		return 0, true
	}
	rest, ok := strings.CutPrefix(cursor, h.epoch+".all.")
	n, err := strconv.ParseInt(rest, 10, 64)
	return n, ok && err == nil && n <= h.seq
}

func (h *Hub) limit(r *http.Request) int {
	n, err := strconv.Atoi(r.URL.Query().Get("limit"))
	if err != nil || n < 1 || n > 1000 {
		n = 500
	}
	if h.PageLimit > 0 {
		n = min(n, h.PageLimit)
	}
	return n
}

// Write answers with a document.
func (h *Hub) Write(w http.ResponseWriter, status int, doc any) {
	h.head(w)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(doc)
}

// Refuse answers with a problem.
func (h *Hub) Refuse(w http.ResponseWriter, status int, code problem.Code) {
	h.head(w)
	w.Header().Set("Content-Type", problem.ContentType)
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(problem.Problem{Type: "about:blank", Title: string(code), Status: status, Detail: "x", Code: code, RequestID: "r1"})
}

func (h *Hub) head(w http.ResponseWriter) {
	h.mu.Lock()
	defer h.mu.Unlock()
	w.Header().Set("X-Hub-Epoch", h.epoch)
	w.Header().Set("X-Request-Id", "r1")
	at := time.Unix(1790000000, 0)
	if h.Clock != nil {
		at = h.Clock()
	}
	w.Header().Set("X-Hub-Time", at.UTC().Format(time.RFC3339Nano))
	if h.Desktop != "" {
		w.Header().Set("X-Hub-Desktop", h.Desktop)
	}
}

// All returns the purchases the user sees, by id.
func (h *Hub) All() []purchase.Purchase {
	h.mu.Lock()
	defer h.mu.Unlock()
	list := []purchase.Purchase{}
	for _, r := range h.records {
		if p, ok := r.doc.(purchase.Purchase); ok && !r.deleted && !r.invisible {
			list = append(list, p)
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].ID < list[j].ID })
	return list
}

// Cursor is the cursor of the feed's end.
func (h *Hub) Cursor() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.cursor(h.seq)
}
