package simulator

import (
	"database/sql"
	"errors"
	"net/http"
	"strconv"
	"time"

	"trastienda/data/connector"
)

// untold is the balance of whoever was never given one: it is never used up.
const untold int64 = 100_000_000_00

func rechargeRoutes() []route {
	return []route{
		{system: rechargeSystem, name: "transfer", method: http.MethodPost, path: "/v1/transfers", run: transfer},
		{system: rechargeSystem, name: "find-transfer", method: http.MethodGet, path: "/v1/transfers", list: "transfers", run: findTransfer},
		{system: rechargeSystem, name: "balance", method: http.MethodGet, path: "/v1/agents/{agent}/balance", run: balance},
	}
}

func transfer(o *operation) (answer, error) {
	var t connector.Transfer
	if !o.read(&t) || t.Reference == "" || t.Agent == "" || t.PSR == "" || t.Currency == "" {
		return badRequest, nil
	}
	if badAmount(t.Amount) {
		return amountRefusal, nil
	}
	enough, err := o.take(t.Agent, t.Amount)
	if err != nil {
		return answer{}, err
	}
	if !enough {
		return refuse(http.StatusPaymentRequired, "insufficient-balance"), nil
	}
	n, err := o.number("transfer")
	if err != nil {
		return answer{}, err
	}
	done := connector.TransferDone{
		TransferID: "WB" + o.now.Format("060102.1504") + ".B" + strconv.FormatInt(10000+n, 10),
		Reference:  t.Reference, Amount: t.Amount, Currency: t.Currency, CompletedAt: o.now.UTC().Truncate(time.Millisecond),
	}
	if err := o.put(doc{kind: "transfer", id: done.TransferID, reference: t.Reference, owner: t.Agent, body: done}); err != nil {
		return answer{}, err
	}
	return created(done), o.effect(Effect{Kind: "transfer", Reference: t.Reference, ID: done.TransferID, Amount: t.Amount, Currency: t.Currency})
}

func findTransfer(o *operation) (answer, error) {
	found, err := list[connector.TransferDone](o, "transfer", byReference, o.Query.Get("reference"))
	return ok(map[string]any{"transfers": found}), err
}

func balance(o *operation) (answer, error) {
	a, _, err := o.account(o.Vars["agent"])
	return ok(map[string]any{"available": a.Available, "currency": a.Currency, "as_of": o.now.UTC()}), err
}

// account is what somebody has, in minor units.
type account struct {
	Available int64  `json:"available"`
	Currency  string `json:"currency"`
}

// account reads a balance and tells whether anybody set one.
func (o *operation) account(code string) (account, bool, error) {
	var a account
	err := o.tx.QueryRowContext(o.ctx, `select available, currency from account where system = $1 and code = $2`,
		o.system, code).Scan(&a.Available, &a.Currency)
	if errors.Is(err, sql.ErrNoRows) {
		return account{Available: untold, Currency: "ARS"}, false, nil
	}
	return a, err == nil, err
}

// take lowers a balance; false when there is not enough.
func (o *operation) take(code string, amount int64) (bool, error) {
	a, told, err := o.account(code)
	if err != nil || !told {
		return err == nil, err
	}
	if a.Available < amount {
		return false, nil
	}
	_, err = o.tx.ExecContext(o.ctx, `update account set available = available - $1 where system = $2 and code = $3`, amount, o.system, code)
	return true, err
}
