package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"

	"github.com/google/uuid"

	"trastienda/app/evidence"
	"trastienda/app/problem"
	"trastienda/data/desk"
	"trastienda/data/desk/remote"
)

// numberDesk is what numbering a receipt asks of the desk.
type numberDesk interface {
	Setting(ctx context.Context, key string) (string, error)
	PutSetting(ctx context.Context, key, value string) error
	Detail(ctx context.Context, id string) (desk.Detail, error)
	SealReceipt(ctx context.Context, purchaseID, receiptID string, kind evidence.Paper) (evidence.Sealed, error)
}

// unfinishedReceipts is the setting that holds the receipts that have an id and
// perhaps a number, but no file yet.
const unfinishedReceipts = "receipt.unfinished"

// unfinished is one of them. Path is where its file is about to be.
type unfinished struct {
	ID   string `json:"id"`
	Path string `json:"path,omitempty"`
}

// numbering gives receipts their numbers. The id is written down before the hub is
// asked, and the file's path before the file has its name: after a crash or a lost
// answer the next receipt of the same purchase and paper takes that number, unless
// its file is there. One at a time.
type numbering struct {
	desk     numberDesk
	purchase string
	paper    evidence.Paper
	all      map[string]unfinished // by purchase and paper
}

func (n *numbering) key() string { return n.purchase + " " + string(n.paper) }

// openNumbering reads what is unfinished.
func openNumbering(ctx context.Context, d numberDesk, purchaseID string, paper evidence.Paper) (*numbering, error) {
	n := &numbering{desk: d, purchase: purchaseID, paper: paper, all: map[string]unfinished{}}
	text, err := d.Setting(ctx, unfinishedReceipts)
	if err != nil {
		return nil, err
	}
	if text != "" {
		if err := json.Unmarshal([]byte(text), &n.all); err != nil {
			return nil, fmt.Errorf("read the unfinished receipts: %w", err)
		}
	}
	if was := n.all[n.key()]; was.Path != "" {
		if _, err := os.Stat(was.Path); err == nil {
			delete(n.all, n.key()) // only the last step was missing
		}
	}
	return n, nil
}

func (n *numbering) write(ctx context.Context) error {
	text, err := json.Marshal(n.all)
	if err != nil {
		return err
	}
	return n.desk.PutSetting(ctx, unfinishedReceipts, string(text))
}

// begin makes the id of a new receipt and writes it down.
func (n *numbering) begin(ctx context.Context) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	n.all[n.key()] = unfinished{ID: id.String()}
	return n.write(ctx)
}

// about notes where the file is about to be.
func (n *numbering) about(ctx context.Context, path string) error {
	was := n.all[n.key()]
	was.Path = path
	n.all[n.key()] = was
	return n.write(ctx)
}

// done forgets a receipt whose file is there.
func (n *numbering) done(ctx context.Context) error {
	delete(n.all, n.key())
	return n.write(ctx)
}

// errMoving tells that the purchase changed each time it was sealed.
var errMoving = errors.New("the purchase keeps changing")

// sealTries is how often a purchase may change between what is read and sealed.
const sealTries = 4

// seal gives the purchase as it is, and the number and seal of a receipt of just
// that; nil without an error when the hub gave none, because it could not be
// reached, does not know how, or its answer was lost.
func (n *numbering) seal(ctx context.Context) (desk.Detail, *evidence.Sealed, error) {
	for range sealTries {
		seen, err := n.desk.Detail(ctx, n.purchase)
		if err != nil || seen.Cached {
			return seen, nil, err
		}
		if n.all[n.key()].ID == "" {
			if err := n.begin(ctx); err != nil {
				return seen, nil, err
			}
		}
		sealed, err := n.desk.SealReceipt(ctx, n.purchase, n.all[n.key()].ID, n.paper)
		switch {
		case isKeyReused(err):
			delete(n.all, n.key())
			continue
		case err != nil && (ctx.Err() != nil || refusedSeal(err)):
			return seen, nil, err
		case err != nil:
			return seen, nil, nil
		case sealed.Version > seen.Version:
			continue // it changed after it was read: read it again
		}
		fits, err := fits(seen, sealed)
		if err != nil || fits {
			return seen, &sealed, err
		}
		// The number was given to an earlier state: it stays in the audit as one
		// without a paper, and this one gets the next.
		delete(n.all, n.key())
	}
	return desk.Detail{}, nil, errMoving
}

// fits tells whether a seal says what the paper will say. A purchase that was only
// asked for again since has another version and is the same on paper. An error
// means that it is no seal of this purchase's at all.
func fits(seen desk.Detail, sealed evidence.Sealed) (bool, error) {
	says, err := evidence.ParseReceipt(sealed.Seal)
	if err != nil {
		return false, fmt.Errorf("the seal of the hub: %w", err)
	}
	same := says.Status == seen.Status && says.Paid == seen.Paid && says.Credited == seen.Credited && says.Currency == seen.Currency
	if says.Purchase != seen.ID || says.Version != sealed.Version || says.Copy != sealed.Copy || says.Version == seen.Version && !same {
		return false, errors.New("the seal of the hub is of something else")
	}
	return same, nil
}

func isKeyReused(err error) bool {
	var p *problem.Problem
	return errors.As(err, &p) && p.Code == problem.KeyReused
}

// refusedSeal tells whether the hub said no, for good. A hub that knows no receipts
// yet has no such address; everything else may still come, or have come, to be.
func refusedSeal(err error) bool {
	var p *problem.Problem
	switch {
	case errors.Is(err, remote.ErrUnauthorized), errors.Is(err, remote.ErrDeactivated), errors.Is(err, desk.ErrSignedOut):
		return true
	case !errors.As(err, &p), errors.Is(err, remote.ErrTooOld):
		return false
	}
	switch p.Status {
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusRequestTimeout, http.StatusConflict, http.StatusTooEarly, http.StatusTooManyRequests:
		return false
	}
	return p.Status >= 400 && p.Status < 500
}
