package api

import (
	"cmp"
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/audit"
	"trastienda/app/problem"
	"trastienda/data/hub/session"
	"trastienda/data/hub/store"
)

func (a *api) invitationOperations() {
	register(a, access.UsersManage, huma.Operation{
		OperationID: "list-invitations", Method: http.MethodGet, Path: "/v1/invitations", Summary: "Invitations that nobody took yet",
		Description: "Oldest first, those that expired are among them. Problems: 400 bad-cursor.",
	}, a.listInvitations)
	register(a, access.UsersManage, huma.Operation{
		OperationID: "invite", Method: http.MethodPost, Path: "/v1/invitations", Summary: "Invite somebody to the agency",
		Description: "The token is told once and good for 7 days. Inviting an e-mail again renews its invitation and voids the older token. " +
			"Problems: 400 key-missing, 400 key-invalid, 409 email-taken, 422 key-reused, 422 user-invalid.",
		DefaultStatus: http.StatusCreated, MaxBodyBytes: 16 << 10,
	}, a.invite)
	register(a, access.UsersManage, huma.Operation{
		OperationID: "withdraw-invitation", Method: http.MethodDelete, Path: "/v1/invitations/{id}", Summary: "Withdraw an invitation",
	}, a.withdraw)
	register(a, access.Public, huma.Operation{
		OperationID: "register", Method: http.MethodPost, Path: "/v1/registrations", Summary: "Register with an invitation and sign in",
		Description:   "Problems: 422 bad-code, 422 weak-password, 429 too-many-attempts with Retry-After.",
		DefaultStatus: http.StatusCreated, MaxBodyBytes: 8 << 10,
	}, a.register)
}

type invitationsOutput struct {
	Body List[access.Invitation] `nameHint:"InvitationList"`
}

func (a *api) listInvitations(ctx context.Context, in *struct{ Paging }) (*invitationsOutput, error) {
	page, err := a.Store.ListInvitations(ctx, callerOf(ctx).who.Scope(), in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return &invitationsOutput{Body: listOf(page)}, nil
}

// InvitationRequest is who is invited and as what.
type InvitationRequest struct {
	Email string      `json:"email" minLength:"1" maxLength:"254"`
	Name  string      `json:"name" minLength:"1" maxLength:"100"`
	Role  access.Role `json:"role" enum:"operator,manager,agent"`
	Agent string      `json:"agent" maxLength:"64" doc:"Id of the agent whose rows a person of that role sees; empty for the other roles"`
}

// Invited is a new invitation. Token is told once: it is empty in a replay and
// in the operation.
type Invited struct {
	Invitation access.Invitation `json:"invitation"`
	Token      string            `json:"token"`
	Mailed     bool              `json:"mailed" doc:"Whether a mail with a token of its own is on its way to the person"`
}

func (i Invited) withoutSecret() any { i.Token = ""; return i }

type inviteInput struct {
	Key  string `header:"Idempotency-Key" doc:"1 to 255 printable characters, quoted or bare"`
	Body InvitationRequest
}

type inviteOutput struct {
	Replayed string `header:"Idempotency-Replayed" doc:"true when the answer was given before"`
	Body     Invited
}

func (a *api) invite(ctx context.Context, in *inviteInput) (*inviteOutput, error) {
	key, code := parseKey(in.Key)
	if code != "" {
		return nil, fail(ctx, code)
	}
	if !storable(in.Body.Agent) || !storable(in.Body.Email) || !storable(in.Body.Name) {
		return nil, fail(ctx, problem.UserInvalid)
	}
	who := callerOf(ctx).who
	asked := in.Body
	asked.Email, asked.Name = access.NormalEmail(asked.Email), strings.TrimSpace(asked.Name)
	act := insideAct{Key: key, Act: audit.ActInvite, Target: asked.Email, Status: http.StatusCreated,
		Hash: actHash(http.MethodPost, "/v1/invitations", "", auditText(asked))}
	invited, replayed, err := inside(ctx, a, act, func(tx *store.Tx) (Invited, error) {
		made, token, err := a.Sessions.Invite(ctx, tx, session.NewInvitation{Agency: who.User.Agency, Email: asked.Email, Name: asked.Name,
			Role: asked.Role, AgentID: asked.Agent, ByID: who.User.ID, ByName: who.User.Name})
		if err != nil {
			return Invited{}, err
		}
		if a.Mail {
			mail := store.Mail{Kind: store.CodeInvitation, Ref: made.ID, Email: made.Email, Lang: callerOf(ctx).lang}
			if err := tx.QueueMail(ctx, mail); err != nil {
				return Invited{}, err
			}
		}
		a.audit(ctx, tx, audit.ActInvite, store.EntityUser, made.ID, nil, made.Invitation)
		return Invited{Invitation: made.Invitation, Token: token, Mailed: a.Mail}, nil
	})
	if err != nil {
		return nil, a.person(ctx, err)
	}
	return &inviteOutput{Replayed: replayedHeader(replayed), Body: invited}, nil
}

// withdraw removes an invitation. It needs no key: an invitation that is gone
// cannot be withdrawn again.
func (a *api) withdraw(ctx context.Context, in *idInput) (*struct{}, error) {
	who := callerOf(ctx).who
	return nil, a.Store.Write(ctx, func(tx *store.Tx) error {
		i, err := tx.Invitation(ctx, in.ID)
		if err != nil || i.Agency != who.User.Agency {
			return cmp.Or(err, store.ErrNotFound)
		}
		if err := tx.HoldPeople(ctx, i.Agency); err != nil {
			return err
		}
		if err := tx.DeleteInvitation(ctx, i, true); err != nil {
			return err
		}
		a.audit(ctx, tx, audit.ActWithdraw, store.EntityUser, i.ID, i.Invitation, nil)
		return tx.DeleteCodes(ctx, store.CodeInvitation, i.ID)
	})
}

// RegistrationRequest is what an invited person registers with.
type RegistrationRequest struct {
	Token    string `json:"token" minLength:"1" maxLength:"200" writeOnly:"true"`
	Password string `json:"password" minLength:"1" maxLength:"512" writeOnly:"true" doc:"8 characters or more"`
	Device   string `json:"device,omitempty" maxLength:"200" doc:"What the person will recognise the device by"`
}

type registerInput struct{ Body RegistrationRequest }

func (a *api) register(ctx context.Context, in *registerInput) (*signInOutput, error) {
	if !storable(in.Body.Device) {
		return nil, fail(ctx, problem.BadCode)
	}
	opened, err := a.Sessions.Register(ctx, session.Registration{Token: in.Body.Token, Password: in.Body.Password,
		Device: strings.TrimSpace(in.Body.Device), Address: callerOf(ctx).address})
	if err != nil {
		return nil, a.person(ctx, err)
	}
	return &signInOutput{Body: sessionOf(opened)}, nil
}
