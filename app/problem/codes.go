package problem

// The codes of the hub's API. They are stable: programs decide by them, so a
// code never changes its meaning. texts.go holds what each one says, in three
// languages.
const (
	// What was asked is not in order.
	InvalidRequest   Code = "invalid-request"
	NotJSON          Code = "not-json"
	BodyTooLarge     Code = "body-too-large"
	BodyTimeout      Code = "body-timeout"
	UnsupportedMedia Code = "unsupported-media-type"
	BadCursor        Code = "bad-cursor"
	BadSort          Code = "bad-sort"
	NotFound         Code = "not-found"
	MethodNotAllowed Code = "method-not-allowed"

	// Who asks.
	BadCredentials  Code = "bad-credentials"
	TooManyAttempts Code = "too-many-attempts"
	NoSession       Code = "no-session"
	UserDeactivated Code = "user-deactivated"
	Forbidden       Code = "forbidden"
	BadSignature    Code = "bad-signature"

	// The agency's people.
	WrongPassword Code = "wrong-password"
	WeakPassword  Code = "weak-password"
	BadCode       Code = "bad-code"
	UserInvalid   Code = "user-invalid"
	EmailTaken    Code = "email-taken"
	OwnAccount    Code = "own-account"
	LastManager   Code = "last-manager"
	NotRegistered Code = "not-registered"
	UserInactive  Code = "user-inactive"

	// What a person keeps at the hub.
	TooManySettings Code = "too-many-settings"

	// Acts with an idempotency key.
	KeyMissing     Code = "key-missing"
	KeyInvalid     Code = "key-invalid"
	KeyReused      Code = "key-reused"
	InProgress     Code = "in-progress"
	NothingToRetry Code = "nothing-to-retry"

	// Records that several people change.
	VersionMissing  Code = "version-missing"
	VersionConflict Code = "version-conflict"
	CurrencyInUse   Code = "currency-in-use"

	// What one person proposes and another decides.
	SecondPersonNeeded  Code = "second-person-needed"
	SecondPersonVouched Code = "second-person-vouched"
	ProposalOfAnother   Code = "proposal-of-another"
	NothingProposed     Code = "nothing-proposed"
	ReasonMissing       Code = "reason-missing"

	// Agents, their bank data and their rates.
	AgentInvalid   Code = "agent-invalid"
	CodeTaken      Code = "code-taken"
	PSRTaken       Code = "psr-taken"
	BankInvalid    Code = "bank-invalid"
	BankSame       Code = "bank-same"
	BankChangeOpen Code = "bank-change-open"
	RateInvalid    Code = "rate-invalid"
	RateChangeOpen Code = "rate-change-open"
	ChangeClosed   Code = "change-closed"

	// What is proved to others.
	ChainBroken Code = "chain-broken"

	// Files that are taken in.
	ImportInvalid Code = "import-invalid"

	// Notices that wait for a person.
	ExceptionClosed Code = "exception-closed"
	NotAssignable   Code = "not-assignable"
	PurchaseExists  Code = "purchase-exists"
	PSRUnknown      Code = "psr-unknown"
	PSRMisfit       Code = "psr-misfit"

	// Purchases that are started here.
	NoBank              Code = "no-bank"
	AgentInactive       Code = "agent-inactive"
	AmountOutOfRange    Code = "amount-out-of-range"
	PurchaseChanged     Code = "purchase-changed"
	PurchaseJustStarted Code = "purchase-just-started"
	StartNotOpen        Code = "start-not-open"
	WalletNoSession     Code = "wallet-no-session"

	// Purchases that people close by hand.
	NotClosable    Code = "not-closable"
	PurchaseClosed Code = "purchase-closed"

	// Months that are closed.
	MonthClosed  Code = "month-closed"
	MonthNotOver Code = "month-not-over"
	MonthOrder   Code = "month-order"

	// Following changes.
	MustRefetch Code = "must-refetch"

	// Outside systems.
	NotConfigured    Code = "not-configured"
	OutsideRefused   Code = "outside-refused"
	OutsideNoAnswer  Code = "outside-no-answer"
	OutsideBadAnswer Code = "outside-bad-answer"

	// The hub itself.
	Busy         Code = "busy"
	DatabaseDown Code = "database-down"
	StorageFull  Code = "storage-full"
	Internal     Code = "internal"
)
