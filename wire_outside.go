package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"trastienda/app/clock"
	"trastienda/data/connector"
	"trastienda/data/connector/simulator"
	"trastienda/data/hub/api"
	"trastienda/data/hub/store"
)

// outsideFlags say where the outside systems are and how long to wait for
// them (connectors.md).
type outsideFlags struct {
	rechargeURL, merchantURL, walletURL       string
	walletSecret                              string
	callTimeout, settlingTime                 time.Duration
	retryBase, retryCap                       time.Duration
	rechargeToken, merchantToken, walletToken string // files
	// kept are bearer secrets that were typed into the settings, by the name of
	// the system; a file or the environment comes before them.
	kept              map[string]string
	smtpURL, smtpFrom string
	smtpPassword      string // file
	// rechargeMoved: the recharge system is the one of before at another address.
	rechargeMoved bool
}

var outsideNames = []string{
	"recharge-url", "recharge-moved", "merchant-url", "wallet-url", "wallet-secret",
	"call-timeout", "settling-time", "retry-base", "retry-cap", "smtp-url", "smtp-from",
}

// laterSystems are settings of connectors.md whose areas are not built yet. A
// set-up that names them already must start all the same.
var laterSystems = []string{"network-url", "tef-url", "checkout-url", "checkout-secret", "billing-url", "issuer-url"}

func (f *outsideFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.rechargeURL, "recharge-url", "", "the recharge system, which moves virtual balance")
	flags.BoolVar(&f.rechargeMoved, "recharge-moved", false, "once, with another --recharge-url: it is the same recharge system at another address")
	flags.StringVar(&f.merchantURL, "merchant-url", "", "the merchant platform, which is told that the balance went out")
	flags.StringVar(&f.walletURL, "wallet-url", "", "the wallet that pays")
	flags.StringVar(&f.walletSecret, "wallet-secret", "", "secret of the wallet's notices (whsec_BASE64)")
	flags.StringVar(&f.rechargeToken, "recharge-token-file", "", "file with the recharge system's bearer secret (or TRASTIENDA_RECHARGE_TOKEN)")
	flags.StringVar(&f.merchantToken, "merchant-token-file", "", "file with the merchant platform's bearer secret (or TRASTIENDA_MERCHANT_TOKEN)")
	flags.StringVar(&f.walletToken, "wallet-token-file", "", "file with the wallet's bearer secret (or TRASTIENDA_WALLET_TOKEN)")
	flags.StringVar(&f.smtpURL, "smtp-url", "", "the mail server for codes and invitations (smtp://user@host:port with STARTTLS, or smtps://)")
	flags.StringVar(&f.smtpFrom, "smtp-from", "", "the sender of that mail")
	flags.StringVar(&f.smtpPassword, "smtp-password-file", "", "file with the mail server's password (or TRASTIENDA_SMTP_PASSWORD)")
	for _, name := range laterSystems {
		flags.String(name, "", "accepted for set-ups of later versions; nothing calls it yet")
	}
	flags.DurationVar(&f.callTimeout, "call-timeout", 10*time.Second, "how long one call may take")
	flags.DurationVar(&f.settlingTime, "settling-time", 30*time.Second, "how long after its end a call may still take effect")
	flags.DurationVar(&f.retryBase, "retry-base", time.Second, "shortest wait between automatic retries")
	flags.DurationVar(&f.retryCap, "retry-cap", 15*time.Minute, "longest wait between automatic retries")
}

// fromEnvironment takes TRASTIENDA_CALL_TIMEOUT and the like for flags that
// were not written.
func (f *outsideFlags) fromEnvironment(flags *pflag.FlagSet) error {
	if err := applyEnvironment(flags, outsideNames...); err != nil {
		return err
	}
	for _, d := range []time.Duration{f.callTimeout, f.settlingTime, f.retryBase, f.retryCap} {
		if d <= 0 {
			return wrongUse("--call-timeout, --settling-time, --retry-base and --retry-cap are longer than nothing")
		}
	}
	return nil
}

// rechargeName tells one recharge system from another: its address, "simulator",
// or nothing.
func (f outsideFlags) rechargeName(simulated bool) string {
	if f.rechargeURL != "" {
		return strings.TrimRight(f.rechargeURL, "/")
	}
	if simulated {
		return "simulator"
	}
	return ""
}

// otherRecharge says what to do about transfers that only another recharge system
// than the one that was named can tell of.
func otherRecharge(err error) error {
	var other *store.OtherRechargeError
	if !errors.As(err, &other) {
		return err
	}
	before := "--recharge-url " + other.Was
	if other.Was == "simulator" {
		before = "--simulate and no --recharge-url"
	}
	return fmt.Errorf("this is not the recharge system that the last transfers were sent to (%s), and of %d of them nobody knows whether they were done: "+
		"another system could not tell, and their balance would go out twice. Nothing was started. "+
		"Start the hub with %s until they are settled; if it is the same system at another address, add --recharge-moved (or TRASTIENDA_RECHARGE_MOVED=true) once",
		other.Was, other.N, before)
}

// outsideParams are what the clients need besides the flags.
type outsideParams struct {
	simulatorFile string // empty: nothing stands in
	clock         clock.Clock
	log           *slog.Logger
}

// outside are the clients of the outside systems.
type outside struct {
	recharge  connector.Recharge
	merchant  connector.Merchant
	wallet    connector.Wallet
	mailer    connector.Mailer // nil when no mail leaves
	verifier  *connector.Verifier
	simulator *simulator.Simulator
}

// insideURL is the base address of calls that a simulator inside answers.
const insideURL = "http://simulator.inside"

// open makes the clients. With a simulator file, the simulator stands in for
// every system that has no URL.
func (f outsideFlags) open(ctx context.Context, p outsideParams) (*outside, error) {
	var o outside
	walletSecret := f.walletSecret
	var inside http.RoundTripper
	if p.simulatorFile != "" {
		if walletSecret == "" {
			walletSecret = insideSecret()
		}
		sim, err := simulator.Open(ctx, simulator.Options{File: p.simulatorFile, Clock: p.clock, WalletSecret: walletSecret, Log: p.log})
		if err != nil {
			return nil, fmt.Errorf("open the simulator: %w", err)
		}
		o.simulator, inside = sim, connector.HandlerTransport(sim.Handler())
	}
	client := func(name, url, tokenFile string) (connector.Options, error) {
		token, err := secret("TRASTIENDA_"+name+"_TOKEN", tokenFile)
		if token == "" {
			token = f.kept[strings.ToLower(name)]
		}
		options := connector.Options{URL: url, Token: token, Timeout: f.callTimeout, Log: p.log}
		if url == "" && inside != nil {
			options.URL, options.RoundTripper = insideURL, inside
		} else if url != "" && token == "" {
			p.log.Warn("no bearer secret", "system", name)
		}
		if err == nil && options.Check() != nil {
			// Such a system would look as if nobody had configured it.
			err = wrongUse("--%s-url: %w", strings.ToLower(name), options.Check())
		}
		return options, err
	}
	recharge, err1 := client("RECHARGE", f.rechargeURL, f.rechargeToken)
	merchant, err2 := client("MERCHANT", f.merchantURL, f.merchantToken)
	wallet, err3 := client("WALLET", f.walletURL, f.walletToken)
	for _, err := range []error{err1, err2, err3} {
		if err != nil {
			return nil, err
		}
	}
	if err := f.openMail(&o); err != nil {
		return nil, err
	}
	o.recharge, o.merchant, o.wallet = connector.NewRecharge(recharge), connector.NewMerchant(merchant), connector.NewWallet(wallet)
	if walletSecret != "" {
		verifier, err := connector.NewVerifier(walletSecret, p.clock)
		if err != nil {
			return nil, wrongUse("--wallet-secret: %w", err)
		}
		o.verifier = verifier
	} else {
		p.log.Warn("no --wallet-secret: the wallet's notices are refused, payments are found by polling only")
	}
	return &o, nil
}

// openMail makes the client of the mail server; the simulator's mail box stands
// in for one that has no URL. Without both no mail leaves.
func (f outsideFlags) openMail(o *outside) error {
	if f.smtpURL == "" {
		if o.simulator != nil {
			o.mailer = o.simulator.Mailer()
		}
		return nil
	}
	password, err := secret("TRASTIENDA_SMTP_PASSWORD", f.smtpPassword)
	if err != nil {
		return err
	}
	o.mailer, err = connector.NewSMTP(connector.SMTPOptions{URL: f.smtpURL, Password: password, From: f.smtpFrom})
	if err != nil {
		return wrongUse("--smtp-url, --smtp-from: %w", err)
	}
	return nil
}

// insideSecret signs the notices of a simulator inside; it never leaves the
// program.
func insideSecret() string {
	return "whsec_" + base64.StdEncoding.EncodeToString([]byte(rand.Text()))
}

// hook checks the wallet's notices; nil without a secret.
func (o *outside) hook() api.Verifier {
	if o.verifier == nil {
		return nil // not a nil *Verifier inside an interface
	}
	return o.verifier
}
