package api

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"path"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"trastienda/app/problem"
)

// maxBody bounds what is read of any request; operations that need less say so.
const maxBody = 1 << 20

// DesktopLeast is the least version of the desktop that this hub works with. An
// older one may look and sends no acts; raise it with what the older ones would
// get wrong.
const DesktopLeast = "0.1.0"

// wrap does what every request needs: the number to quote, the hub's epoch and
// time, the desktop it asks for, limits, and a problem for whatever no operation answers.
func (a *api) wrap(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := newCaller(r)
		header := w.Header()
		header.Set("X-Request-Id", c.requestID)
		header.Set("X-Hub-Epoch", a.Store.Epoch())
		header.Set("X-Hub-Desktop", DesktopLeast)
		header.Set("Cache-Control", "no-store")
		header.Set("X-Content-Type-Options", "nosniff")
		r = r.WithContext(withCaller(r.Context(), c))
		if r.Body != nil {
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		}
		r.Header.Del("Accept") // JSON is all there is
		seen := &writer{ResponseWriter: w, now: a.Store.Clock().Now}
		began := time.Now()
		defer func() { a.note(r, c, seen.status, time.Since(began)) }()
		defer a.rescue(seen, r, c)
		if code := a.route(mux, r); code != "" {
			if code == problem.MethodNotAllowed {
				header.Set("Allow", strings.Join(allowed(mux, r), ", "))
			}
			writeProblem(seen, newProblem(c, code))
			return
		}
		mux.ServeHTTP(seen, r)
	})
}

// note logs a request by its path, never its query, headers or body. What was
// refused can be found by the number the user quotes.
func (a *api) note(r *http.Request, c caller, status int, took time.Duration) {
	level := slog.LevelDebug
	if status >= http.StatusBadRequest {
		level = slog.LevelInfo
	}
	a.Log.Log(r.Context(), level, "request", "request", c.requestID, "method", r.Method, "path", r.URL.Path, "status", status, "ms", took.Milliseconds())
}

// route tells why a request cannot go to any operation; empty when it can. The
// mux would answer with plain text, or redirect an unclean path.
func (a *api) route(mux *http.ServeMux, r *http.Request) problem.Code {
	escaped := r.URL.EscapedPath()
	if clean := path.Clean(escaped); clean != escaped {
		return problem.NotFound
	}
	if _, pattern := mux.Handler(r); pattern == "" {
		if len(allowed(mux, r)) > 0 {
			return problem.MethodNotAllowed
		}
		return problem.NotFound
	}
	if !storable(r.URL.Path) {
		return problem.NotFound
	}
	for name, values := range r.URL.Query() {
		// Of a parameter given twice one would be ignored without a word.
		if len(values) != 1 || !storable(name) || !storable(values[0]) {
			return problem.InvalidRequest
		}
	}
	return ""
}

// storable tells whether a text can be in the database at all: UTF-8 without
// NUL, which PostgreSQL refuses.
func storable(text string) bool { return utf8.ValidString(text) && !strings.ContainsRune(text, 0) }

func allowed(mux *http.ServeMux, r *http.Request) []string {
	var methods []string
	for _, m := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = m
		if _, pattern := mux.Handler(other); pattern != "" {
			methods = append(methods, m)
		}
	}
	return methods
}

// rescue turns a panic into a problem, or cuts the connection when the answer
// had begun.
func (a *api) rescue(w *writer, r *http.Request, c caller) {
	failure := recover()
	if failure == nil {
		return
	}
	if failure == http.ErrAbortHandler {
		panic(failure)
	}
	a.Log.ErrorContext(r.Context(), "panic", "request", c.requestID, "panic", failure, "stack", string(debug.Stack()))
	if w.status != 0 {
		panic(http.ErrAbortHandler)
	}
	writeProblem(w, newProblem(c, problem.Internal))
}

func writeProblem(w http.ResponseWriter, p *Problem) {
	w.Header().Set("Content-Type", problem.ContentType)
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client may have gone
}

// writer knows whether an answer has begun, and with which status. It tells the
// hub's time as the answer leaves: a long poll is held after it came.
type writer struct {
	http.ResponseWriter
	now    func() time.Time
	status int
}

func (w *writer) WriteHeader(status int) {
	w.status = status
	w.Header().Set("X-Hub-Time", w.now().UTC().Format(time.RFC3339Nano))
	w.ResponseWriter.WriteHeader(status)
}

func (w *writer) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets deadlines reach the connection.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }
