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
	// PurchasesBuy is paying for balance from the wallet of one's own point of
	// sale; ClosingPropose and ClosingDecide are closing by hand what cannot go on,
	// which takes two people.
	PurchasesBuy   Permission = "purchases.buy"
	ClosingPropose Permission = "closing.propose"
	ClosingDecide  Permission = "closing.decide"
	// ProofMake is taking out receipts of purchases and packs of evidence of them.
	ProofMake  Permission = "proof.make"
	AgentsSee  Permission = "agents.see"
	AgentsEdit Permission = "agents.edit"
	// BankSee is seeing changes of bank data, masked; BankReveal reading an
	// account in full, which is audited. One person proposes, another decides.
	BankSee     Permission = "bank.see"
	BankPropose Permission = "bank.propose"
	BankDecide  Permission = "bank.decide"
	BankReveal  Permission = "bank.reveal"
	// RatesSee is seeing changes of rates; one person proposes, another decides.
	RatesSee     Permission = "rates.see"
	RatesPropose Permission = "rates.propose"
	RatesDecide  Permission = "rates.decide"
	// ImportRun is taking in agents and past purchases from a file.
	ImportRun     Permission = "import.run"
	BalanceSee    Permission = "balance.see"
	ExceptionsSee Permission = "exceptions.see"
	// ExceptionsPropose is proposing what becomes of an exception,
	// ExceptionsDecide deciding what somebody else proposed.
	ExceptionsPropose Permission = "exceptions.propose"
	ExceptionsDecide  Permission = "exceptions.decide"
	ChangesFollow     Permission = "changes.follow"
	OperationsSee     Permission = "operations.see"
	// AgencySee is reading the agency's name, logo, currency and zone.
	AgencySee  Permission = "agency.see"
	AgencyEdit Permission = "agency.edit"
	// AuditSee is reading who did what in the whole agency.
	AuditSee Permission = "audit.see"
	// SettingsOwn is keeping settings at the hub that follow the person from one
	// computer to the next; PasswordOwn is changing the own password.
	SettingsOwn Permission = "settings.own"
	PasswordOwn Permission = "password.own"
	// MonthsSee is reading what closed months came to, MonthsClose closing one.
	MonthsSee   Permission = "months.see"
	MonthsClose Permission = "months.close"
	// UsersManage is seeing the agency's users, inviting, changing and resetting
	// them and ending their sessions.
	UsersManage Permission = "users.manage"
)

var everybody = []Permission{
	OwnSession, PurchasesSee, PurchasesRetry, PurchasesMark, ProofMake, AgentsSee, BalanceSee, ChangesFollow, OperationsSee,
	SettingsOwn, PasswordOwn, AgencySee, BankSee,
}

var table = map[Role]map[Permission]bool{
	Operator: set(everybody, ExceptionsSee, ExceptionsPropose, AgentsEdit, ClosingPropose, MonthsSee),
	Manager: set(everybody, ExceptionsSee, ExceptionsPropose, ExceptionsDecide, UsersManage, AgencyEdit, AuditSee,
		AgentsEdit, BankPropose, BankDecide, BankReveal, RatesSee, RatesPropose, RatesDecide, ClosingPropose, ClosingDecide, ImportRun, MonthsSee, MonthsClose),
	Agent: set(everybody, PurchasesBuy, BankPropose, BankReveal),
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
// one agent's, and besides them what is for their role or for themselves alone.
// It is part of the hub's SQL, of the feed and of snapshots.
type Scope struct {
	Agency string // id of the agency; never empty
	Agent  string // id of the only visible agent, empty for all
	Role   Role   // empty sees nothing that is for one role
	User   string // id of the person, empty sees nobody's own rows
}

// Key is a short text that changes when the scope does; it is part of the
// feed's cursor, so that a person whose role or agent changed loads everything
// again.
func (s Scope) Key() string {
	seen := "all"
	switch {
	case s.Agent != "":
		seen = "agent-" + s.Agent
	case s.ManagesPeople():
		seen = "manager"
	}
	if s.User != "" {
		seen += "-" + s.User
	}
	return seen
}

// ManagesPeople tells whether the scope holds the agency's users.
func (s Scope) ManagesPeople() bool { return s.Role.Allows(UsersManage) }

// Audience names who a row of the feed is for when its agent does not say it.
type Audience string

// The audiences besides one person's own (see OwnAudience).
const (
	// ByAgent rows are for the agency's people and, if they name an agent, for
	// that agent's.
	ByAgent Audience = ""
	// Managers rows are for the agency's managers.
	Managers Audience = "manager"
	// Everybody rows are for all of the agency's people, whatever agent they see.
	Everybody Audience = "everybody"
	// Staff rows are for those who see exceptions: everybody but agents.
	Staff Audience = "staff"
)

// OwnAudience is the audience of one person.
func OwnAudience(userID string) Audience { return Audience("user:" + userID) }

// Audiences are those the scope belongs to besides ByAgent.
func (s Scope) Audiences() []Audience {
	all := []Audience{Everybody}
	if s.User != "" {
		all = append(all, OwnAudience(s.User))
	}
	if s.ManagesPeople() {
		all = append(all, Managers)
	}
	if s.Role.Allows(ExceptionsSee) {
		all = append(all, Staff)
	}
	return all
}
