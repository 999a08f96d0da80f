package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/money"
	"trastienda/data/desk"
	"trastienda/data/desk/remote"
	"trastienda/ui/agents"
	"trastienda/ui/board"
	"trastienda/ui/look"
	"trastienda/ui/shell"
)

// agentsPage makes the page of the agents; unsent shows the changes of one that
// are not at the hub.
func agentsPage(s *shell.Shell, b *backend, log *slog.Logger, unsent func(id string)) *agents.Page {
	page, err := agents.New(agents.Params{Export: exportList(s, b), Backend: agentsBackend{b}, Book: s.Book(), Shell: s, Role: s.Session().Role, User: b.userID(), Log: log,
		Toast: func(words, action string, do func()) {
			s.Toast(shell.Toast{ID: agents.PageID, Text: words, Tone: look.ToneInfo, Action: action, Do: do})
		},
		Unsent: unsent})
	if err != nil {
		// Only a missing part makes this fail: a mistake in this file.
		panic(err)
	}
	b.follow(page.Changed)
	return page
}

// agentsBackend gives the page of the agents the desk.
type agentsBackend struct{ b *backend }

var _ agents.Backend = agentsBackend{}

// onAgents asks the desk, if there is one, and gives its errors the names the
// page knows.
func onAgents[T any](a agentsBackend, ask func(*desk.Desk) (T, error)) (T, error) {
	d := a.b.deskNow()
	if d == nil {
		var none T
		return none, agents.ErrSignedOut
	}
	answer, err := ask(d)
	return answer, agentsError(err)
}

func agentsError(err error) error {
	var unknown desk.ErrOutcomeUnknown
	var bank desk.ErrBankConflict
	var rate desk.ErrRateConflict
	var who desk.ErrAgentConflict
	var agency desk.ErrAgencyConflict
	switch {
	case err == nil:
		return nil
	case errors.As(err, &unknown):
		return &agents.UnknownError{Key: unknown.Key, Err: err}
	case errors.As(err, &bank), errors.As(err, &rate), errors.As(err, &who), errors.As(err, &agency):
		return errors.Join(agents.ErrConflict, err)
	case errors.Is(err, desk.ErrNotStored):
		return errors.Join(agents.ErrNotStored, err)
	case errors.Is(err, desk.ErrSignedOut), errors.Is(err, remote.ErrUnauthorized):
		return errors.Join(agents.ErrSignedOut, err)
	case errors.Is(err, remote.ErrTooOld):
		return errors.Join(agents.ErrTooOld, err)
	case errors.Is(err, desk.ErrOfflineNothingSent), errors.Is(err, remote.ErrOffline):
		return errors.Join(agents.ErrOffline, err)
	}
	return err
}

// Agents lists the agents of the copy with what is unsent on top.
func (a agentsBackend) Agents(ctx context.Context) ([]agents.Agent, error) {
	return onAgents(a, func(d *desk.Desk) ([]agents.Agent, error) {
		list, err := d.AgentList(ctx)
		all := make([]agents.Agent, len(list))
		for i, x := range list {
			all[i] = agents.Agent{Agent: x.Agent, Unsent: agents.Unsent(x.Sign), New: x.New, BankUnsent: x.BankUnsent}
		}
		return all, err
	})
}

// Create writes a new agent down.
func (a agentsBackend) Create(ctx context.Context, e agent.Edit) (string, error) {
	return onAgents(a, func(d *desk.Desk) (string, error) { return d.CreateAgent(ctx, e) })
}

// Edit writes a change of an agent down.
func (a agentsBackend) Edit(ctx context.Context, id string, e agent.Edit, version int64) error {
	return a.do(func(d *desk.Desk) error { return d.EditAgent(ctx, id, e, version) })
}

// ProposeBank writes a proposal of bank data down.
func (a agentsBackend) ProposeBank(ctx context.Context, id string, account agent.Account, version int64) error {
	return a.do(func(d *desk.Desk) error { return d.ProposeBank(ctx, id, account, version) })
}

func (a agentsBackend) do(act func(*desk.Desk) error) error {
	_, err := onAgents(a, func(d *desk.Desk) (struct{}, error) { return struct{}{}, act(d) })
	return err
}

// BankChanges are those of the copy.
func (a agentsBackend) BankChanges(ctx context.Context, id string) ([]agent.BankChange, error) {
	return onAgents(a, func(d *desk.Desk) ([]agent.BankChange, error) { return d.BankChanges(ctx, id) })
}

// RateChanges are those of the copy.
func (a agentsBackend) RateChanges(ctx context.Context, id string) ([]agent.RateChange, error) {
	return onAgents(a, func(d *desk.Desk) ([]agent.RateChange, error) { return d.RateChanges(ctx, id) })
}

// Decide takes a step on a change, once.
func (a agentsBackend) Decide(ctx context.Context, x agents.Decision) error {
	return a.do(func(d *desk.Desk) error {
		step := desk.Decision{ID: x.ID, Version: x.Version, Step: x.Step, Reason: x.Reason}
		var err error
		if x.Kind == agents.Rate {
			_, err = d.DecideRate(ctx, step)
		} else {
			_, err = d.DecideBank(ctx, step)
		}
		return err
	})
}

// ProposeRate proposes another rate, once.
func (a agentsBackend) ProposeRate(ctx context.Context, id string, rate money.BasisPoints, from time.Time, version int64) error {
	return a.do(func(d *desk.Desk) error {
		_, err := d.ProposeRate(ctx, id, rate, from, version)
		return err
	})
}

// Reveal gives the account in force in full.
func (a agentsBackend) Reveal(ctx context.Context, id string) (agent.Account, error) {
	return onAgents(a, func(d *desk.Desk) (agent.Account, error) { return d.RevealBank(ctx, id) })
}

// RevealChange gives both sides of a change in full.
func (a agentsBackend) RevealChange(ctx context.Context, id string) (proposed, old agent.Account, err error) {
	_, err = onAgents(a, func(d *desk.Desk) (struct{}, error) {
		var err error
		proposed, old, err = d.RevealBankChange(ctx, id)
		return struct{}{}, err
	})
	return proposed, old, err
}

// Balance asks the hub for the balance of an agent.
func (a agentsBackend) Balance(ctx context.Context, id string) (agent.Balance, error) {
	return onAgents(a, func(d *desk.Desk) (agent.Balance, error) { return d.Balance(ctx, id) })
}

// Online tells whether the hub answers.
func (a agentsBackend) Online() bool { return purchaseBackend(a).Online() }

// Now is the present instant.
func (a agentsBackend) Now() time.Time { return a.b.clock.Now() }

// Setting gives a choice of the signed-in user on this computer.
func (a agentsBackend) Setting(ctx context.Context, key string) (string, error) {
	return purchaseBackend(a).Setting(ctx, key)
}

// PutSetting keeps one.
func (a agentsBackend) PutSetting(ctx context.Context, key, value string) error {
	return purchaseBackend(a).PutSetting(ctx, key, value)
}

// AgentWork counts for the board what of agents needs whoever is signed in.
func (p boardBackend) AgentWork(ctx context.Context) (board.AgentWork, error) {
	return on(p.purchaseBackend, func(d *desk.Desk) (w board.AgentWork, err error) {
		list, err := d.AgentList(ctx)
		if err != nil {
			return w, err
		}
		for _, a := range list {
			if a.Active && a.Bank.State == agent.BankMissing && a.BankUnsent == nil {
				w.NoBank++
			}
		}
		in, ok := d.Session()
		if !ok || !in.User.Role.Allows(access.BankDecide) {
			return w, nil
		}
		bank, err1 := d.BankChanges(ctx, "")
		rates, err2 := d.RateChanges(ctx, "")
		var by []agent.Decision
		for _, c := range bank {
			by = append(by, c.Decision)
		}
		for _, c := range rates {
			by = append(by, c.Decision)
		}
		for _, c := range by {
			if c.ByID != in.User.ID {
				w.ToDecide++
			}
		}
		return w, errors.Join(err1, err2)
	})
}

// NextVisit is when the signed-in agent is visited next, as the agency says.
func (p boardBackend) NextVisit(ctx context.Context) (time.Time, bool, error) {
	list, err := on(p.purchaseBackend, func(d *desk.Desk) ([]desk.Agent, error) { return d.AgentList(ctx) })
	if err != nil || len(list) != 1 || list[0].NextVisit == "" {
		return time.Time{}, false, err
	}
	day, err := time.ParseInLocation(time.DateOnly, list[0].NextVisit, agencyZone(p.b.agency().TimeZone, p.b.log))
	return day, err == nil, err
}
