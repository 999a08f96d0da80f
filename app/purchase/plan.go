package purchase

import "time"

// Step is the next thing a purchase's job may do.
type Step int

// The steps. Ask steps only ask an outside system what it knows; SendTransfer
// is the one step that moves money.
const (
	// StepRest: nothing to do before something changes from outside.
	StepRest Step = iota
	// StepWait: the same question again at Plan.At.
	StepWait
	// StepAskPayment asks the wallet whether the money was accredited.
	StepAskPayment
	// StepAskTransfer asks the recharge system by reference.
	StepAskTransfer
	// StepSendTransfer sends the virtual balance with the same key as ever.
	StepSendTransfer
	// StepNotify tells the merchant platform that the balance went out.
	StepNotify
)

// Facts are what the plan for a purchase depends on.
type Facts struct {
	State
	// ByPerson: somebody pressed "Sí"; refusals and the deadline then do not
	// hold the purchase back.
	ByPerson bool
	// OpenedInEpoch: the purchase was opened since the database was last
	// restored. A restored database may have forgotten sends.
	OpenedInEpoch bool
	// Tried: some attempt of the transfer leg was opened before.
	Tried bool
	// AskedNotFound: in this very run the recharge system answered that it
	// knows no transfer for the reference.
	AskedNotFound bool
	// SendUnknown: the last send ended without a definite answer, and no later
	// question made its outcome definite.
	SendUnknown bool
	// LastSendEnd is the later of the end of the last send and the end of the
	// lease under which it was made.
	LastSendEnd time.Time
	// PaymentNotFound: in this very run the wallet answered that it knows no
	// payment for the reference.
	PaymentNotFound bool
	// LastPaymentEnd is LastSendEnd of the payment, which is sent from here when
	// the purchase was started here.
	LastPaymentEnd time.Time
	// Settling is how long after a send's end it may still take effect.
	Settling time.Duration
}

// NeverPaid tells whether a payment whose outcome is unknown was certainly not
// made, if the wallet was asked at that instant and knew none: by then it could
// no longer happen.
func (f Facts) NeverPaid(asked time.Time) bool {
	return f.Legs.Payment == Unknown && !asked.Before(f.LastPaymentEnd.Add(f.Settling))
}

// Plan is a step and, for StepWait, when to look again.
type Plan struct {
	Step Step
	At   time.Time
}

// Next tells what may be done next. It never allows a send that could be the
// second one: before every send the recharge system is asked by reference,
// except for the very first attempt of a purchase opened in this epoch; and
// after an unknown outcome "not found" counts only once the settling time has
// passed.
func (f Facts) Next(now time.Time) Plan {
	if f.Completed() {
		return Plan{Step: StepRest}
	}
	if !f.ByPerson {
		if f.Legs.Payment == Refused || f.Legs.Transfer == Refused || !now.Before(f.Deadline()) {
			return Plan{Step: StepRest}
		}
	}
	switch {
	case f.Legs.Payment == Unknown && f.PaymentNotFound:
		return Plan{Step: StepWait, At: f.LastPaymentEnd.Add(f.Settling)}
	case f.Legs.Payment != Done:
		return Plan{Step: StepAskPayment}
	case f.Legs.Transfer == Done:
		return Plan{Step: StepNotify}
	}
	return f.nextTransfer(now)
}

func (f Facts) nextTransfer(now time.Time) Plan {
	if !f.Tried && f.OpenedInEpoch {
		return Plan{Step: StepSendTransfer}
	}
	if !f.AskedNotFound {
		return Plan{Step: StepAskTransfer}
	}
	if f.SendUnknown {
		if settled := f.LastSendEnd.Add(f.Settling); now.Before(settled) {
			return Plan{Step: StepWait, At: settled}
		}
	}
	return Plan{Step: StepSendTransfer}
}
