// Package api is the hub's REST API: one file of operations per area. The
// contract at /openapi.json comes from this code. Every operation declares the
// permission it needs, every reading carries its caller's scope in its SQL, and
// nobody is told that a record of somebody else exists.
package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"trastienda/app/evidence"
	"trastienda/data/connector"
	"trastienda/data/hub/feed"
	"trastienda/data/hub/session"
	"trastienda/data/hub/store"
)

// Params are what the API is made of. All are needed but WalletHook and Mail.
type Params struct {
	Store    *store.Store
	Sessions *session.Sessions
	// Feed wakes the long polls; somebody must Run it.
	Feed *feed.Feed
	// Purchases retries purchases and takes the wallet's notices in.
	Purchases Purchases
	// Recharge is asked for balances; when it answers
	// connector.ErrNotConfigured the caller is told so.
	Recharge connector.Recharge
	// WalletHook checks the signature of the wallet's notices by the hub's
	// clock; nil when no secret is configured, and the hook says so.
	WalletHook Verifier
	// Mail tells whether queued mail leaves; without it none is queued.
	Mail bool
	// Document writes the PDF of a pack of evidence, with the agency's logo (PNG,
	// empty for none), in one of problem.Languages.
	Document func(w io.Writer, p evidence.Pack, logo []byte, lang string) error
	Log      *slog.Logger
	// Version of the program, for the contract.
	Version string
}

// Verifier checks a signed notice; any error means it is not to be trusted.
type Verifier interface {
	Verify(header http.Header, body []byte) error
}

type api struct {
	Params
	huma huma.API
	mux  *http.ServeMux
	// balances are the look-ups of balances that the audit has already.
	balances lookups
}

// New makes the handler of the API. It holds no state of its own but what is in
// p, so that a program may have several; it may be called in-process through a
// RoundTripper as well as behind Server.
func New(p Params) (http.Handler, error) {
	a, err := build(p)
	if err != nil {
		return nil, err
	}
	return a.wrap(a.mux), nil
}

func build(p Params) (*api, error) {
	if p.Store == nil || p.Sessions == nil || p.Feed == nil || p.Purchases == nil || p.Recharge == nil || p.Log == nil || p.Document == nil {
		return nil, errors.New("api: a part is missing")
	}
	a := &api{Params: p, mux: http.NewServeMux()}
	a.huma = humago.New(a.mux, config(p.Version))
	a.huma.UseMiddleware(a.authorize)
	a.sessionOperations()
	a.purchaseOperations()
	a.retryOperations()
	a.buyingOperations()
	a.closingOperations()
	a.markOperations()
	a.proofOperations()
	a.evidenceOperations()
	a.agentOperations()
	a.importOperations()
	a.settingOperations()
	a.userOperations()
	a.invitationOperations()
	a.passwordOperations()
	a.exceptionOperations()
	a.agencyOperations()
	a.auditOperations()
	a.monthOperations()
	a.discardOperations()
	a.exportOperations()
	a.hookOperations()
	a.changeOperations()
	a.snapshotOperations()
	a.healthOperations()
	polish(a.huma.OpenAPI())
	contract, err := json.Marshal(a.huma.OpenAPI())
	if err != nil {
		return nil, fmt.Errorf("api: contract: %w", err)
	}
	a.mux.HandleFunc("GET /openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/openapi+json")
		_, _ = w.Write(contract) // the client may have gone
	})
	return a, nil
}

// config is huma without what it does on its own: no documentation pages that
// load scripts from elsewhere, no $schema links, JSON only.
func config(version string) huma.Config {
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{Title: "Trastienda hub", Version: version,
				Description: "Money is integer minor units plus a currency, instants are RFC 3339 UTC. Errors are RFC 9457 problems with a stable code."},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					bearer: {Type: "http", Scheme: "bearer", Description: "The token of POST /v1/sessions."},
				},
			},
		},
		Formats:                      map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
	}
}
