package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/mail"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"trastienda/app/access"
	"trastienda/app/audit"
	"trastienda/data/hub/session"
	"trastienda/data/hub/store"
)

type hubInitFlags struct {
	database, agency   string
	managers           []string
	currency, timeZone string
	tls                string // folder of a new certificate
	hosts              []string
	clock              clockFlag
}

func hubInitCommand() *cobra.Command {
	var f hubInitFlags
	c := &cobra.Command{
		Use:   "init",
		Short: "Makes an agency in the hub's database and invites its managers",
		Long: "Makes an agency in the hub's database and invites its managers. Each invitation's key is printed once;\n" +
			"with it the manager registers in the program. Four eyes need two managers: name both, or call it again\n" +
			"for the same agency.\n" +
			"With --tls it makes a certificate for the hub too, or that alone. Its fingerprint is printed once: the\n" +
			"program shows the same one when it connects, and whoever connects compares them.",
		Example: "  trastienda hub init --database sqlite:hub.db --agency \"Agencia Sur\" \\\n" +
			"      --manager \"Ana Paz <ana@sur.example>\" --manager luis@sur.example\n" +
			"  trastienda hub init --tls /etc/trastienda --host hub.sur.example,192.168.1.20",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			people, err := f.check()
			if err != nil {
				return err
			}
			return runHubInit(c.Context(), f, people, c.OutOrStdout())
		},
	}
	c.Flags().StringVar(&f.database, "database", "", "sqlite:FILE or postgres://…")
	c.Flags().StringVar(&f.agency, "agency", "", "name of the agency")
	c.Flags().StringArrayVar(&f.managers, "manager", nil, "e-mail of a manager, or \"Name <e-mail>\"; more than once for several")
	c.Flags().StringVar(&f.currency, "currency", "", "currency of a new agency, ISO 4217 ("+newAgencyCurrency+")")
	c.Flags().StringVar(&f.timeZone, "time-zone", "", "time zone of a new agency, IANA ("+newAgencyZone+")")
	c.Flags().StringVar(&f.tls, "tls", "", "make a key and a certificate in this folder; files that are there are left alone")
	c.Flags().StringSliceVar(&f.hosts, "host", nil, "with --tls: names and IP addresses at which the hub is reached")
	addClock(c.Flags(), &f.clock)
	c.MarkFlagsRequiredTogether("database", "agency", "manager")
	c.MarkFlagsRequiredTogether("tls", "host")
	c.MarkFlagsOneRequired("agency", "tls")
	return c
}

var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

// check reads the managers and looks at what was written before the database is
// touched.
func (f *hubInitFlags) check() ([]*mail.Address, error) {
	if err := f.checkHosts(); err != nil {
		return nil, err
	}
	if f.onlyCertificate() {
		return nil, nil
	}
	f.agency = strings.TrimSpace(f.agency)
	if !access.NameFits(f.agency) {
		return nil, wrongUse("--agency is a name of at most %d characters", access.MaxName)
	}
	if f.currency != "" && !currencyCode.MatchString(f.currency) {
		return nil, wrongUse("--currency is an ISO 4217 code such as ARS")
	}
	if _, err := time.LoadLocation(f.timeZone); err != nil || f.timeZone == "Local" {
		return nil, wrongUse("--time-zone is an IANA name such as America/Argentina/Buenos_Aires")
	}
	var people []*mail.Address
	for _, text := range f.managers {
		person, err := mail.ParseAddress(text)
		if err != nil || !access.EmailFits(access.NormalEmail(person.Address)) {
			return nil, wrongUse("--manager is an e-mail such as ana@sur.example, or \"Ana Paz <ana@sur.example>\"")
		}
		person.Address = access.NormalEmail(person.Address)
		if person.Name == "" {
			person.Name, _, _ = strings.Cut(person.Address, "@")
		}
		people = append(people, person)
	}
	return people, nil
}

// onlyCertificate: no agency was named.
func (f *hubInitFlags) onlyCertificate() bool {
	return f.tls != "" && f.agency == "" && f.database == ""
}

// errInit is a refusal of hub init, told as it stands.
type errInit string

func (e errInit) Error() string { return string(e) + "; nothing was changed" }

// runHubInit writes all of it or nothing, and tells the keys only when they are
// stored.
func runHubInit(ctx context.Context, f hubInitFlags, people []*mail.Address, out io.Writer) error {
	var told strings.Builder
	var made *madeCertificate
	if f.tls != "" {
		var err error
		if made, err = makeCertificate(f.tls, f.hosts); err != nil {
			return err
		}
		told.WriteString(made.told())
	}
	if !f.onlyCertificate() {
		text, err := f.invite(ctx, people)
		if err != nil && made != nil {
			err = errors.Join(err, made.remove())
		}
		if err != nil {
			return err
		}
		told.WriteString(text)
	}
	_, err := io.WriteString(out, told.String())
	return err
}

// invite makes the agency and the invitations and gives what is told of them.
func (f hubInitFlags) invite(ctx context.Context, people []*mail.Address) (string, error) {
	log := newLog(slog.LevelWarn)
	s, err := store.Open(ctx, f.database, store.Options{Clock: f.clock.clock(), Log: log})
	if err != nil {
		return "", fmt.Errorf("open the hub's database: %w", err)
	}
	defer s.Close()
	sessions, err := session.New(s, log)
	if err != nil {
		return "", err
	}
	var told strings.Builder
	err = s.Write(ctx, func(tx *store.Tx) error {
		told.Reset()
		agency, err := f.agencyIn(ctx, tx, &told)
		if err != nil {
			return err
		}
		for _, person := range people {
			if err := inviteManager(ctx, tx, s, sessions, agency, person, &told); err != nil {
				return err
			}
		}
		return nil
	})
	return told.String(), err
}

// agencyIn finds the agency, or makes it.
func (f hubInitFlags) agencyIn(ctx context.Context, tx *store.Tx, told *strings.Builder) (store.Agency, error) {
	agency, err := tx.AgencyByName(ctx, f.agency)
	if errors.Is(err, store.ErrNotFound) {
		agency = store.Agency{ID: uuid.NewString(), Name: f.agency, Currency: newAgencyCurrency, TimeZone: newAgencyZone}
		if f.currency != "" {
			agency.Currency = f.currency
		}
		if f.timeZone != "" {
			agency.TimeZone = f.timeZone
		}
		fmt.Fprintf(told, "Agency %s made (%s, %s).\n", agency.Name, agency.Currency, agency.TimeZone)
		return agency, insertAgency(ctx, tx, agency)
	}
	if err != nil {
		return agency, err
	}
	if f.currency != "" && f.currency != agency.Currency || f.timeZone != "" && f.timeZone != agency.TimeZone {
		return agency, errInit(fmt.Sprintf("the agency %s exists already, with %s and %s", agency.Name, agency.Currency, agency.TimeZone))
	}
	fmt.Fprintf(told, "Agency %s is there already.\n", agency.Name)
	return agency, nil
}

func inviteManager(ctx context.Context, tx *store.Tx, s *store.Store, sessions *session.Sessions, agency store.Agency, person *mail.Address, told *strings.Builder) error {
	owner, err := tx.AgencyOf(ctx, person.Address)
	switch {
	case err == nil && owner == agency.ID:
		return errInit(fmt.Sprintf("the agency %s exists already and %s has a user in it", agency.Name, person.Address))
	case err == nil:
		return errInit(fmt.Sprintf("%s has a user in another agency of this hub", person.Address))
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	// One that expired is renewed.
	open, err := tx.InvitationTo(ctx, agency.ID, person.Address)
	if err == nil && s.Clock().Now().Before(open.ExpiresAt) {
		return errInit(fmt.Sprintf("the agency %s exists already and %s is invited to it until %s",
			agency.Name, person.Address, open.ExpiresAt.Format(time.DateTime+" MST")))
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	invited, token, err := sessions.Invite(ctx, tx, session.NewInvitation{Agency: agency.ID, Email: person.Address, Name: person.Name, Role: access.Manager})
	if errors.Is(err, session.ErrUser) {
		return errInit(fmt.Sprintf("%q is no name for a user", person.Name))
	}
	if err != nil {
		return err
	}
	tx.Audit(store.AuditEntry{Agency: agency.ID, Device: device(), Act: audit.ActInvite, Entity: store.EntityUser, EntityID: invited.ID})
	fmt.Fprintf(told, "Invitation of %s, told only now and good until %s:\n  %s\n",
		invited.Email, invited.ExpiresAt.Format(time.DateTime+" MST"), token)
	return nil
}
