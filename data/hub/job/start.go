package job

import (
	"context"
	"errors"
	"fmt"

	"trastienda/app/buying"
	"trastienda/app/purchase"
	"trastienda/data/connector"
	"trastienda/data/hub/store"
)

// openFor opens the purchase of a payment that none is known of: that of its
// start, or a new one. It reports true when nothing is left to do.
func (p *Purchases) openFor(ctx context.Context, tx *store.Tx, pay connector.Payment) (bool, error) {
	id, ours := buying.StartOf(pay.Reference)
	if !ours {
		return p.openPurchase(ctx, tx, pay)
	}
	start, err := tx.LockStart(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return p.openPurchase(ctx, tx, pay) // forgotten in a restore
	case err != nil:
		return false, err
	case start.State == buying.Opened:
		return false, nil
	case start.State == buying.RefusedStart && pay.Status == connector.PaymentRejected:
		return true, nil // it says what we know: nothing was paid
	}
	row := rowOf(start)
	wrong, err := p.take(ctx, tx, row, pay)
	if err != nil || wrong != "" {
		return true, err // listed for a person
	}
	if pay.Status == connector.PaymentRejected {
		row.NeverSend = true
	}
	if err := p.openStart(ctx, tx, start, row); err != nil || row.NeverSend {
		return true, err
	}
	return true, tx.WakeJob(ctx, row.Agency, kindPurchase, row.ID)
}

// rowOf is the purchase of a start, as it was confirmed. Nothing of it is looked
// up again: what the person saw is what counts.
func rowOf(start *store.StartRow) *store.PurchaseRow {
	return &store.PurchaseRow{
		Agency: start.Agency, ID: start.ID, At: start.At, PSR: start.PSR, Agent: start.Agent,
		WalletReference: buying.Reference(start.ID), ToCBU: start.ToCBU,
		Paid: start.Amount, Credited: start.Credited, Currency: start.Currency,
		Legs: purchase.Legs{Payment: purchase.Waiting, Transfer: purchase.Waiting, Notice: purchase.Waiting},
	}
}

// openStart stores the purchase of a locked start, with the tries that are over
// as its attempts. Whoever holds the start is the only one who can.
func (p *Purchases) openStart(ctx context.Context, tx *store.Tx, start *store.StartRow, row *store.PurchaseRow) error {
	opened, err := tx.InsertPurchase(ctx, row)
	if err != nil {
		return err
	}
	if !opened {
		return fmt.Errorf("job: the id of the start %s is another purchase's", start.ID)
	}
	start.State, start.Code = buying.Opened, ""
	if err := tx.SetStart(ctx, start); err != nil {
		return err
	}
	return tx.CopyTries(ctx, row.Agency, row.ID)
}

// paid is what the wallet said to a call that pays.
type paid struct {
	done connector.Paid
	err  error
	kept connector.Exchange
}

// payment is the answer as a notice would tell it.
func (g paid) payment(start *store.StartRow) connector.Payment {
	return connector.Payment{WalletTransfer: g.done.WalletTransfer, Reference: buying.Reference(start.ID), PSR: start.PSR,
		Amount: start.Amount, Currency: start.Currency, ToCBU: start.ToCBU, Status: g.done.Status}
}

// end is what the try's row says of the answer: never the wallet's own words,
// which may repeat what it was sent.
func (g paid) end() store.AttemptEnd {
	if g.err != nil {
		end := failed(g.err)
		end.Detail = ""
		return end
	}
	return store.AttemptEnd{Outcome: purchase.OutcomeDone, Code: string(g.done.Status)}
}

// settleTry is transaction 2: what came of the wallet's call is written down, and
// the purchase is opened unless the wallet refused. It gives the run of the
// purchase's job to wait for, 0 for none.
func (p *Purchases) settleTry(ctx context.Context, try store.TryRow, got paid) (run int64, err error) {
	err = p.Store.Write(ctx, func(tx *store.Tx) error {
		run = 0
		start, err := tx.LockStart(ctx, try.Start)
		if err != nil {
			return err
		}
		end := got.end()
		if end.SettleFrom, err = tx.LeaseNow(ctx); err != nil {
			return err
		}
		err = tx.CloseTry(ctx, try.Start, try.N, end)
		late := errors.Is(err, store.ErrClosed)
		if err != nil && !late {
			return err
		}
		if err := tx.KeepExchange(ctx, try.Reference, got.kept.Request, got.kept.Answer); err != nil {
			return err
		}
		switch {
		case start.State == buying.Opened || late:
			err = p.answerLate(ctx, tx, start, got, end)
		case end.Outcome == purchase.OutcomeRefused:
			start.State, start.Code = buying.RefusedStart, end.Code
			if err := tx.SetStart(ctx, start); err != nil {
				return err
			}
			return tx.DropJob(ctx, kindStart, start.ID)
		default:
			err = p.openPaid(ctx, tx, start, got, end)
		}
		if err != nil || start.State != buying.Opened {
			return err
		}
		if err := tx.DropJob(ctx, kindStart, start.ID); err != nil {
			return err
		}
		run, err = tx.AskJob(ctx, start.Agency, kindPurchase, start.ID, try.UserID, try.UserName)
		return err
	})
	if err == nil {
		p.wake.ring()
	}
	return run, err
}

// openPaid opens the purchase of a start whose payment was made, or may have been.
func (p *Purchases) openPaid(ctx context.Context, tx *store.Tx, start *store.StartRow, got paid, end store.AttemptEnd) error {
	row := rowOf(start)
	if end.Outcome == purchase.OutcomeUnknown {
		row.Legs.Payment = purchase.Unknown
	} else if wrong, err := p.take(ctx, tx, row, got.payment(start)); err != nil || wrong != "" {
		return errors.Join(err, fmt.Errorf("job: the wallet's answer does not fit the start: %q", wrong))
	}
	if err := p.openStart(ctx, tx, start, row); err != nil {
		return err
	}
	var unknown *connector.UnknownError
	if errors.As(got.err, &unknown) && unknown.Alarm {
		return alarm(ctx, tx, row, purchase.Payment, end)
	}
	return nil
}

// answerLate takes an answer that came after the purchase was opened: by a notice
// that was faster, or because nobody believed in an answer any more. What it says
// is taken like a notice; that it says nothing changes nothing. A refusal beside
// a payment that the wallet itself told of is for a person to look at.
func (p *Purchases) answerLate(ctx context.Context, tx *store.Tx, start *store.StartRow, got paid, end store.AttemptEnd) error {
	if start.State != buying.Opened {
		return nil // a later try of it is what counts
	}
	row, err := tx.LockPurchase(ctx, start.ID)
	if err != nil {
		return err
	}
	if err := tx.CopyTries(ctx, row.Agency, row.ID); err != nil {
		return err
	}
	switch {
	case end.Outcome == purchase.OutcomeDone:
		before := *row
		if wrong, err := p.take(ctx, tx, row, got.payment(start)); err != nil || wrong != "" || *row == before {
			return err
		}
		return tx.SavePurchase(ctx, row)
	case end.Outcome == purchase.OutcomeRefused && (row.Legs.Payment == purchase.Done || row.Legs.Payment == purchase.Waiting):
		return alarm(ctx, tx, row, purchase.Payment, store.AttemptEnd{Code: "refused-but-paid", Detail: "the wallet refused a payment that it tells of"})
	}
	return nil
}

// giveUpTry ends a try whose lease is over: the program that made the call is
// gone, or cannot write. Whether the wallet paid nobody knows, so the purchase is
// opened as such and the wallet is asked for it by its reference.
func (p *Purchases) giveUpTry(ctx context.Context, j *store.Job) error {
	err := p.Store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		start, err := tx.LockStart(ctx, j.Ref)
		if err != nil {
			return err
		}
		held, err := tx.HoldJob(ctx, j, p.lease)
		if err != nil {
			return err
		}
		try, err := tx.OpenTryOf(ctx, start.ID)
		switch {
		case errors.Is(err, store.ErrNotFound):
			return tx.DeleteJob(ctx, j)
		case err != nil:
			return err
		case held.Now.Before(try.LeaseEnd): // a later try than the job was made for
			return tx.FinishJob(ctx, j, store.JobEnd{RunAt: try.LeaseEnd})
		}
		gone := store.AttemptEnd{SettleFrom: try.LeaseEnd, Outcome: purchase.OutcomeUnknown, Code: "abandoned", Detail: "the program stopped before the answer came"}
		if err := tx.CloseTry(ctx, start.ID, try.N, gone); err != nil {
			return err
		}
		if start.State == buying.Opened { // by a notice
			err = tx.CopyTries(ctx, start.Agency, start.ID)
		} else {
			row := rowOf(start)
			row.Legs.Payment = purchase.Unknown
			err = p.openStart(ctx, tx, start, row)
		}
		if err != nil {
			return err
		}
		if err := tx.WakeJob(ctx, start.Agency, kindPurchase, start.ID); err != nil {
			return err
		}
		return tx.DeleteJob(ctx, j)
	})
	if err == nil {
		p.wake.ring()
	}
	return err
}
