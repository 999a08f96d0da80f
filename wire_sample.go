package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"trastienda/app/clock"
	"trastienda/data/connector/simulator"
	"trastienda/data/hub/sample"
	"trastienda/data/hub/store"
)

type sampleFlags struct {
	database, dataDir, passwordFile string
	purchases                       int
	seed                            uint64
	clock                           clockFlag
}

func sampleCommand() *cobra.Command {
	var f sampleFlags
	c := &cobra.Command{
		Use:   "sample",
		Short: "Fills an empty hub database with a made-up agency to try the program on",
		Example: "  trastienda sample --data-dir ~/trastienda-demo --purchases 5000\n" +
			"  trastienda sample --database sqlite:hub.db --purchases 1000000 --seed 7",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return runSample(c.Context(), f) },
	}
	c.Flags().StringVar(&f.database, "database", "", "sqlite:FILE or postgres://…")
	c.Flags().StringVar(&f.dataDir, "data-dir", "", "data folder of a desktop: fills the database of its embedded hub")
	c.Flags().IntVar(&f.purchases, "purchases", 5000, "how many purchases, at least 6")
	c.Flags().Uint64Var(&f.seed, "seed", 1, "equal seeds give equal samples")
	c.Flags().StringVar(&f.passwordFile, "password-file", "", "its first line is the users' password (otherwise one is made and printed once)")
	addClock(c.Flags(), &f.clock)
	c.MarkFlagsOneRequired("database", "data-dir")
	c.MarkFlagsMutuallyExclusive("database", "data-dir")
	return c
}

func runSample(ctx context.Context, f sampleFlags) error {
	if f.purchases < sample.Minimum || f.purchases > 10_000_000 {
		return wrongUse("--purchases is %d to 10000000", sample.Minimum)
	}
	password, made, err := samplePassword(f.passwordFile)
	if err != nil {
		return err
	}
	p := sampleParams{
		database: f.database, purchases: f.purchases, seed: f.seed, password: password,
		clock: f.clock.clock(), log: newLog(slog.LevelWarn), progress: printProgress(),
	}
	if f.dataDir != "" {
		err = makeSampleFolder(ctx, f.dataDir, p)
	} else {
		err = makeSample(ctx, p)
	}
	if errors.Is(err, sample.ErrNotEmpty) {
		return errors.New("the database holds something already; nothing was changed")
	}
	if err != nil {
		return err
	}
	fmt.Printf("\r%d purchases of %q are ready.\n", f.purchases, sample.AgencyName)
	fmt.Println("Users: manager@demo.test, manager2@demo.test, operator@demo.test, agent@demo.test")
	if made {
		fmt.Println("Password of all of them:", password)
	}
	return nil
}

// samplePassword reads the password or makes one.
func samplePassword(file string) (password string, made bool, err error) {
	if file == "" {
		random := make([]byte, 10)
		if _, err := rand.Read(random); err != nil {
			return "", false, err
		}
		return strings.ToLower(base32.StdEncoding.EncodeToString(random)), true, nil
	}
	text, err := os.Open(file)
	if err != nil {
		return "", false, fmt.Errorf("read the password: %w", err)
	}
	defer text.Close()
	lines := bufio.NewScanner(text)
	lines.Scan()
	if err := lines.Err(); err != nil {
		return "", false, fmt.Errorf("read the password: %w", err)
	}
	if password = strings.TrimRight(lines.Text(), "\r"); password == "" {
		return "", false, fmt.Errorf("the first line of %s is empty", file)
	}
	return password, false, nil
}

// sampleParams are what makes a sample, on the command line and in the window.
type sampleParams struct {
	database  string
	simulator string // file of the embedded simulator to prepare, or empty
	purchases int
	seed      uint64
	password  string
	clock     clock.Clock
	log       *slog.Logger
	progress  func(done, total int)
}

// makeSampleFolder fills a desktop's data folder.
func makeSampleFolder(ctx context.Context, dir string, p sampleParams) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	release, err := lockFolder(dir, "sample")
	if err != nil {
		return err
	}
	defer release()
	files := folderFiles{dir}
	p.database, p.simulator = "sqlite:"+files.hub(), files.simulator()
	if err := makeSample(ctx, p); err != nil {
		return err
	}
	return files.writePlace(place{Kind: placeSample})
}

func makeSample(ctx context.Context, p sampleParams) error {
	if file, ok := sqliteFile(p.database); ok {
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return fmt.Errorf("make the database's folder: %w", err)
		}
	}
	s, err := store.Open(ctx, p.database, store.Options{Clock: p.clock, Log: p.log})
	if err != nil {
		return fmt.Errorf("open the hub's database: %w", err)
	}
	defer s.Close()
	params := sample.Params{Store: s, Purchases: p.purchases, Seed: p.seed, Password: p.password, Progress: p.progress}
	if p.simulator != "" {
		sim, err := simulator.Open(ctx, simulator.Options{File: p.simulator, Clock: p.clock, Log: p.log})
		if err != nil {
			return fmt.Errorf("open the simulator: %w", err)
		}
		defer sim.Close()
		params.Simulator = sim
	}
	return sample.Fill(ctx, params)
}

// sqliteFile returns the file of a sqlite: address.
func sqliteFile(database string) (string, bool) { return strings.CutPrefix(database, "sqlite:") }

// printProgress writes the share that is done over one line.
func printProgress() func(done, total int) {
	last := math.MinInt
	return func(done, total int) {
		if percent := done * 100 / total; percent != last {
			last = percent
			fmt.Printf("\r%d %%", percent)
		}
	}
}
