// Package audit holds what an agency's audit chain tells: every act that
// changed or revealed something, who did it, when, on which device, and what the
// record was before and after. The hub keeps the chain; managers read it.
package audit

import (
	"encoding/json"
	"time"
)

// Entry is one link of an agency's chain. Before and After are JSON, null where
// there is nothing to say; secrets and bank data are never in them.
type Entry struct {
	// Seq is the link's number. It grows along the chain and has gaps: changes of
	// records take numbers of the same row.
	Seq   int64     `json:"seq"`
	At    time.Time `json:"at"`
	Actor Actor     `json:"actor"`
	// Device is what the actor's session was opened on, empty for the hub itself.
	Device   string          `json:"device"`
	Act      string          `json:"act"` // "purchase.retry"; versions to come have others
	Entity   string          `json:"entity"`
	EntityID string          `json:"entity_id"`
	Before   json.RawMessage `json:"before"`
	After    json.RawMessage `json:"after"`
	PrevHash string          `json:"prev_hash"` // SHA-256 in hex; empty in the first link
	Hash     string          `json:"hash"`
}

// Actor is who did something; the hub itself has neither id nor name.
type Actor struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Acts that the hub writes.
const (
	ActSignIn  = "session.open"
	ActSignOut = "session.end"
	// ActSignInFailed is of nobody: its record is whom somebody tried to be.
	ActSignInFailed = "session.failed"
	ActRetry        = "purchase.retry"
	ActRetryAnswer  = "purchase.retry.answer"
	ActMark         = "purchase.mark"
	ActNewAgency    = "agency.created"
	ActAgency       = "agency.edit"
	ActOutside      = "outside.edit"
	ActSample       = "sample.made"
	ActDiscard      = "outbox.discard"
	// ActBalance is looking an agent's balance up, ActExport writing a list to a
	// file on a desktop.
	ActBalance = "balance.see"
	ActExport  = "export.made"
	// ActImport is taking in a part of a file.
	ActImport    = "import.run"
	ActBuy       = "purchase.buy"
	ActBuyAnswer = "purchase.buy.answer"
	// ActReceipt is numbering and sealing a receipt of a purchase.
	ActReceipt = "receipt.made"
	// ActEvidence is taking out a pack of evidence of a purchase.
	ActEvidence = "evidence.made"

	ActClosingPropose  = "closing.propose"
	ActClosingWithdraw = "closing.withdraw"
	ActClosingApprove  = "closing.approve"
	ActClosingReject   = "closing.reject"

	ActExceptionPropose  = "exception.propose"
	ActExceptionWithdraw = "exception.withdraw"
	ActExceptionApprove  = "exception.approve"
	ActExceptionReject   = "exception.reject"

	ActAgentCreate  = "agent.create"
	ActAgentEdit    = "agent.edit"
	ActBankPropose  = "bank.propose"
	ActBankWithdraw = "bank.withdraw"
	ActBankApprove  = "bank.approve"
	ActBankReject   = "bank.reject"
	ActBankReveal   = "bank.reveal"
	ActRatePropose  = "rate.propose"
	ActRateWithdraw = "rate.withdraw"
	ActRateApprove  = "rate.approve"
	ActRateReject   = "rate.reject"

	ActUserChange   = "user.change"
	ActUserReset    = "user.reset"
	ActUserSessions = "user.sessions-end"
	ActRegister     = "user.registered"

	ActInvite     = "invitation.make"
	ActInviteMail = "invitation.mailed"
	ActWithdraw   = "invitation.withdraw"

	ActPassword      = "password.change"
	ActPasswordReset = "password.reset"
	ActPasswordMail  = "password.code-mailed"

	ActSetting = "setting.set"

	ActMonthClose = "month.close"
)

// Count tells how many links a filter keeps. Through is the newest number of the
// chain when they were counted: a list that is kept to it (Filter.Through) holds
// exactly these, whatever is written meanwhile.
type Count struct {
	Count   int   `json:"count"`
	Through int64 `json:"through"`
}

// Choices are what an agency's chain can be filtered by: everybody who ever did
// something, by name, and every act there is, by code.
type Choices struct {
	Actors []Actor  `json:"actors"`
	Acts   []string `json:"acts"`
}
