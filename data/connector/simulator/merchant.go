package simulator

import (
	"net/http"

	"trastienda/data/connector"
)

func merchantRoutes() []route {
	return []route{
		{system: merchantSystem, name: "notice", method: http.MethodPost, path: "/v1/purchase-notices", run: notice},
	}
}

func notice(o *operation) (answer, error) {
	var n connector.PurchaseNotice
	if !o.read(&n) || n.PurchaseID == "" || n.PSR == "" || n.TransferID == "" {
		return badRequest, nil
	}
	if badAmount(n.Paid) || badAmount(n.Credited) {
		return amountRefusal, nil
	}
	return answer{status: http.StatusNoContent}, o.effect(Effect{
		Kind: "notice", Reference: n.PurchaseID, ID: n.TransferID, Amount: n.Credited, Currency: n.Currency,
	})
}
