package job

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"trastienda/app/exception"
	"trastienda/data/connector"
)

// Told is a stored notice of a payment: as the wallet told it
// (store.ExceptionRow.Notice), and when it came.
type Told struct {
	Notice string
	Came   time.Time
}

// payment reads a stored notice. One that names no instant, or one that had not
// come yet, happened when it came, not when people decide about it.
func (t Told) payment() (pay connector.Payment, err error) {
	if err := json.Unmarshal([]byte(t.Notice), &pay); err != nil {
		return pay, fmt.Errorf("job: a stored notice: %w", err)
	}
	if pay.At.IsZero() || pay.At.After(t.Came) {
		pay.At = t.Came
	}
	return pay, nil
}

func earlier(a, b connector.Payment) int { return a.At.Compare(b.At) }

// inOrder gives a stored notice and those others that tell of the same money, as
// things happened.
func inOrder(told Told, others []Told) ([]connector.Payment, error) {
	pay, err := told.payment()
	if err != nil {
		return nil, err
	}
	all := []connector.Payment{pay}
	for _, t := range others {
		other, err := t.payment()
		if err != nil {
			return nil, err
		}
		if known(other.Status) && other.Amount == pay.Amount && other.Currency == pay.Currency &&
			(other.ToCBU == pay.ToCBU || other.ToCBU == "" || pay.ToCBU == "") {
			all = append(all, other)
		}
	}
	slices.SortStableFunc(all, earlier)
	return all, nil
}

// PaymentOf is how the payment of a stored notice stands over all that the
// wallet told of it in the notices that are open: what TakeIn makes of them. An
// accreditation counts until a later rejection, and the other way round.
func PaymentOf(told Told, others []Told) (exception.Payment, error) {
	all, err := inOrder(told, others)
	if err != nil {
		return exception.Payment{}, err
	}
	now := exception.Payment{Status: string(all[0].Status), At: all[0].At}
	for _, pay := range all[1:] {
		switch {
		case pay.Status == connector.PaymentAccredited && now.Status != string(connector.PaymentAccredited),
			pay.Status == connector.PaymentRejected && (now.Status != string(connector.PaymentAccredited) || pay.At.After(now.At)):
			now = exception.Payment{Status: string(pay.Status), At: pay.At}
		}
	}
	return now, nil
}
