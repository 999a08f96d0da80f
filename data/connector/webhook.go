package connector

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"trastienda/app/clock"
)

// Errors of incoming notices.
var (
	// ErrBadSignature: a notice without a valid signature, or one signed more
	// than five minutes away from now. Why is not told to the sender.
	ErrBadSignature = errors.New("connector: bad signature")
	// ErrBadNotice: the signature is right, but the body is no notice.
	ErrBadNotice = errors.New("connector: not a notice")
	// ErrBadSecret: a webhook secret is not whsec_ followed by base64.
	ErrBadSecret = errors.New("connector: a webhook secret is whsec_ followed by base64")
)

const webhookTolerance = 5 * time.Minute

// Signer signs notices as Standard Webhooks asks.
type Signer struct {
	hook  *standardwebhooks.Webhook
	clock clock.Clock
}

// NewSigner makes a signer with a secret of the form whsec_BASE64; otherwise
// ErrBadSecret.
func NewSigner(secret string, clk clock.Clock) (*Signer, error) {
	hook, err := parseSecret(secret)
	if err != nil {
		return nil, err
	}
	return &Signer{hook: hook, clock: clk}, nil
}

// Sign gives the three headers for body. The id stays the same when the same
// notice is sent again; the time is that of this sending.
func (s *Signer) Sign(id string, body []byte) (http.Header, error) {
	now := s.clock.Now()
	signature, err := s.hook.Sign(id, now, body)
	if err != nil {
		return nil, fmt.Errorf("connector: sign a notice: %w", err)
	}
	h := http.Header{}
	h.Set(standardwebhooks.HeaderWebhookID, id)
	h.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(now.Unix(), 10))
	h.Set(standardwebhooks.HeaderWebhookSignature, signature)
	return h, nil
}

// Verifier checks signed notices.
type Verifier struct {
	hook  *standardwebhooks.Webhook
	clock clock.Clock
}

// NewVerifier makes a verifier with a secret of the form whsec_BASE64;
// otherwise ErrBadSecret.
func NewVerifier(secret string, clk clock.Clock) (*Verifier, error) {
	hook, err := parseSecret(secret)
	if err != nil {
		return nil, err
	}
	return &Verifier{hook: hook, clock: clk}, nil
}

// Verify returns ErrBadSignature unless one of the signatures (separated by
// spaces, because secrets are rotated) fits body and the time is at most five
// minutes away from the clock's.
func (v *Verifier) Verify(header http.Header, body []byte) error {
	stamp, err := strconv.ParseInt(header.Get(standardwebhooks.HeaderWebhookTimestamp), 10, 64)
	if err != nil {
		return ErrBadSignature
	}
	// The library looks at the machine's clock, so the time is checked here.
	if away := v.clock.Now().Sub(time.Unix(stamp, 0)); away > webhookTolerance || away < -webhookTolerance {
		return ErrBadSignature
	}
	if v.hook.VerifyIgnoringTimestamp(body, header) != nil {
		return ErrBadSignature
	}
	return nil
}

func parseSecret(secret string) (*standardwebhooks.Webhook, error) {
	encoded, ok := strings.CutPrefix(strings.TrimSpace(secret), "whsec_")
	if !ok {
		return nil, ErrBadSecret
	}
	raw, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(encoded, "="))
	if err != nil || len(raw) == 0 {
		return nil, ErrBadSecret
	}
	return standardwebhooks.NewWebhookRaw(raw)
}

// ParseWalletNotice reads the body of a wallet's notice; fields it does not
// know are ignored. The error is ErrBadNotice. The amount is not judged here:
// a notice about an impossible one is for a person to see, not to be dropped.
func ParseWalletNotice(body []byte) (Payment, error) {
	var notice struct {
		Type string
		Payment
	}
	if err := json.Unmarshal(body, &notice); err != nil {
		// The error text could repeat bank data; the kind is enough.
		return Payment{}, fmt.Errorf("%w: not the expected JSON", ErrBadNotice)
	}
	status, ok := strings.CutPrefix(notice.Type, "payment.")
	if !ok {
		return Payment{}, fmt.Errorf("%w: unknown type", ErrBadNotice)
	}
	p := notice.Payment
	p.Status = PaymentStatus(status)
	if err := p.check(); err != nil {
		return Payment{}, fmt.Errorf("%w: %w", ErrBadNotice, err)
	}
	return p, nil
}
