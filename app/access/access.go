// Package access says who may do what: three roles, a table of permissions,
// and the scope of rows a person sees. The hub enforces it on every call; the
// desktop uses the same table to hide or explain what is not allowed.
package access

// Role is what a user is in the agency.
type Role string

// The roles of an agency (ui.md 3.2).
const (
	Operator Role = "operator"
	Manager  Role = "manager"
	Agent    Role = "agent"
)

// Permission names one kind of act. Every operation of the hub declares one.
type Permission string

// The permissions of the operations there are.
const (
	// Public marks operations that need no session: sign-in, health, the
	// contract, signed notices.
	Public Permission = "public"
	// OwnSession is what everybody signed in may do with their own session.
	OwnSession     Permission = "session.own"
	PurchasesSee   Permission = "purchases.see"
	PurchasesRetry Permission = "purchases.retry"
	// PurchasesMark is writing notes on purchases and taking care of them.
	PurchasesMark Permission = "purchases.mark"
	AgentsSee     Permission = "agents.see"
	BalanceSee    Permission = "balance.see"
	ExceptionsSee Permission = "exceptions.see"
	// ExceptionsPropose is proposing what becomes of an exception,
	// ExceptionsDecide deciding what somebody else proposed.
	ExceptionsPropose Permission = "exceptions.propose"
	ExceptionsDecide  Permission = "exceptions.decide"
	ChangesFollow     Permission = "changes.follow"
	OperationsSee     Permission = "operations.see"
)

var everybody = []Permission{OwnSession, PurchasesSee, PurchasesRetry, PurchasesMark, AgentsSee, BalanceSee, ChangesFollow, OperationsSee}

var table = map[Role]map[Permission]bool{
	Operator: set(everybody, ExceptionsSee, ExceptionsPropose),
	Manager:  set(everybody, ExceptionsSee, ExceptionsPropose, ExceptionsDecide),
	Agent:    set(everybody),
}

func set(base []Permission, more ...Permission) map[Permission]bool {
	m := make(map[Permission]bool, len(base)+len(more))
	for _, p := range base {
		m[p] = true
	}
	for _, p := range more {
		m[p] = true
	}
	return m
}

// Allows tells whether role may do p. An unknown role may do nothing.
func (r Role) Allows(p Permission) bool { return p == Public || table[r][p] }

// Known tells whether r is one of the roles.
func (r Role) Known() bool { return table[r] != nil }

// Scope is the part of an agency's rows a person sees: all of the agency, or
// one agent's. It is part of the hub's SQL, of the feed and of snapshots.
type Scope struct {
	Agency string // id of the agency; never empty
	Agent  string // id of the only visible agent, empty for all
}

// Key is a short text that changes when the scope does; it is part of the
// feed's cursor.
func (s Scope) Key() string {
	if s.Agent == "" {
		return "all"
	}
	return "agent-" + s.Agent
}
