package connector

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/google/uuid"
)

// System names one of the outside systems that can be tried.
type System string

// The systems there are clients for.
const (
	RechargeSystem System = "recharge"
	MerchantSystem System = "merchant"
	WalletSystem   System = "wallet"
)

// Finding is what trying an address has shown.
type Finding string

// What an address may turn out to be.
const (
	FoundSystem      Finding = "system"      // it answers as the system does
	FoundAnswer      Finding = "answer"      // something answers; nothing can be asked of it that changes nothing
	FoundAddress     Finding = "address"     // this cannot be an address
	FoundNobody      Finding = "nobody"      // no connection
	FoundSlow        Finding = "slow"        // no answer in time
	FoundCertificate Finding = "certificate" // its certificate is not to be trusted
	FoundSecret      Finding = "secret"      // it refuses the bearer secret, or wants one
	FoundOther       Finding = "other"       // something else answers there
	FoundTrouble     Finding = "trouble"     // it answers that it has trouble of its own
)

// Try asks a system something that changes nothing: for the effects of a
// reference that never was. The merchant platform can only be told things, so
// there any answer of its server has to do.
func Try(ctx context.Context, system System, o Options) Finding {
	if o.URL == "" || o.Check() != nil {
		return FoundAddress
	}
	list, path := "transfers", "/v1/transfers"
	switch system {
	case WalletSystem:
		list, path = "payments", "/v1/payments"
	case MerchantSystem:
		list, path = "", "/"
	}
	client := newClient(string(system), o)
	body, err := client.do(ctx, call{name: "try", method: http.MethodGet, path: path,
		query: map[string]string{"reference": "try-" + uuid.NewString()}, want: http.StatusOK, limit: singleLimit})
	if err != nil {
		return findingOf(system, err)
	}
	if list == "" {
		return FoundAnswer
	}
	var answer map[string]json.RawMessage
	if json.Unmarshal(body, &answer) != nil || answer[list] == nil {
		return FoundOther
	}
	return FoundSystem
}

func findingOf(system System, err error) Finding {
	var unknown *UnknownError
	if !errors.As(err, &unknown) {
		return FoundOther
	}
	var verify *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	switch {
	case errors.As(unknown.Cause, &verify), errors.As(unknown.Cause, &authority), errors.As(unknown.Cause, &host):
		return FoundCertificate
	case unknown.Code == "timeout":
		return FoundSlow
	case unknown.Code == "connection", unknown.Code == "cancelled":
		return FoundNobody
	case unknown.Code == "http-401", unknown.Code == "http-403":
		return FoundSecret
	case len(unknown.Code) == len("http-500") && unknown.Code[:len("http-5")] == "http-5":
		return FoundTrouble
	case system == MerchantSystem && unknown.Code != "garbled":
		return FoundAnswer
	}
	return FoundOther
}
