package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/getkin/kin-openapi/openapi3filter"
	"pgregory.net/rapid"
)

const (
	// hostile stands in every wild text, canary in every password: neither may
	// come back in a refusal.
	hostile = "h0stile"
	canary  = "c4nary-password"
)

var wild = []string{
	"", " ", hostile, "' or 1=1 --" + hostile, hostile + "\x00", "\xff\xfe" + hostile, "%" + hostile, "../" + hostile, strings.Repeat(hostile, 400),
	"-1", "0", "1.5", "1e9", "99999999999999999999", "null", "true", "{}", "ñandú" + hostile, hostile + "\n", "\u202e" + hostile, "💥" + hostile,
}

// fuzz draws requests from the contract, valid ones and hostile ones.
type fuzz struct {
	h *hub
	t *rapid.T
	// exceptions are the ids of those there are.
	exceptions []string
}

func (f *fuzz) oneOf(name string, list ...string) string {
	return rapid.SampledFrom(list).Draw(f.t, name)
}

// text is a wild text or one of the good ones.
func (f *fuzz) text(name string, good ...string) string {
	if rapid.IntRange(0, 3).Draw(f.t, name+" wild") == 0 {
		return f.oneOf(name, wild...)
	}
	return f.oneOf(name, good...)
}

// good are values that mean something to the hub.
var good = map[string][]string{
	"id": {"operator", "agent", "stranger", "n1-p0", "n1-p1", "n2-p2", "s1-p0", "n1", "n2", "s1", "b-n1", "r-n2"}, "key": {"used-key", "nobody's", "view.purchases"}, "limit": {"1", "2", "1000"},
	"cursor": {"eyJzIjoiLWF0LC1pZCIsInYiOlsxLCJ4Il19", "eyJzIjoiIiwidiI6bnVsbH0", "e30"}, "sort": {"at", "-at", "amount,-psr", "code", "-name", "-seq"},
	"status": {"ok", "ok,error", "pending"}, "psr": {"00n1", "00s1"}, "agent": {"n1", "s1"},
	"from": {"2026-01-02T03:04:05Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z"}, "to": {"2026-01-02T03:04:05-03:00"},
	"wallet_transfer": {"W00"}, "transfer_id": {"WB.n1-p0"}, "amount_min": {"0", "1", "-9223372036854775808"}, "amount_max": {"9223372036854775807"},
	"cause": {"no-balance", "refused:x"}, "q": {"$104,00", "w0 00n1", "%_\\"}, "after": {"a.b.1", "..", "x.all.-1"}, "wait": {"0"},
	"amount": {"0", "100", "1000000000000000"},
	"actor":  {"manager", "hub"}, "act": {"purchase.mark"}, "entity_id": {"n1-p1"}, "through": {"0", "9223372036854775807"}, "skip": {"0", "1"},
	"entity": {"purchase", "agent", "mark", "closing", "user", "setting", "bank_change", "rate_change"}, "state": {"proposed", "approved,rejected"}, "Idempotency-Key": {"used-key", `"quoted"`, "other"}, "If-Match": {`"0"`, `"1"`, `"2"`, `"3"`},
	"receipt": {"r1", "r2"}, "month": {"2020-01", "2026-11"}, "kind": {"agents", "purchases"}, "file": {fileOf}, "webhook-id": {"m"}, "webhook-timestamp": {"1"}, "webhook-signature": {"v1,x"},
}

func (f *fuzz) request(op *huma.Operation) *http.Request {
	path, query, header := op.Path, url.Values{}, http.Header{}
	for _, p := range op.Parameters {
		known := good[p.Name]
		if p.Name == "id" && strings.HasPrefix(op.Path, "/v1/exceptions/") {
			known = f.exceptions
		}
		value := f.text(p.Name, known...)
		switch {
		case p.In == "path":
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(value))
		case p.In == "header" && !strings.ContainsAny(value, "\x00\n"):
			header.Set(p.Name, value)
		case p.In == "query" && (p.Required || rapid.Bool().Draw(f.t, p.Name+" given")):
			query.Set(p.Name, value)
		}
	}
	if rapid.IntRange(0, 9).Draw(f.t, "unknown parameter") == 0 {
		query.Set(hostile, "1")
	}
	body := f.body(op.OperationID)
	r := httptest.NewRequest(op.Method, path+"?"+query.Encode(), strings.NewReader(body))
	r.Header = header
	if body != "" {
		r.Header.Set("Content-Type", f.oneOf("type", "application/json", "application/json", "application/json; charset=utf-8", "text/plain"))
	}
	if op.OperationID == "wallet-notice" && rapid.Bool().Draw(f.t, "signed") {
		f.sign(r, body)
	}
	if who := f.oneOf("who", "operator", "manager", "agent", "stranger", ""); who != "" {
		r.Header.Set("Authorization", "Bearer "+f.h.tokens[who])
	}
	return r
}

func (f *fuzz) body(operation string) string {
	switch operation {
	case "sign-in":
		fields := map[string]any{"email": f.text("email", "nobody@example.test"), "password": canary + f.text("password", "x"), "device": f.text("device", "Caja")}
		f.spoil(fields)
		return f.encoded(fields)
	case "retry-purchase":
		return f.oneOf("body", "", "{}", " ", "[]", "null", `{"`+hostile+`":1}`, `{`+hostile)
	case "make-evidence":
		return f.oneOf("body", `{"lang":"es-AR"}`, `{"lang":"en"}`, `{"lang":"`+hostile+`"}`, "{}", "null", "[]", "{"+hostile)
	case "make-receipt":
		return f.oneOf("body", `{"kind":"a4"}`, `{"kind":"roll"}`, `{"kind":"`+hostile+`"}`, "{}", "null", "[]", "{"+hostile)
	case "set-mark":
		// A note that was stored is told by a later 412, so it has a word of its own.
		note := strings.ReplaceAll(f.text("note", "llamé a Claro", "", "uno\ndos", "uno\tdos"), hostile, "n0te")
		fields := map[string]any{"note": note, "hold": rapid.Bool().Draw(f.t, "hold")}
		f.spoil(fields)
		return f.encoded(fields)
	case "set-setting":
		// A value that was stored is told again, so it has a word of its own.
		fields := map[string]any{"value": strings.ReplaceAll(f.text("value", "[1]", ""), hostile, "v4lue")}
		f.spoil(fields)
		return f.encoded(fields)
	case "change-user":
		fields := map[string]any{"name": strings.ReplaceAll(f.text("name", "Ana"), hostile, "n4me"), "role": f.text("role", "operator", "manager", "agent"),
			"agent": f.text("agent", "", "n1", "s1"), "active": rapid.Bool().Draw(f.t, "active")}
		f.spoil(fields)
		return f.encoded(fields)
	case "invite":
		fields := map[string]any{"name": strings.ReplaceAll(f.text("name", "Ana"), hostile, "n4me"), "role": f.text("role", "operator", "manager", "agent"),
			"agent": f.text("agent", "", "n1", "s1"), "email": strings.ReplaceAll(f.text("email", "a@example.test", "operator@example.test"), hostile, "em4il")}
		f.spoil(fields)
		return f.encoded(fields)
	case "register":
		fields := map[string]any{"token": f.text("token", "ABC"), "password": canary + f.text("password", "x"), "device": f.text("device", "Caja")}
		f.spoil(fields)
		return f.encoded(fields)
	case "change-password":
		fields := map[string]any{"current": canary + f.text("password", "x"), "new": canary + f.text("new password", "x")}
		f.spoil(fields)
		return f.encoded(fields)
	case "request-reset":
		fields := map[string]any{"email": f.text("email", "nobody@example.test")}
		f.spoil(fields)
		return f.encoded(fields)
	case "confirm-reset":
		fields := map[string]any{"email": f.text("email", "nobody@example.test"), "code": f.text("code", "ABCDE-12345"), "password": canary + f.text("password", "x")}
		f.spoil(fields)
		return f.encoded(fields)
	case "propose-exception":
		fields := map[string]any{"act": f.text("act", "assign", "close"), "psr": f.text("psr", "00n1", ""),
			"reason": strings.ReplaceAll(f.text("reason", "ya se devolvió", ""), hostile, "n0te")}
		f.spoil(fields)
		return f.encoded(fields)
	case "approve-exception":
		return f.oneOf("body", "", "{}", "null", `{"`+hostile+`":1}`)
	case "reject-exception":
		fields := map[string]any{"reason": strings.ReplaceAll(f.text("reason", "no es así", ""), hostile, "n0te")}
		f.spoil(fields)
		return f.encoded(fields)
	case "create-agent", "change-agent":
		// What was stored is told by a later 412, so it has a word of its own.
		own := func(name string, good ...string) string {
			return strings.ReplaceAll(f.text(name, good...), hostile, "ag3nt")
		}
		fields := map[string]any{"code": own("code", "X1", "X2"), "name": own("name", "Demo"), "cuit": own("cuit", "", "30-99000001-4"),
			"active": rapid.Bool().Draw(f.t, "active"), "next_visit": own("visit", "", "2026-12-12"),
			"contact":        map[string]any{"person": own("person", ""), "phone": "", "mobile": "", "email": own("email", "", "a@example.test"), "notes": own("notes", "")},
			"address":        map[string]any{"street": own("street", ""), "number": "", "floor": "", "locality": "", "province": "", "postcode": ""},
			"points_of_sale": []any{map[string]any{"psr": own("psr", "00n1", "00s1", "77"), "name": own("shop", "Kiosco")}}}
		f.spoil(fields)
		return f.encoded(fields)
	case "propose-bank":
		fields := map[string]any{"cbu": f.text("cbu", cbuOf(f.h.t, rapid.IntRange(0, 3).Draw(f.t, "cbu"))), "alias": strings.ReplaceAll(f.text("alias", "", "demo.alias"), hostile, "4lias0"),
			"holder": strings.ReplaceAll(f.text("holder", "Titular"), hostile, "h0lder"), "cuit": f.text("cuit", "", "20-12345678-6")}
		f.spoil(fields)
		return f.encoded(fields)
	case "propose-rate", "propose-agency-rate":
		fields := map[string]any{"bonus_bp": rapid.OneOf(rapid.Int64(), rapid.Int64Range(-1, 10001)).Draw(f.t, "rate"),
			"from": f.text("from", "", "2030-01-02T03:04:05Z", "2020-01-02T03:04:05Z")}
		f.spoil(fields)
		return f.encoded(fields)
	case "approve-bank-change", "approve-rate-change":
		return f.oneOf("body", "", "{}", "null", `{"`+hostile+`":1}`)
	case "reject-bank-change", "reject-rate-change":
		fields := map[string]any{"reason": strings.ReplaceAll(f.text("reason", "no es así", ""), hostile, "n0te")}
		f.spoil(fields)
		return f.encoded(fields)
	case "import-agents", "import-purchases":
		fields := map[string]any{"import": f.text("import", "00000000-0000-4000-8000-000000000001"), "file": f.text("file", fileOf),
			"name": strings.ReplaceAll(f.text("name", "agentes.xlsx"), hostile, "f1le"), "update": rapid.Bool().Draw(f.t, "update"), "rows": []any{f.importRow(operation)}}
		f.spoil(fields)
		return f.encoded(fields)
	case "wallet-notice":
		fields := map[string]any{"type": f.text("type", "payment.accredited", "payment.rejected", "payment.pending"), "wallet_transfer": f.text("wt", "W1"),
			"reference": f.text("reference", "fuzz-1", "fuzz-2", "ref-n1-2"), "psr": f.text("psr", "00n1", "00s1", "00n2"), "currency": f.text("currency", "ARS"),
			"amount": rapid.OneOf(rapid.Int64(), rapid.Int64Range(-1, 100000)).Draw(f.t, "amount"), "at": time.Now().UTC().Format(time.RFC3339),
			"to_cbu": cbuOf(f.h.t, rapid.IntRange(0, 3).Draw(f.t, "cbu"))}
		f.spoil(fields)
		return f.encoded(fields)
	}
	return ""
}

// importRow is a row of an import.
func (f *fuzz) importRow(operation string) map[string]any {
	own := func(name string, good ...string) string {
		return strings.ReplaceAll(f.text(name, good...), hostile, "r0w")
	}
	row := map[string]any{"row": rapid.IntRange(-1, 9).Draw(f.t, "row")}
	if operation == "import-purchases" {
		row["psr"], row["wallet_transfer"], row["transfer_id"] = own("psr", "00n1", "00s1", "404"), own("wt", "", "141"), own("transfer", "", "21")
		row["paid"], row["credited"] = rapid.Int64Range(-1, 5).Draw(f.t, "paid"), rapid.OneOf(rapid.Int64(), rapid.Int64Range(1, 5)).Draw(f.t, "credited")
		row["status"], row["at"] = f.text("status", "ok", "error"), f.oneOf("at", "2022-12-13T10:24:52Z", "0001-01-01T00:00:00Z", "2999-01-01T00:00:00-03:00")
	} else {
		row["agent"] = map[string]any{"code": own("code", "Cn1", "Cs1", "Z1"), "name": own("name", "Agente n1", "Demo"), "cuit": own("cuit", ""), "active": true, "next_visit": "",
			"contact":        map[string]any{"person": "", "phone": own("phone", "", "11"), "mobile": "", "email": "", "notes": ""},
			"address":        map[string]any{"street": "", "number": "", "floor": "", "locality": "", "province": "", "postcode": ""},
			"points_of_sale": []any{map[string]any{"psr": own("psr", "00n1", "00s1", "88"), "name": own("shop", "")}}}
		if rapid.Bool().Draw(f.t, "with bank data") {
			row["account"] = map[string]any{"cbu": f.text("cbu", cbuOf(f.h.t, rapid.IntRange(0, 3).Draw(f.t, "cbu"))), "alias": own("alias", ""), "holder": own("holder", "Titular"), "cuit": ""}
		}
	}
	f.spoil(row)
	return row
}

// spoil sometimes drops, adds or replaces a field.
func (f *fuzz) spoil(fields map[string]any) {
	names := []string{}
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	name := f.oneOf("spoilt", names...)
	switch rapid.IntRange(0, 6).Draw(f.t, "spoil") {
	case 0:
		delete(fields, name)
	case 1:
		fields[name] = []any{1, nil, map[string]any{}}
	case 2:
		fields[hostile] = canary
	case 3:
		fields[name] = nil
	}
}

func (f *fuzz) encoded(fields map[string]any) string {
	text, err := json.Marshal(fields)
	if err != nil {
		f.t.Fatal(err)
	}
	if rapid.IntRange(0, 9).Draw(f.t, "cut") == 0 {
		return string(text[:len(text)/2])
	}
	return string(text)
}

func (f *fuzz) sign(r *http.Request, body string) {
	header := signed(f.h, body)
	for name := range header {
		r.Header.Set(name, header.Get(name))
	}
}

// TestContract asks every operation for what the contract allows and for what
// it forbids. Nothing may fail inside, every answer fits the contract, what is
// forbidden is refused, what is allowed is not refused as invalid, and no
// refusal repeats a password, an account number or what was wrong.
func TestContract(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		operations := h.operations()
		slices.SortFunc(operations, func(a, b *huma.Operation) int {
			return strings.Compare(turn(a), turn(b))
		})
		h.addChanges()
		ids := []string{h.unknownPSR("fuzzed-1", "404", 5000), h.unknownPSR("fuzzed-2", "405", 5000)}
		for _, op := range operations {
			t.Run(op.OperationID, rapid.MakeCheck(func(t *rapid.T) {
				f := &fuzz{h: h, t: t, exceptions: ids}
				r := f.request(op)
				allowed, checked := h.allows(r)
				copied := r.Clone(context.Background())
				w := httptest.NewRecorder()
				h.handler.ServeHTTP(w, r)
				if err := h.fits(copied, w); err != nil {
					t.Fatal(err)
				}
				judge(t, h, w, allowed, checked, reveals[op.OperationID])
			}))
		}
		if logs := h.logs.String(); strings.Contains(logs, canary) || strings.Contains(logs, cbuOf(t, 0)) {
			t.Error("a password or an account number is in the log")
		}
	})
}

// turn puts last what ends the sessions the others need.
func turn(op *huma.Operation) string {
	if slices.Contains([]string{"sign-out", "change-user", "end-user-sessions"}, op.OperationID) {
		return "~" + op.OperationID
	}
	return op.OperationID
}

// reveals are the operations that are there to tell account numbers.
var reveals = map[string]bool{"reveal-bank": true, "reveal-bank-change": true}

func judge(t *rapid.T, h *hub, w *httptest.ResponseRecorder, allowed, checked, reveals bool) {
	body := w.Body.String()
	code := answer{ResponseRecorder: w, t: h.t}.code()
	if w.Code >= 500 && code != "not-configured" {
		t.Fatalf("%d %s\n%s", w.Code, body, h.logs.String())
	}
	for n := range 4 {
		if strings.Contains(body, cbuOf(h.t, n)) && (!reveals || w.Code != http.StatusOK) {
			t.Fatalf("an account number is told: %s", body)
		}
	}
	if strings.Contains(body, canary) || w.Code >= 400 && strings.Contains(body, hostile) {
		t.Fatalf("the answer repeats what was sent: %s", body)
	}
	if checked && !allowed && w.Code < 400 {
		t.Fatalf("the contract forbids this, the hub answers %d: %s", w.Code, body)
	}
	if checked && allowed && (code == "invalid-request" || code == "not-json") {
		t.Fatalf("the contract allows this, the hub answers %d: %s", w.Code, body)
	}
}

// allows tells whether the contract allows a request. checked is false where
// the validator and HTTP differ in what a parameter is: an empty one, one that
// is no text, an encoded slash.
func (h *hub) allows(r *http.Request) (allowed, checked bool) {
	route, params, err := h.router.FindRoute(r)
	if err != nil {
		return false, false
	}
	for name, values := range r.URL.Query() {
		if _, known := good[name]; !known {
			return false, true
		}
		if values[0] == "" || !storable(values[0]) || name == "from" || name == "to" {
			return false, false
		}
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { r.Body = io.NopCloser(strings.NewReader(string(body))) }()
	if !storable(r.URL.Path) || strings.HasPrefix(r.URL.Path, "/v1/hooks/") || strings.TrimSpace(string(body)) == "" && len(body) > 0 {
		return false, false
	}
	copied := r.Clone(context.Background())
	copied.Body = io.NopCloser(strings.NewReader(string(body)))
	err = openapi3filter.ValidateRequest(context.Background(), &openapi3filter.RequestValidationInput{Request: copied, PathParams: params, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}})
	return err == nil, true
}

// TestTheContractIsHeld makes sure that the tests would notice an answer that
// does not fit.
func TestTheContractIsHeld(t *testing.T) {
	h := newHub(t, "sqlite:"+t.TempDir()+"/hub.db")
	fine := h.do("operator", "GET", "/v1/purchases?limit=1", "").Body.String()
	for name, body := range map[string]string{
		"null array":    `{"items":null,"next":""}`,
		"missing field": `{"items":[]}`,
		"wrong status":  strings.Replace(fine, `"status":"ok"`, `"status":"fine"`, 1),
		"unknown field": strings.Replace(fine, `"status":"ok"`, `"status":"ok","extra":1`, 1),
		"wrong type":    strings.Replace(fine, `"paid":10000`, `"paid":"10000"`, 1),
	} {
		w := httptest.NewRecorder()
		w.Header().Set("Content-Type", "application/json")
		for _, header := range []string{"X-Request-Id", "X-Hub-Epoch", "X-Hub-Time", "X-Hub-Desktop"} {
			w.Header().Set(header, "x")
		}
		fmt.Fprint(w, body)
		if err := h.fits(httptest.NewRequest("GET", "/v1/purchases", nil), w); err == nil {
			t.Errorf("%s passes: %s", name, body)
		}
	}
}
