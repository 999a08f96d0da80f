package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	bodyLimit = 1 << 20
	// holdLimit is how long a held connection stays open when nobody says.
	holdLimit = 2 * time.Minute
)

// serve answers one call of an outside system, with whatever goes wrong.
func (s *Simulator) serve(w http.ResponseWriter, r *http.Request, rt *route) {
	req, pin, err := parseRequest(r, rt)
	if err != nil {
		s.send(w, rt, problem(http.StatusBadRequest, "bad-request"))
		return
	}
	if req.BadPIN, err = s.badPIN(req, pin); err != nil {
		s.broke(w, rt, err)
		return
	}
	t, err := s.pick(targetOf(r, rt, req))
	if err != nil {
		s.broke(w, rt, err)
		return
	}
	req.Forget = t.forgetKey
	if s.instead(w, r, rt, req, t) {
		return
	}
	answered, err := s.execute(req)
	if err != nil {
		s.broke(w, rt, err)
		return
	}
	if t.slowMS > 0 {
		s.hold(r.Context(), time.Duration(t.slowMS)*time.Millisecond)
	}
	s.spoiled(w, r, rt, answered, t)
}

// instead answers without doing anything now, for the faults that are so.
func (s *Simulator) instead(w http.ResponseWriter, r *http.Request, rt *route, req request, t trouble) bool {
	code, refused := strings.CutPrefix(t.mode, modeRefuse)
	switch {
	case t.mode == modeError500:
		s.send(w, rt, problem(http.StatusInternalServerError, "internal"))
	case t.mode == modeError503:
		s.send(w, rt, problem(http.StatusServiceUnavailable, "unavailable"))
	case refused:
		s.send(w, rt, problem(statusOf(code), code))
	case t.mode == modeTimeoutBefore:
		s.lose(r.Context(), t.delayMS)
	case t.mode == modeLate && rt.list != "":
		s.send(w, rt, reply{status: http.StatusOK, body: []byte(`{"` + rt.list + `":[],"next":` + strconv.Quote(r.URL.Query().Get("after")) + `}`)})
	case t.mode == modeLate:
		if rt.method != http.MethodGet {
			if err := s.later(req, time.Duration(t.delayMS)*time.Millisecond); err != nil {
				s.broke(w, rt, err)
				return true
			}
		}
		s.send(w, rt, problem(http.StatusGatewayTimeout, "late"))
	default:
		return false
	}
	return true
}

// spoiled sends an answer the way a fault leaves it; what it tells of has
// happened.
func (s *Simulator) spoiled(w http.ResponseWriter, r *http.Request, rt *route, a reply, t trouble) {
	switch t.mode {
	case modeTimeoutAfter:
		s.lose(r.Context(), t.delayMS)
	case modeDuplicate:
		a.body = doubled(a.body, rt.list)
		s.send(w, rt, a)
	case modeGarbage:
		if a.status == http.StatusNoContent {
			a.status = http.StatusOK
		}
		a.body = []byte("\x1f\x8b<html>ÿ{\"transfers\":[")
		s.send(w, rt, a)
	case modeCutBody:
		s.cut(w, a)
	default:
		s.send(w, rt, a)
	}
}

// doubled is an answer that came twice: a list with every entry twice, any
// other body two times over.
func doubled(body []byte, list string) []byte {
	var fields map[string]json.RawMessage
	var entries []json.RawMessage
	if list == "" || json.Unmarshal(body, &fields) != nil || json.Unmarshal(fields[list], &entries) != nil {
		return bytes.Repeat(body, 2)
	}
	twice := make([]json.RawMessage, 0, 2*len(entries))
	for _, e := range entries {
		twice = append(twice, e, e)
	}
	raw, err := json.Marshal(twice)
	if err != nil {
		return bytes.Repeat(body, 2)
	}
	fields[list] = raw
	if whole, err := json.Marshal(fields); err == nil {
		return whole
	}
	return bytes.Repeat(body, 2)
}

// cut promises a whole body and breaks off in the middle of it. An answer
// without a body breaks off before its status.
func (s *Simulator) cut(w http.ResponseWriter, a reply) {
	if len(a.body) == 0 {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body[:len(a.body)/2])
	// Without this the status could be lost together with the connection.
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// lose holds the connection until the caller has gone, or for the given time,
// and breaks it without an answer.
func (s *Simulator) lose(ctx context.Context, delayMS int) {
	d := time.Duration(delayMS) * time.Millisecond
	if d == 0 {
		d = holdLimit
	}
	s.hold(ctx, d)
	panic(http.ErrAbortHandler)
}

func (s *Simulator) hold(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	case <-s.ctx.Done():
	}
}

func (s *Simulator) send(w http.ResponseWriter, rt *route, a reply) {
	kind := "application/json"
	if a.status >= 400 {
		kind = "application/problem+json"
	}
	if a.replayed {
		w.Header().Set("Idempotency-Replayed", "true")
	}
	if len(a.body) > 0 {
		w.Header().Set("Content-Type", kind)
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
	s.log.Debug("simulator answered", "system", rt.system, "call", rt.name, "status", a.status)
}

// broke answers when the simulator itself cannot go on.
func (s *Simulator) broke(w http.ResponseWriter, rt *route, err error) {
	s.log.Error("simulator failed", "system", rt.system, "call", rt.name, "error", err)
	s.send(w, rt, problem(http.StatusInternalServerError, "internal"))
}

func problem(status int, code string) reply {
	a := refuse(status, code)
	raw, err := json.Marshal(a.body)
	if err != nil {
		raw = []byte(`{}`)
	}
	return reply{status: a.status, body: raw}
}

func parseRequest(r *http.Request, rt *route) (request, string, error) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, bodyLimit+1))
	if err != nil || len(raw) > bodyLimit {
		return request{}, "", errors.Join(err, errors.New("simulator: no readable body"))
	}
	req := request{
		Route: rt.key(), Path: contractPath(r.URL.Path), Query: r.URL.Query(),
		Key: r.Header.Get("Idempotency-Key"), Vars: map[string]string{}, Base: baseURL(r),
	}
	for _, name := range rt.vars() {
		req.Vars[name] = r.PathValue(name)
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return req, "", nil
	}
	var pin string
	req.Body, pin, err = withoutPIN(raw)
	return req, pin, err
}

// withoutPIN takes the wallet's PIN out before a body is hashed or written down.
func withoutPIN(raw []byte) (body json.RawMessage, pin string, err error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, "", err
	}
	// One that is no text is none; whether that is right is for badPIN to say.
	_ = json.Unmarshal(fields["pin"], &pin)
	delete(fields, "pin")
	body, err = json.Marshal(fields)
	return body, pin, err
}

// contractPath is the path without the prefix of its system.
func contractPath(path string) string {
	for _, system := range systems {
		if rest, ok := strings.CutPrefix(path, "/"+system); ok && strings.HasPrefix(rest, "/v1/") {
			return rest
		}
	}
	return path
}

func baseURL(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// targetOf gathers what a fault on this call may be named by.
func targetOf(r *http.Request, rt *route, req request) target {
	t := target{system: rt.system}
	t.names = append(t.names, rt.name)
	if rt.finding != "" && req.Query.Get("reference") != "" {
		t.names[0] = rt.finding
	}
	for _, path := range []string{rt.path, "/" + rt.system + rt.path, req.Path, r.URL.Path} {
		t.names = append(t.names, r.Method+" "+path, path)
	}
	var named struct {
		Reference  string
		PurchaseID string `json:"purchase_id"`
		Agent, PSR string
	}
	// A body that is none of these matches no reference, which is right.
	_ = json.Unmarshal(req.Body, &named)
	t.refs = []string{named.Reference, named.PurchaseID, named.Agent, named.PSR, req.Query.Get("reference")}
	for _, v := range req.Vars {
		t.refs = append(t.refs, v)
	}
	return t
}
