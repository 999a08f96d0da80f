package api

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/problem"
	"trastienda/data/hub/session"
)

func (a *api) passwordOperations() {
	register(a, access.PasswordOwn, huma.Operation{
		OperationID: "change-password", Method: http.MethodPut, Path: "/v1/password", Summary: "Change the own password",
		Description:  "Ends the caller's other sessions. Problems: 422 wrong-password, 422 weak-password, 429 too-many-attempts with Retry-After.",
		MaxBodyBytes: 8 << 10,
	}, a.changePassword)
	register(a, access.Public, huma.Operation{
		OperationID: "request-reset", Method: http.MethodPost, Path: "/v1/password-resets", Summary: "Ask for a one-time code by mail",
		Description: "The answer is the same whether anybody has the e-mail or not; a hub without mail sends nothing, then a manager makes the code. " +
			"Problems: 429 too-many-attempts with Retry-After.",
		DefaultStatus: http.StatusAccepted, MaxBodyBytes: 8 << 10,
	}, a.requestReset)
	register(a, access.Public, huma.Operation{
		OperationID: "confirm-reset", Method: http.MethodPost, Path: "/v1/password-resets/confirm", Summary: "Set a new password with a one-time code",
		Description:   "Ends every session of the person. Problems: 422 bad-code, 422 weak-password, 429 too-many-attempts with Retry-After.",
		DefaultStatus: http.StatusNoContent, MaxBodyBytes: 8 << 10,
	}, a.confirmReset)
}

// PasswordRequest is a new password and the present one.
type PasswordRequest struct {
	Current string `json:"current" minLength:"1" maxLength:"512" writeOnly:"true"`
	New     string `json:"new" minLength:"1" maxLength:"512" writeOnly:"true" doc:"8 characters or more"`
}

type passwordInput struct{ Body PasswordRequest }

func (a *api) changePassword(ctx context.Context, in *passwordInput) (*struct{}, error) {
	c := callerOf(ctx)
	err := a.Sessions.ChangePassword(ctx, c.who, in.Body.Current, in.Body.New, c.address)
	if errors.Is(err, session.ErrBadCredentials) {
		return nil, fail(ctx, problem.WrongPassword)
	}
	return nil, a.person(ctx, err)
}

// ResetRequest is who forgot their password.
type ResetRequest struct {
	Email string `json:"email" minLength:"1" maxLength:"254"`
}

type requestResetInput struct{ Body ResetRequest }

// Accepted says nothing, so that it says nothing of who there is.
type Accepted struct{}

type acceptedOutput struct{ Body Accepted }

func (a *api) requestReset(ctx context.Context, in *requestResetInput) (*acceptedOutput, error) {
	c := callerOf(ctx)
	err := a.Sessions.RequestReset(ctx, session.ResetRequest{Email: in.Body.Email, Lang: c.lang, Address: c.address}, a.Mail)
	if err != nil {
		return nil, a.person(ctx, err)
	}
	return &acceptedOutput{}, nil
}

// ConfirmRequest is a new password with the code that allows it.
type ConfirmRequest struct {
	Email    string `json:"email" minLength:"1" maxLength:"254"`
	Code     string `json:"code" minLength:"1" maxLength:"100" writeOnly:"true"`
	Password string `json:"password" minLength:"1" maxLength:"512" writeOnly:"true" doc:"8 characters or more"`
	Device   string `json:"device,omitempty" maxLength:"200" doc:"Where it is done, for the audit"`
}

type confirmResetInput struct{ Body ConfirmRequest }

func (a *api) confirmReset(ctx context.Context, in *confirmResetInput) (*struct{}, error) {
	if !storable(in.Body.Email) || !storable(in.Body.Device) {
		return nil, fail(ctx, problem.BadCode)
	}
	err := a.Sessions.ConfirmReset(ctx, session.Confirmation{Email: in.Body.Email, Code: in.Body.Code, Password: in.Body.Password,
		Device: strings.TrimSpace(in.Body.Device), Address: callerOf(ctx).address})
	return nil, a.person(ctx, err)
}
