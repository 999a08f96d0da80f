package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"trastienda/data/connector/simulator"
)

type simulatorFlags struct {
	listen, data, notifyURL      string
	smtpListen                   string
	walletSecret, checkoutSecret string
	clock                        clockFlag
}

func simulatorCommand() *cobra.Command {
	var f simulatorFlags
	c := &cobra.Command{
		Use:   "simulator",
		Short: "Stands in for the outside systems, with faults that can be switched on",
		Example: "  trastienda simulator --listen 127.0.0.1:9001 --data sim.db --notify-url http://127.0.0.1:8080\n" +
			"  curl -X PUT 127.0.0.1:9001/sim/agents/A001 -d '{\"available\":230000}'",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := applyEnvironment(c.Flags(), "wallet-secret", "checkout-secret"); err != nil {
				return err
			}
			return runSimulator(c.Context(), f)
		},
	}
	c.Flags().StringVar(&f.listen, "listen", "127.0.0.1:9001", "address to listen on")
	c.Flags().StringVar(&f.smtpListen, "smtp-listen", "", "address to take mail on, for a hub's --smtp-url; it is shown at /mail")
	c.Flags().StringVar(&f.data, "data", "simulator.db", "SQLite file that keeps what happened")
	c.Flags().StringVar(&f.notifyURL, "notify-url", "", "the hub that gets the signed notices")
	c.Flags().StringVar(&f.walletSecret, "wallet-secret", "", "secret that signs the wallet's notices (whsec_BASE64)")
	c.Flags().StringVar(&f.checkoutSecret, "checkout-secret", "", "secret that signs the check-out's notices (whsec_BASE64)")
	addClock(c.Flags(), &f.clock)
	return c
}

func runSimulator(ctx context.Context, f simulatorFlags) error {
	sim, err := simulator.Open(ctx, simulator.Options{
		File: f.data, Clock: f.clock.clock(), NotifyURL: f.notifyURL,
		WalletSecret: f.walletSecret, CheckoutSecret: f.checkoutSecret, Log: newLog(slog.LevelInfo),
	})
	if err != nil {
		return fmt.Errorf("open the simulator: %w", err)
	}
	defer sim.Close()
	listener, err := net.Listen("tcp", f.listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	if f.smtpListen != "" {
		post, err := net.Listen("tcp", f.smtpListen)
		if err != nil {
			return fmt.Errorf("listen for mail: %w", err)
		}
		sim.ServeMail(post)
		fmt.Printf("simulator: taking mail on smtp://%s\n", post.Addr())
	}
	server := &http.Server{Handler: sim.Handler(), ReadHeaderTimeout: 10 * time.Second}
	// A time-out it plays holds its connection for minutes unless it is closed.
	server.RegisterOnShutdown(func() { _ = sim.Close() })
	return serve(ctx, server, listener, "simulator", "http")
}
