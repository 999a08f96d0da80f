package main

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"trastienda/app/clock"
	"trastienda/data/desk"
	"trastienda/data/desk/keychain"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
	desksync "trastienda/data/desk/sync"
	"trastienda/reports"
)

// folderCopy is what a data folder holds of a hub, read only, and the head of a
// document of it: all but words and clock.
type folderCopy struct {
	*desk.Copy
	head  reports.Head
	close func()
}

// openFolder takes a data folder and reads the copy of who signed in last there.
// The hub, also an embedded one, is not started: a report moves nothing.
func openFolder(ctx context.Context, dir string, c clock.Clock) (*folderCopy, error) {
	files := folderFiles{dir}
	if _, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("there is no data folder %s", dir)
	}
	release, err := lockFolder(dir, "report")
	if err != nil {
		return nil, err
	}
	p, err := files.readPlace()
	if err != nil {
		release()
		return nil, err
	}
	address := embeddedURL
	if p.Kind == placeRemote {
		address = p.Hub
	}
	held, err := desk.OpenCopy(ctx, dir, address, c, newLog(slog.LevelWarn))
	if err != nil {
		release()
		if errors.Is(err, desk.ErrNoCopy) {
			return nil, fmt.Errorf("the data folder %s has no rows yet: open the program once and sign in", dir)
		}
		return nil, err
	}
	s := held.Session
	return &folderCopy{
		Copy: held,
		head: reports.Head{Agency: s.Agency.Name, Zone: agencyZone(s.Agency.TimeZone, newLog(slog.LevelWarn)), By: cmp.Or(s.User.Name, s.User.Email),
			AsOf: held.LastSync, Sample: p.Kind == placeSample},
		close: func() {
			_ = held.Close() // it was read only
			release()
		},
	}, nil
}

// openFolderRows reads the rows of a data folder.
func openFolderRows(ctx context.Context, f reportFlags, c clock.Clock) (*reportRows, error) {
	held, err := openFolder(ctx, f.dataDir, c)
	if err != nil {
		return nil, err
	}
	return &reportRows{
		rows: func(ctx context.Context, use func(ctx context.Context, s *replica.Snapshot) error) error {
			return held.Replica.Purchases.Snapshot(ctx, func(s *replica.Snapshot) error { return use(ctx, s) })
		},
		agents: held.Replica.Agents, head: held.head, close: held.close,
	}, nil
}

// hubPatience is how long the rows of a hub may take.
const hubPatience = 30 * time.Minute

// openHubRows fetches the rows of a hub.
func openHubRows(ctx context.Context, f reportFlags, c clock.Clock) (*reportRows, error) {
	hub, err := enterHub(ctx, f, c)
	if err != nil {
		return nil, err
	}
	if err := allRows(ctx, hub.desk); err != nil {
		hub.close()
		return nil, err
	}
	return &reportRows{rows: hub.desk.Purchases().Snapshot, agents: hub.desk.Agents, close: hub.close, head: hub.head}, nil
}

// hubDesk is a desk that a command opened with a session's token, in a folder that
// goes with the command.
type hubDesk struct {
	desk  *desk.Desk
	head  reports.Head // all but words and clock
	close func()
}

func enterHub(ctx context.Context, f reportFlags, c clock.Clock) (*hubDesk, error) {
	token, err := secret("", f.tokenFile)
	if err != nil || token == "" {
		return nil, errors.Join(fmt.Errorf("--token-file %s holds no token", f.tokenFile), err)
	}
	cas, err := authorities(f.caFile)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "trastienda-report-")
	if err != nil {
		return nil, err
	}
	d, err := desk.Open(desk.Options{
		Dir: dir, HubURL: f.hub, Trust: remote.Trust{CAs: func() *x509.CertPool { return cas }}, Version: version, Clock: c, Log: newLog(slog.LevelError), Keychain: keychain.None{},
		Lang: func() string { return f.lang },
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("--hub: %w", err), os.RemoveAll(dir))
	}
	hub := &hubDesk{desk: d, close: func() { _ = errors.Join(d.Close(), os.RemoveAll(dir)) }} // nothing in it is needed any more
	p, err := d.AdoptToken(ctx, token)
	if err != nil {
		hub.close()
		return nil, hubRowsError(err)
	}
	hub.head = reports.Head{Agency: p.Name, Logo: p.Logo, Zone: agencyZone(p.TimeZone, newLog(slog.LevelWarn)), By: device()}
	return hub, nil
}

// allRows waits until every row is here.
func allRows(ctx context.Context, d *desk.Desk) error {
	ctx, cancel := context.WithTimeout(ctx, hubPatience)
	defer cancel()
	for {
		state := d.State()
		switch {
		case state.SignedOut:
			return hubRowsError(remote.ErrUnauthorized)
		case state.Online && state.Phase == desksync.Following && !state.LastSync.IsZero():
			return nil
		case state.Err != nil && !state.Online:
			return hubRowsError(state.Err)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the rows of the hub did not come: %w; nothing was written", ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// hubRowsError says why the rows of a hub did not come.
func hubRowsError(err error) error {
	switch {
	case errors.Is(err, remote.ErrUnauthorized):
		return errors.New("the hub does not take the token: it is wrong or its session is over; nothing was written")
	case errors.Is(err, remote.ErrOffline):
		return fmt.Errorf("the hub cannot be reached; nothing was written: %w", err)
	}
	return fmt.Errorf("fetch the rows of the hub: %w; nothing was written", err)
}
