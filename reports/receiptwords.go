package reports

import "trastienda/app/purchase"

// closed tells whether two people ended the purchase.
func (r Receipt) closed() bool { return r.Closing.Closed() }

// final tells whether the outside systems have done all they will do.
func (r Receipt) final() bool { return r.Purchase.Status == purchase.StatusOK }

// nothingSent tells whether the legs prove that no balance went out.
func (r Receipt) nothingSent() bool {
	l := r.Purchase.Legs
	return l.Transfer == purchase.Refused || l.Transfer == purchase.Waiting
}

// across is what stands over every page, "" for a purchase that is done.
func (r Receipt) across(w Words) string {
	switch {
	case r.closed() && r.Closing.Kind == purchase.Refunded:
		return w.T("receipt.across.refunded")
	case r.closed():
		return w.T("receipt.across.closed")
	case r.final():
		return ""
	case r.Purchase.Status == purchase.StatusError && r.nothingSent():
		return w.T("receipt.across.notcredited")
	}
	// What is no more than an error may still be put right: it is not final either.
	return w.T("receipt.across.pending")
}

// stateWord is the word of S0-37 with what stands across, where that says more.
func (r Receipt) stateWord(w Words, between string) string {
	word, across := w.T(statusKeys[r.Purchase.Status]), r.across(w)
	switch {
	case across == "":
		return word
	case r.Purchase.Status == purchase.StatusPending && !r.closed():
		return across
	}
	return word + between + across
}

// copyWord tells which of the receipts of the purchase it is.
func (r Receipt) copyWord(w Words) string {
	switch {
	case r.Seal == nil:
		return w.T("receipt.unnumbered")
	case r.Seal.Copy == 0:
		return w.T("receipt.original")
	}
	return w.T("receipt.copy", "n", r.Seal.Copy)
}

// state is the state in a sentence, and what people decided about it.
func (r Receipt) state(w Words) []string {
	says := CauseSentence(w, r.Purchase)
	if r.final() {
		says = w.T("receipt.says.ok")
	}
	lines := []string{says}
	switch {
	case r.closed() && r.Closing.Kind == purchase.Refunded:
		lines = append(lines, w.T("receipt.says.refunded", "by", r.Closing.By, "other", r.Closing.DecidedBy))
	case r.closed():
		lines = append(lines, w.T("receipt.says.closed", "by", r.Closing.By, "other", r.Closing.DecidedBy))
	case r.Purchase.Status == purchase.StatusPending && r.Purchase.Legs.Transfer != purchase.Done:
		lines = append(lines, w.T("receipt.says.pending"))
	}
	return lines
}

// paidTitle and creditedTitle say of an amount no more than its leg proves.
func (r Receipt) paidTitle(w Words) string {
	if r.Purchase.Legs.Payment == purchase.Done {
		return w.T("reports.col.paid")
	}
	return w.T("receipt.payment")
}

func (r Receipt) creditedTitle(w Words) string {
	switch {
	case r.Purchase.Legs.Transfer == purchase.Done:
		return w.T("reports.col.credited")
	case r.closed() || r.Purchase.Status == purchase.StatusError && r.nothingSent():
		return w.T("receipt.notcredited")
	}
	return w.T("receipt.tocredit")
}

// attemptLine is who tried what and what came of it.
func attemptLine(w Words, a purchase.Attempt) string {
	who := a.By.Name
	switch {
	case a.By.Kind == purchase.Automatic:
		who = w.T("purchases.detail.by.auto")
	case who == "":
		who = w.T("purchases.detail.by.nobody")
	}
	line := w.T("purchases.detail.attempt", "n", a.N, "leg", w.T(LegKey(a.Leg)), "who", who) + " · " + OutcomeWords(w, a)
	if a.Code != "" {
		line += " (" + w.T("purchases.detail.code", "code", a.Code) + ")"
	}
	return line
}
