package simulator

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
)

// The systems, as the ledger and the faults name them.
const (
	rechargeSystem = "recharge"
	merchantSystem = "merchant"
	walletSystem   = "wallet"
	networkSystem  = "network"
	tefSystem      = "tef"
	checkoutSystem = "checkout"
	billingSystem  = "billing"
	issuerSystem   = "issuer"
)

var systems = []string{rechargeSystem, merchantSystem, walletSystem, networkSystem, tefSystem, checkoutSystem, billingSystem, issuerSystem}

// route is one call of one system.
type route struct {
	system string
	// name is what a fault calls it; finding is its name when it is asked by
	// reference, where that is another question.
	name    string
	finding string
	method  string
	path    string
	// list is the field that holds the list, for calls that answer one.
	list string
	run  func(*operation) (answer, error)
}

func (rt *route) key() string { return rt.system + " " + rt.method + " " + rt.path }

func (rt *route) named(call string) bool { return call == rt.name || call == rt.finding }

// vars names the wildcards of the path.
func (rt *route) vars() []string {
	var names []string
	for _, part := range strings.Split(rt.path, "/") {
		if strings.HasPrefix(part, "{") {
			names = append(names, strings.Trim(part, "{}"))
		}
	}
	return names
}

// newHandler lays all calls on one mux, each with the prefix of its system and
// without. Only POST and GET /v1/payments belong to two systems: there, a body
// with an account, or a reference that only billing knows, is billing's.
func (s *Simulator) newHandler() http.Handler {
	mux := http.NewServeMux()
	s.routes = map[string]*route{}
	bare := map[string][]*route{}
	for _, routes := range [][]route{rechargeRoutes(), merchantRoutes(), walletRoutes(), networkRoutes(),
		tefRoutes(), checkoutRoutes(), billingRoutes(), issuerRoutes()} {
		for _, rt := range routes {
			r := &rt
			s.routes[r.key()] = r
			mux.HandleFunc(r.method+" /"+r.system+r.path, func(w http.ResponseWriter, req *http.Request) { s.serve(w, req, r) })
			pattern := r.method + " " + r.path
			bare[pattern] = append(bare[pattern], r)
		}
	}
	for pattern, owners := range bare {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, req *http.Request) { s.serve(w, req, s.owner(req, owners)) })
	}
	s.addPages(mux)
	s.addControl(mux)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		s.send(w, &route{system: "none"}, problem(http.StatusNotFound, "not-found"))
	})
	return mux
}

// owner chooses among the systems that share a call.
func (s *Simulator) owner(r *http.Request, owners []*route) *route {
	if len(owners) == 1 {
		return owners[0]
	}
	wanted := walletSystem
	if r.Method == http.MethodGet {
		if ref := r.URL.Query().Get("reference"); ref != "" && s.billingKnows(r, ref) {
			wanted = billingSystem
		}
	} else {
		raw, err := io.ReadAll(io.LimitReader(r.Body, bodyLimit+1))
		r.Body = io.NopCloser(bytes.NewReader(raw))
		var body struct{ Account json.RawMessage }
		if err == nil && json.Unmarshal(raw, &body) == nil && body.Account != nil {
			wanted = billingSystem
		}
	}
	i := slices.IndexFunc(owners, func(rt *route) bool { return rt.system == wanted })
	return owners[max(i, 0)]
}

func (s *Simulator) billingKnows(r *http.Request, reference string) bool {
	effects, err := s.Ledger(r.Context(), billingSystem, reference)
	return err == nil && len(effects) > 0
}
