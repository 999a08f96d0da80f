package connector

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
)

type walletClient struct{ client *client }

// NewWallet makes the client of the wallet.
func NewWallet(o Options) Wallet { return &walletClient{newClient("wallet", o)} }

func (w *walletClient) Find(ctx context.Context, reference string) ([]Payment, error) {
	if reference == "" {
		return nil, ErrIncomplete
	}
	payments, _, err := w.payments(ctx, "find-payment", true, map[string]string{"reference": reference})
	if err != nil {
		return nil, err
	}
	found := make([]Payment, 0, len(payments))
	seen := map[Payment]bool{}
	for _, p := range payments {
		if p.Reference != reference {
			return nil, differs("reference")
		}
		if !seen[p] {
			seen[p] = true
			found = append(found, p)
		}
	}
	return found, nil
}

// List gives the payments that changed after a cursor ("" is the beginning)
// and the cursor to go on from, which is after itself when nothing is new.
func (w *walletClient) List(ctx context.Context, after string) ([]Payment, string, error) {
	payments, next, err := w.payments(ctx, "payments", false, map[string]string{"after": after})
	var unknown *UnknownError
	if errors.As(err, &unknown) && unknown.Code == "http-404" {
		return nil, "", ErrNotPolled
	}
	if err != nil {
		return nil, "", err
	}
	if next == "" {
		// A wallet that ends its list with an empty cursor must not make us
		// begin again.
		next = after
	}
	return payments, next, nil
}

// payments reads a list of payments; strict refuses it when one of them is not
// whole.
func (w *walletClient) payments(ctx context.Context, name string, strict bool, query map[string]string) ([]Payment, string, error) {
	body, err := w.client.do(ctx, call{
		name: name, method: http.MethodGet, path: "/v1/payments", query: query,
		want: http.StatusOK, limit: listLimit,
	})
	if err != nil {
		return nil, "", err
	}
	var answer struct {
		Payments *[]json.RawMessage
		Next     string
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, "", garbled(err)
	}
	if answer.Payments == nil {
		return nil, "", garbled(errors.New("no list of payments"))
	}
	payments := make([]Payment, len(*answer.Payments))
	for i, raw := range *answer.Payments {
		// In the list what cannot be read stays as far as it was read: one broken
		// payment must not hide those after it, and the rules put it before a person.
		err := json.Unmarshal(raw, &payments[i])
		if err = errors.Join(err, payments[i].check()); err != nil && strict {
			return nil, "", garbled(err)
		}
	}
	return payments, answer.Next, nil
}

// check accepts a payment whose identity and status can be relied on. Whether
// its amount may be moved is for the rules to say: money that has moved is
// never dropped here.
func (p *Payment) check() error {
	switch p.Status {
	case PaymentPending, PaymentAccredited, PaymentRejected:
	default:
		return errors.New("unknown status of a payment")
	}
	if !plain(p.Reference) || !plain(p.WalletTransfer) || !plain(p.PSR) || !plain(p.Currency) || p.At.IsZero() {
		return errors.New("a field of the payment is missing or wrong")
	}
	if p.ToCBU != "" && !plain(p.ToCBU) {
		return errors.New("a wrong to_cbu")
	}
	p.At = p.At.UTC()
	p.Reason = tidy(p.Reason)
	return nil
}
