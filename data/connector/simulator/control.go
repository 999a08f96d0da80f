package simulator

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"trastienda/app/money"
)

// addControl serves /sim: what tests and people do to the outside world.
func (s *Simulator) addControl(mux *http.ServeMux) {
	handle := func(pattern string, f func(*http.Request) (any, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { s.control(w, r, f) })
	}
	handle("GET /sim/faults", func(r *http.Request) (any, error) { return s.Faults(r.Context()) })
	handle("PUT /sim/faults", func(r *http.Request) (any, error) {
		faults, err := readFaultList(r)
		if err != nil {
			return nil, err
		}
		if err := s.SetFaults(r.Context(), faults...); err != nil {
			return nil, err
		}
		return s.Faults(r.Context())
	})
	handle("GET /sim/ledger", func(r *http.Request) (any, error) {
		q := r.URL.Query()
		effects, err := s.Ledger(r.Context(), q.Get("system"), q.Get("reference"))
		return map[string]any{"items": effects}, err
	})
	handle("GET /sim/mail", func(r *http.Request) (any, error) {
		letters, err := s.MailBox(r.Context(), r.URL.Query().Get("to"))
		return map[string]any{"items": letters}, err
	})
	handle("GET /sim/agents/{code}", func(r *http.Request) (any, error) { return s.told(r, rechargeSystem) })
	handle("PUT /sim/agents/{code}", func(r *http.Request) (any, error) { return s.tell(r, rechargeSystem) })
	handle("GET /sim/wallets/{code}", func(r *http.Request) (any, error) { return s.walletTold(r) })
	handle("PUT /sim/wallets/{code}", func(r *http.Request) (any, error) { return s.walletTell(r) })
	handle("POST /sim/payments", func(r *http.Request) (any, error) {
		var n NewPayment
		if err := readControl(r, &n); err != nil {
			return nil, err
		}
		return s.AddPayment(r.Context(), n)
	})
	handle("POST /sim/transactions", func(r *http.Request) (any, error) {
		var t CardTransaction
		if err := readControl(r, &t); err != nil {
			return nil, err
		}
		return s.AddTransaction(r.Context(), t)
	})
}

// errBody means that what was sent to /sim is not what it takes.
var errBody = errors.New("simulator: the body is not the expected JSON")

func (s *Simulator) control(w http.ResponseWriter, r *http.Request, f func(*http.Request) (any, error)) {
	rt := &route{system: "sim", name: r.URL.Path}
	r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
	answered, err := f(r)
	var fault *FaultError
	switch {
	case errors.As(err, &fault):
		s.explain(w, rt, http.StatusUnprocessableEntity, "bad-fault", fault.Text)
	case errors.Is(err, errBody):
		s.explain(w, rt, http.StatusBadRequest, "bad-request", err.Error())
	case errors.Is(err, ErrPayment):
		s.explain(w, rt, http.StatusUnprocessableEntity, "amount-out-of-range",
			fmt.Sprintf("psr and currency are needed, an amount from 1 to %d, a known status, times up to 100", money.Limit))
	case err != nil:
		s.broke(w, rt, err)
	default:
		raw, err := json.Marshal(answered)
		if err != nil {
			s.broke(w, rt, err)
			return
		}
		status := http.StatusOK
		if r.Method == http.MethodPost {
			status = http.StatusCreated
		}
		s.send(w, rt, reply{status: status, body: raw})
	}
}

func (s *Simulator) explain(w http.ResponseWriter, rt *route, status int, code, detail string) {
	raw, err := json.Marshal(map[string]any{"type": "about:blank", "title": http.StatusText(status), "status": status, "code": code, "detail": detail})
	if err != nil {
		s.broke(w, rt, err)
		return
	}
	s.send(w, rt, reply{status: status, body: raw})
}

// readControl reads a body strictly: a misspelt field would quietly test
// nothing.
func readControl(r *http.Request, v any) error {
	dec := json.NewDecoder(r.Body)
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return fmt.Errorf("%w: %w", errBody, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errBody
	}
	return nil
}

// readFaultList takes a list, or an object with a list in "faults".
func readFaultList(r *http.Request) ([]Fault, error) {
	var raw json.RawMessage
	if err := readControl(r, &raw); err != nil {
		return nil, err
	}
	var wrapped struct {
		Faults []Fault `json:"faults"`
	}
	var into any = &wrapped.Faults
	if bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		into = &wrapped
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return nil, fmt.Errorf("%w: %w", errBody, err)
	}
	return wrapped.Faults, nil
}

// SetAgent gives an agent a virtual balance in minor units, from which
// transfers are taken; an agent that was never given one has enough for
// everything. An empty currency is ARS. ErrPayment when available is negative
// or above the limit of money.
func (s *Simulator) SetAgent(ctx context.Context, code string, available int64, currency string) error {
	return s.setAccount(ctx, rechargeSystem, code, account{available, currency})
}

// SetWallet gives the wallet of a point of sale a balance, like SetAgent.
func (s *Simulator) SetWallet(ctx context.Context, psr string, available int64, currency string) error {
	return s.setAccount(ctx, walletSystem, psr, account{available, currency})
}

func (s *Simulator) setAccount(ctx context.Context, system, code string, a account) error {
	if code == "" || a.Available < 0 || a.Available > money.Limit {
		return ErrPayment
	}
	if a.Currency == "" {
		a.Currency = "ARS"
	}
	_, err := s.store.db.ExecContext(ctx, `insert into account(system, code, available, currency) values($1, $2, $3, $4)
		on conflict(system, code) do update set available = excluded.available, currency = excluded.currency`,
		system, code, a.Available, a.Currency)
	return err
}

func (s *Simulator) tell(r *http.Request, system string) (any, error) {
	var a struct {
		Available *int64 `json:"available"`
		Currency  string `json:"currency"`
	}
	if err := readControl(r, &a); err != nil {
		return nil, err
	}
	if a.Available == nil {
		return nil, fmt.Errorf("%w: available is missing", errBody)
	}
	if err := s.setAccount(r.Context(), system, r.PathValue("code"), account{*a.Available, a.Currency}); err != nil {
		return nil, err
	}
	return s.told(r, system)
}

// told is a balance as the simulator knows it; unlimited when nobody set one.
func (s *Simulator) told(r *http.Request, system string) (map[string]any, error) {
	var a account
	var set bool
	err := s.store.in(r.Context(), func(tx *sql.Tx) (err error) {
		o := &operation{ctx: r.Context(), tx: tx, sim: s, system: system, now: s.clock.Now()}
		a, set, err = o.account(r.PathValue("code"))
		return err
	})
	return map[string]any{"code": r.PathValue("code"), "available": a.Available, "currency": a.Currency, "unlimited": !set}, err
}
