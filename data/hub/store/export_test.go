package store

import "context"

// MigrateDown takes the database back to an earlier version of the schema.
func (s *Store) MigrateDown(ctx context.Context, version int64) error {
	provider, err := s.steps()
	if err != nil {
		return err
	}
	_, err = provider.DownTo(ctx, version)
	return err
}
