package api

import (
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/buying"
	"trastienda/app/problem"
	"trastienda/app/purchase"
)

// parameterNames are the names of every parameter of the contract: only these
// are ever repeated to a client.
var parameterNames = []string{
	"id", "key", "cursor", "limit", "sort", "status", "psr", "agent", "from", "to", "wallet_transfer", "transfer_id",
	"amount_min", "amount_max", "cause", "q", "state", "after", "wait", "entity", "actor", "act", "entity_id", "through", "skip", "If-Match", "Idempotency-Key",
	"amount", "receipt",
}

// polish adds to the contract what the types of the business cannot say, since
// they know nothing of huma: enumerations, arrays that are never null, headers
// of every answer.
func polish(doc *huma.OpenAPI) {
	schemas := doc.Components.Schemas
	// A field that was renamed stops the program here, at its start.
	field := func(schema, name string) *huma.Schema { return schemas.Map()[schema].Properties[name] }
	enum := func(schema, name string, values ...any) { field(schema, name).Enum = values }
	states := []any{string(purchase.Done), string(purchase.Waiting), string(purchase.Unknown), string(purchase.Refused)}
	for _, leg := range []string{"payment", "transfer", "notice"} {
		enum("Legs", leg, states...)
	}
	for _, schema := range []string{"Purchase", "Detail"} {
		enum(schema, "status", string(purchase.StatusOK), string(purchase.StatusPending), string(purchase.StatusError))
	}
	enum("RetryAnswer", "result", string(purchase.ResultCompleted), string(purchase.ResultNoBalance), string(purchase.ResultPending), string(purchase.ResultRefused))
	enum("Answer", "result", string(buying.Accredited), string(buying.Pending), string(buying.Refused), string(buying.Unknown))
	enum("Start", "state", string(buying.Sending), string(buying.RefusedStart), string(buying.Opened))
	enum("Attempt", "leg", string(purchase.Payment), string(purchase.Transfer), string(purchase.Notice))
	enum("By", "kind", string(purchase.Person), string(purchase.Automatic))
	for _, schema := range []string{"User", "Invitation"} {
		enum(schema, "role", string(access.Operator), string(access.Manager), string(access.Agent))
	}
	enum("Bank", "state", string(agent.BankMissing), string(agent.BankPending), string(agent.BankApproved))
	for _, schema := range []string{"BankChange", "RateChange", "NextRate"} {
		enum(schema, "state", string(agent.Proposed), string(agent.Approved), string(agent.Rejected), string(agent.Withdrawn))
	}
	anyOf := func(names ...string) (list []*huma.Schema) {
		for _, name := range names {
			list = append(list, &huma.Schema{Ref: "#/components/schemas/" + name})
		}
		return list
	}
	// What a read gives and what an act answers are told apart by their fields.
	field("Operation", "body").AnyOf = append(anyOf("RetryAnswer", "Answer", "ClosingRecord", "Mark", "Setting", "User", "ResetCode", "Invited", "Profile", "Exception", "Discard", "Export", "Agent", "BankChange", "RateChange", "Sealed"), &huma.Schema{Type: "null"})
	field("Problem", "current").AnyOf = anyOf("Mark", "Setting", "User", "Profile", "Exception", "Agent", "BankChange", "RateChange", "Quote", "Start", "Purchase", "ClosingRecord")
	for _, side := range []string{"before", "after"} { // null where there was nothing to tell
		field("AuditEntry", side).AnyOf = []*huma.Schema{{Type: huma.TypeObject}, {Type: "null"}}
	}
	field("Problem", "current").Description = "With version-conflict: the record as it is now"
	orNull := func(schema, name string) {
		whole := *field(schema, name)
		*field(schema, name) = huma.Schema{AnyOf: []*huma.Schema{&whole, {Type: "null"}}}
	}
	// A field that may be missing may be null as well.
	field("BuyRequest", "start").Nullable, field("BuyRequest", "again").Nullable = true, true
	field("ProposalRequest", "psr").Nullable, field("ProposalRequest", "reason").Nullable, field("AgencyRequest", "logo").Nullable = true, true, true
	field("AgencyRequest", "buy_min").Nullable, field("AgencyRequest", "buy_max").Nullable = true, true
	orNull("Mark", "holder")
	orNull("Agent", "rate")
	orNull("Answer", "purchase")
	orNull("Start", "purchase")
	orNull("Along", "dropped")
	for _, name := range []string{"proposal", "rejected", "closed", "payment", "known", "suggestion"} {
		orNull("Exception", name)
	}
	documents := anyOf("Purchase", "Agent", "Mark", "ClosingRecord", "User", "Setting", "Exception", "Profile", "BankChange", "RateChange")
	field("Change", "doc").AnyOf = append(slices.Clone(documents), &huma.Schema{Type: "null"})
	field("Snapshot", "items").Items = &huma.Schema{AnyOf: documents}
	var codes []any
	for _, c := range problem.Codes() {
		codes = append(codes, string(c))
	}
	enum("Problem", "code", codes...)
	for _, s := range schemas.Map() {
		for _, p := range s.Properties {
			if p.Type == huma.TypeArray && p.Items != nil {
				p.Nullable = false
			}
		}
	}
	notice := schemas.Schema(reflect.TypeFor[WalletNotice](), true, "")
	for _, item := range doc.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Put, item.Post, item.Delete} {
			if op != nil {
				polishOperation(op, notice)
			}
		}
	}
}

func polishOperation(op *huma.Operation, notice *huma.Schema) {
	for _, p := range op.Parameters {
		p.Schema.Nullable = false // a parameter has no null
		// The hub itself says what is missing, with a code of its own.
		if slices.Contains([]string{"Idempotency-Key", "webhook-id", "webhook-timestamp", "webhook-signature"}, p.Name) {
			p.Required = true
		}
		if p.Name == "If-Match" && (op.Method == http.MethodPut || strings.HasPrefix(op.Path, "/v1/exceptions/") || strings.Contains(op.Path, "/closing") || strings.Contains(op.Path, "-changes/{id}") && !strings.HasSuffix(op.Path, "/reveal")) {
			p.Required = true
		}
	}
	if op.OperationID == "wallet-notice" {
		op.RequestBody.Content["application/json"].Schema = notice
	}
	for _, r := range op.Responses {
		if r.Headers == nil {
			r.Headers = map[string]*huma.Param{}
		}
		for name, about := range map[string]string{
			"X-Request-Id":  "The number to quote",
			"X-Hub-Epoch":   "Changes when the hub was restored from a backup",
			"X-Hub-Time":    "The hub's clock as it answers, RFC 3339 UTC",
			"X-Hub-Desktop": "The least version of the desktop that this hub works with: an older one reads and sends no acts",
		} {
			r.Headers[name] = &huma.Header{Description: about, Schema: &huma.Schema{Type: huma.TypeString}}
		}
	}
}
