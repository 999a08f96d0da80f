package exception

import "time"

// Told is what stands in an exception's details: what the wallet said of a
// payment or, of an alarm, what is wrong with which leg of which purchase.
// Amount is minor units; what was not told is empty. ToCBU is masked.
type Told struct {
	WalletTransfer, PSR, Currency, ToCBU, Status, Reason string
	Amount                                               int64
	HasAmount                                            bool
	At                                                   time.Time
	// Of an alarm.
	PurchaseID, Leg, Code string
}

// Told reads the details. Those of another version of the hub may lack
// anything.
func (e Exception) Told() Told {
	text := func(name string) string {
		s, _ := e.Details[name].(string)
		return s
	}
	t := Told{WalletTransfer: text("wallet_transfer"), PSR: text("psr"), Currency: text("currency"), ToCBU: text("to_cbu"), Status: text("status"),
		Reason: text("reason"), PurchaseID: text("purchase_id"), Leg: text("leg"), Code: text("code")}
	// JSON numbers are float64 here; amounts that are no whole number of that
	// range are none that could be shown.
	if f, ok := e.Details["amount"].(float64); ok && f == float64(int64(f)) {
		t.Amount, t.HasAmount = int64(f), true
	}
	if at, err := time.Parse(time.RFC3339Nano, text("at")); err == nil && !at.IsZero() {
		t.At = at.UTC()
	}
	return t
}

// When is when the payment happened, as far as it was told, else when the
// exception came.
func (e Exception) When() time.Time {
	if at := e.Told().At; !at.IsZero() {
		return at
	}
	return e.At
}

// May tells whether the exception allows an act.
func (e Exception) May(act Act) bool {
	for _, a := range e.Acts {
		if a == act {
			return true
		}
	}
	return false
}
