package store

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"testing/fstest"
	"text/template"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// steps are the migrations of the engine. On PostgreSQL a session lock lets any
// number of replicas start at once.
func (s *Store) steps() (*goose.Provider, error) {
	files, err := rendered(s.dialect.words)
	if err != nil {
		return nil, err
	}
	kind, options := goose.DialectSQLite3, []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if s.dialect.postgres {
		kind = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(kind, s.write, files, options...)
}

// migrate brings the schema up to this program's version.
func (s *Store) migrate(ctx context.Context) error {
	provider, err := s.steps()
	if err != nil {
		return fmt.Errorf("store: migrate: %w", err)
	}
	// A plain query, because the provider's own would make its table outside the
	// lock. A database without the table is new.
	sources := provider.ListSources()
	var current int64
	if err := s.write.QueryRowContext(ctx, `select max(version_id) from goose_db_version`).Scan(&current); err == nil &&
		current > sources[len(sources)-1].Version {
		return ErrNewer
	}
	if foreign, err := s.foreign(ctx); err != nil {
		return fmt.Errorf("store: migrate: %w", err)
	} else if foreign {
		return ErrForeign
	}
	results, err := provider.Up(ctx)
	if err != nil {
		return fmt.Errorf("store: migrate: %w", err)
	}
	if len(results) > 0 {
		s.log.Info("database migrated", "steps", len(results))
	}
	return nil
}

// foreign tells whether the database holds tables and none of them is a hub's:
// then it is somebody else's, and nothing is made in it. A hub's first step is
// one transaction, so no half of it is ever mistaken for something foreign.
func (s *Store) foreign(ctx context.Context) (bool, error) {
	query := `select count(*), coalesce(max(case when name = 'hub_meta' then 1 end), 0) from sqlite_master
		where type = 'table' and name not in ('goose_db_version', 'sqlite_sequence')`
	if s.dialect.postgres {
		// Tables that an extension brought are nobody's.
		query = `select count(*), coalesce(max(case when relname = 'hub_meta' then 1 end), 0) from pg_class c
			where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace and relname <> 'goose_db_version'
			and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')`
	}
	var tables, hub int
	err := s.write.QueryRowContext(ctx, query).Scan(&tables, &hub)
	return tables > 0 && hub == 0, err
}

// rendered fills the migrations with an engine's words.
func rendered(words map[string]string) (fs.FS, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(names) == 0 {
		return nil, errors.Join(errors.New("store: no migrations"), err)
	}
	files := fstest.MapFS{}
	for _, name := range names {
		t, err := template.New(name).Option("missingkey=error").ParseFS(migrations, name)
		if err != nil {
			return nil, fmt.Errorf("store: migration: %w", err)
		}
		var b bytes.Buffer
		if err := t.ExecuteTemplate(&b, name[len("migrations/"):], words); err != nil {
			return nil, fmt.Errorf("store: migration: %w", err)
		}
		files[name[len("migrations/"):]] = &fstest.MapFile{Data: b.Bytes()}
	}
	return files, nil
}
