package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/agency"
	"trastienda/app/audit"
	"trastienda/app/buying"
	"trastienda/app/problem"
	"trastienda/data/hub/store"
)

func (a *api) agencyOperations() {
	register(a, access.AgencySee, huma.Operation{
		OperationID: "get-agency", Method: http.MethodGet, Path: "/v1/agency", Summary: "The caller's agency",
	}, a.getAgency)
	register(a, access.AgencyEdit, huma.Operation{
		OperationID: "set-agency", Method: http.MethodPut, Path: "/v1/agency", Summary: "Change the agency's name, logo, currency or time zone",
		Description: "The logo is a PNG of at most 256 KB and 2000 pixels a side. Problems: 400 key-missing, 400 key-invalid, " +
			"409 currency-in-use once there are purchases, 412 version-conflict with the present data as current, 422 key-reused, 428 version-missing.",
		MaxBodyBytes: 512 << 10,
	}, a.setAgency)
}

type agencyOutput struct {
	ETag     string `header:"ETag"`
	Replayed string `header:"Idempotency-Replayed" doc:"true when the answer was given before"`
	Body     agency.Profile
}

func (a *api) getAgency(ctx context.Context, _ *struct{}) (*agencyOutput, error) {
	s, err := a.Store.AgencyProfile(ctx, callerOf(ctx).who.Scope().Agency)
	if err != nil {
		return nil, err
	}
	return &agencyOutput{ETag: etag(s.Version), Body: s}, nil
}

// AgencyRequest is the whole of an agency's own data.
type AgencyRequest struct {
	Name     string `json:"name" minLength:"1" maxLength:"120"`
	Currency string `json:"currency" minLength:"3" maxLength:"3" doc:"ISO 4217"`
	TimeZone string `json:"time_zone" minLength:"1" maxLength:"64" doc:"IANA name"`
	Logo     []byte `json:"logo,omitempty" doc:"PNG in base64; none when it is missing"`
	BuyMin   *int64 `json:"buy_min,omitempty" minimum:"1" maximum:"1000000000000000" doc:"Least amount of a purchase that is started here, minor units; unchanged when it is missing"`
	BuyMax   *int64 `json:"buy_max,omitempty" minimum:"1" maximum:"1000000000000000" doc:"Largest amount, likewise"`
}

type agencyInput struct {
	Key     string `header:"Idempotency-Key" doc:"1 to 255 printable characters, quoted or bare"`
	IfMatch string `header:"If-Match" maxLength:"100" doc:"The ETag of the data that is changed"`
	Body    AgencyRequest
}

func (a *api) setAgency(ctx context.Context, in *agencyInput) (*agencyOutput, error) {
	key, code := parseKey(in.Key)
	if code != "" {
		return nil, fail(ctx, code)
	}
	if in.IfMatch == "" {
		return nil, fail(ctx, problem.VersionMissing)
	}
	asked := agency.Profile{Name: in.Body.Name, Currency: in.Body.Currency, TimeZone: in.Body.TimeZone, Logo: in.Body.Logo}.Clean()
	if !storable(asked.Name) || asked.Check() != nil {
		return nil, fail(ctx, problem.InvalidRequest)
	}
	body, err := json.Marshal(struct {
		agency.Profile
		BuyMin *int64 `json:"buy_min,omitempty"`
		BuyMax *int64 `json:"buy_max,omitempty"`
	}{asked, in.Body.BuyMin, in.Body.BuyMax})
	if err != nil {
		return nil, err
	}
	act := insideAct{Key: key, Act: audit.ActAgency, Hash: actHash(http.MethodPut, "/v1/agency", in.IfMatch, string(body))}
	s, replayed, err := inside(ctx, a, act, func(tx *store.Tx) (agency.Profile, error) {
		return a.changeAgency(ctx, tx, in.IfMatch, asked, in.Body.BuyMin, in.Body.BuyMax)
	})
	if err != nil {
		return nil, err
	}
	return &agencyOutput{ETag: etag(s.Version), Replayed: replayedHeader(replayed), Body: s}, nil
}

// changeAgency is the effect. Amounts carry the currency of their day; another
// one would make sums of what cannot be added, so it is fixed once there are any.
func (a *api) changeAgency(ctx context.Context, tx *store.Tx, ifMatch string, asked agency.Profile, buyMin, buyMax *int64) (agency.Profile, error) {
	who := callerOf(ctx).who
	before, err := tx.LockAgency(ctx, who.Scope().Agency)
	if err != nil {
		return before, err
	}
	if ifMatch != etag(before.Version) {
		return before, conflict(ctx, before, before.Version)
	}
	if asked.Currency != before.Currency {
		used, err := tx.CurrencyInUse(ctx, before.ID)
		if err != nil {
			return before, err
		}
		if used {
			return before, fail(ctx, problem.CurrencyInUse)
		}
	}
	after := asked
	after.ID, after.BonusBP, after.Version, after.BuyMin, after.BuyMax = before.ID, before.BonusBP, before.Version+1, before.BuyMin, before.BuyMax
	if buyMin != nil {
		after.BuyMin = *buyMin
	}
	if buyMax != nil {
		after.BuyMax = *buyMax
	}
	if !(buying.Limits{Minimum: after.BuyMin, Maximum: after.BuyMax}).Sound() {
		return before, fail(ctx, problem.InvalidRequest)
	}
	if err := tx.SaveAgency(ctx, after); err != nil {
		return before, err
	}
	was, err := agencyAudit(before)
	if err != nil {
		return before, err
	}
	is, err := agencyAudit(after)
	tx.Audit(store.AuditEntry{Agency: before.ID, Actor: who.User.ID, ActorName: who.User.Name, Device: who.Device,
		Act: audit.ActAgency, Entity: "agency", EntityID: before.ID, Before: was, After: is})
	return after, err
}

// agencyAudit is what the audit keeps of an agency's data: of the logo only its
// SHA-256, because the trail is kept for ever.
func agencyAudit(s agency.Profile) (string, error) {
	logo := ""
	if len(s.Logo) > 0 {
		sum := sha256.Sum256(s.Logo)
		logo = hex.EncodeToString(sum[:])
	}
	text, err := json.Marshal(map[string]any{"name": s.Name, "currency": s.Currency, "time_zone": s.TimeZone, "logo_sha256": logo,
		"buy_min": s.BuyMin, "buy_max": s.BuyMax, "version": s.Version})
	return string(text), err
}
