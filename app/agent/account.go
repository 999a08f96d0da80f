package agent

import (
	"log/slog"

	"trastienda/app/ident"
)

// String is the account as anybody may see it, so that printing one by accident
// tells nothing.
func (a Account) String() string {
	return "account " + ident.MaskCBU(a.CBU) + " " + ident.MaskCUIT(a.CUIT)
}

// GoString is String, for %#v.
func (a Account) GoString() string { return a.String() }

// LogValue is String, for logs.
func (a Account) LogValue() slog.Value { return slog.StringValue(a.String()) }

// Step is what a person does about a change that somebody proposed.
type Step string

// The steps: whoever proposed takes it back, another person approves or rejects.
const (
	Withdraw Step = "withdraw"
	Approve  Step = "approve"
	Reject   Step = "reject"
)

// MaxRate is the greatest bonus there can be, 100 %.
const MaxRate = 10000
