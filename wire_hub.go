package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"trastienda/app/clock"
	"trastienda/data/connector"
	"trastienda/data/connector/simulator"
	"trastienda/data/hub/api"
	"trastienda/data/hub/feed"
	"trastienda/data/hub/job"
	"trastienda/data/hub/mail"
	"trastienda/data/hub/session"
	"trastienda/data/hub/store"
)

type hubFlags struct {
	listen, database       string
	tlsCertificate, tlsKey string
	simulate               bool
	simulatorData          string
	outside                outsideFlags
	clock                  clockFlag
}

func hubCommand() *cobra.Command {
	var f hubFlags
	c := &cobra.Command{
		Use:   "hub",
		Short: "Serves many desktops: the REST hub over SQLite or PostgreSQL",
		Example: "  trastienda hub --listen 127.0.0.1:8080 --database sqlite:hub.db --simulate\n" +
			"  trastienda hub --listen :8443 --tls-cert hub.pem --tls-key hub.key \\\n" +
			"      --database postgres://trastienda@db/trastienda --recharge-url https://recharge.example",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := f.outside.fromEnvironment(c.Flags()); err != nil {
				return err
			}
			return runHub(c.Context(), f)
		},
	}
	c.Flags().StringVar(&f.listen, "listen", "127.0.0.1:8080", "address to listen on; plain HTTP only on loopback")
	c.Flags().StringVar(&f.database, "database", "", "sqlite:FILE or postgres://…")
	c.Flags().StringVar(&f.tlsCertificate, "tls-cert", "", "certificate chain (PEM); needed off loopback")
	c.Flags().StringVar(&f.tlsKey, "tls-key", "", "key of the certificate (PEM)")
	c.Flags().BoolVar(&f.simulate, "simulate", false, "put the simulator inside for every system without a URL")
	c.Flags().StringVar(&f.simulatorData, "simulator-data", "", "with --simulate: the simulator's file (beside the SQLite database, or simulator.db)")
	f.outside.add(c.Flags())
	addClock(c.Flags(), &f.clock)
	_ = c.MarkFlagRequired("database")
	c.MarkFlagsRequiredTogether("tls-cert", "tls-key")
	c.AddCommand(hubInitCommand(), auditCommand(), hubKeyCommand())
	return c
}

func runHub(ctx context.Context, f hubFlags) error {
	secure, err := f.certificate()
	if err != nil {
		return err
	}
	// Listening comes first: a wrong address must not touch the database.
	listener, err := api.Listen(f.listen, secure)
	if errors.Is(err, api.ErrPlainHTTP) {
		return wrongUse("off loopback the hub speaks TLS only: give --tls-cert and --tls-key, or listen on 127.0.0.1")
	}
	if err != nil {
		return err
	}
	defer listener.Close()
	simulatorFile := ""
	if f.simulate {
		simulatorFile = f.simulatorFile()
	}
	h, err := openHub(ctx, hubParams{
		database: f.database, simulatorFile: simulatorFile, outside: f.outside, clock: f.clock.clock(), log: newLog(slog.LevelInfo),
	})
	if err != nil {
		return otherRecharge(err)
	}
	defer h.close()
	scheme := "http"
	if secure != nil {
		scheme = "https"
	}
	if own := ownCertificate(secure); own != "" {
		// Whoever connects compares it with what the program shows.
		fmt.Printf("hub: fingerprint of its certificate: %s\n", own)
	}
	return serve(ctx, api.Server(h.served(secure == nil)), listener, "hub", scheme)
}

// served is the hub's handler. On loopback the mail box of a simulator inside is
// shown beside it, as a page and as JSON: where other machines can come it would
// give anybody everybody's codes.
func (h *hub) served(loopback bool) http.Handler {
	if h.simulator == nil || !loopback {
		return h.handler
	}
	box := http.StripPrefix(simulatorPath, h.simulator.Handler())
	// No mux: it would redirect what the hub itself refuses.
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && slices.Contains(mailPaths, r.URL.Path) {
			box.ServeHTTP(w, r)
			return
		}
		h.handler.ServeHTTP(w, r)
	})
}

// simulatorPath is where a hub shows what it shows of a simulator inside.
const simulatorPath = "/simulator"

var mailPaths = []string{simulatorPath + "/mail", simulatorPath + "/sim/mail"}

// certificate reads the TLS files; nil without them.
func (f hubFlags) certificate() (*tls.Config, error) {
	if f.tlsCertificate == "" {
		return nil, nil
	}
	pair, err := tls.LoadX509KeyPair(f.tlsCertificate, f.tlsKey)
	if err != nil {
		return nil, fmt.Errorf("read the certificate: %w", err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}, nil
}

func (f hubFlags) simulatorFile() string {
	if f.simulatorData != "" {
		return f.simulatorData
	}
	if file, ok := sqliteFile(f.database); ok {
		return filepath.Join(filepath.Dir(file), "simulator.db")
	}
	return "simulator.db"
}

// hubParams are what a hub is made of, inside the desktop and outside.
type hubParams struct {
	database      string // sqlite:FILE or postgres://…
	simulatorFile string // empty: no simulator inside
	outside       outsideFlags
	clock         clock.Clock
	log           *slog.Logger
}

// hub is a running hub: its jobs work until close.
type hub struct {
	handler   http.Handler
	store     *store.Store
	sessions  *session.Sessions
	purchases *job.Purchases
	simulator *simulator.Simulator // nil without one
	stop      func()
}

// openHub opens the database, starts the jobs and gives the handler.
func openHub(ctx context.Context, p hubParams) (*hub, error) {
	s, err := store.Open(ctx, p.database, store.Options{Clock: p.clock, Log: p.log})
	if err != nil {
		return nil, fmt.Errorf("open the hub's database: %w", err)
	}
	h := &hub{store: s, stop: func() {}}
	err = s.UseRecharge(ctx, p.outside.rechargeName(p.simulatorFile != ""), p.outside.rechargeMoved)
	if err == nil {
		err = h.build(ctx, p)
	}
	if err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

func (h *hub) build(ctx context.Context, p hubParams) error {
	outside, err := p.outside.open(ctx, outsideParams{simulatorFile: p.simulatorFile, clock: p.clock, log: p.log})
	if err != nil {
		return err
	}
	h.simulator = outside.simulator
	sender := &mail.Sender{Store: h.store, Mailer: outside.mailer, Log: p.log}
	h.purchases = job.New(job.Params{
		Others: map[string]func(context.Context, *store.Job) error{store.MailJob: sender.Work},
		Store:  h.store, Recharge: outside.recharge, Merchant: outside.merchant, Wallet: outside.wallet, WalletAddress: p.outside.walletURL, Log: p.log,
		CallTimeout: p.outside.callTimeout, SettlingTime: p.outside.settlingTime,
		RetryBase: p.outside.retryBase, RetryCap: p.outside.retryCap,
	})
	if h.sessions, err = session.New(h.store, p.log); err != nil {
		return err
	}
	feed := feed.New(h.store, p.log)
	h.handler, err = api.New(api.Params{
		Store: h.store, Sessions: h.sessions, Feed: feed, Purchases: h.purchases, Recharge: outside.recharge,
		WalletHook: outside.hook(), Mail: outside.mailer != nil, Log: p.log, Version: version, Document: packDocument,
	})
	if err != nil {
		return err
	}
	if h.simulator != nil {
		// The simulator inside notifies the hub through its handler.
		if err := h.simulator.SetNotify(insideURL, connector.HandlerTransport(h.handler)); err != nil {
			return err
		}
	}
	h.start(ctx, feed)
	return nil
}

// start runs the jobs and the feed until ctx ends or stop is called. The feed's
// end lets long polls go; stop waits for the calls that left.
func (h *hub) start(ctx context.Context, feed *feed.Feed) {
	ctx, cancel := context.WithCancel(ctx)
	go feed.Run(ctx)
	done := make(chan error, 1)
	go func() { done <- h.purchases.Run(ctx) }()
	h.stop = func() {
		cancel()
		if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
			slog.Error("hub: jobs", "error", err)
		}
	}
}

func (h *hub) close() {
	h.stop()
	var err error
	if h.simulator != nil {
		err = h.simulator.Close()
	}
	if err = errors.Join(err, h.store.Close()); err != nil {
		slog.Error("hub: close", "error", err)
	}
}
