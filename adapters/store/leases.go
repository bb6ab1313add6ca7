package store

import (
	"context"
	"fmt"
	"time"
)

// Lease makes a name holder's until that time, or for longer if it is holder's already, unless
// somebody else's lease on it still runs at now. It returns who has it then. Of several
// processes on the same database that ask at once, one gets it.
func (s *Store) Lease(ctx context.Context, name, holder string, now, until time.Time) (by string, err error) {
	err = s.db.write(ctx, func(t tx) error {
		if _, err := t.Exec(ctx, `INSERT INTO leases (name, holder, ends) VALUES ($1, $2, $3)
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, ends = excluded.ends
			WHERE leases.holder = excluded.holder OR leases.ends <= $4`,
			indexable(name), plain(holder), unix(until), unix(now)); err != nil {
			return err
		}
		return t.QueryRow(ctx, `SELECT holder FROM leases WHERE name = $1`, indexable(name)).Scan(&by)
	})
	if err != nil {
		return "", fmt.Errorf("lease %q: %w", name, err)
	}
	return by, nil
}

// Unlease gives a name up, if it is holder's.
func (s *Store) Unlease(ctx context.Context, name, holder string) error {
	err := s.db.write(ctx, func(t tx) error {
		_, err := t.Exec(ctx, `DELETE FROM leases WHERE name = $1 AND holder = $2`, indexable(name), plain(holder))
		return err
	})
	if err != nil {
		return fmt.Errorf("give up lease %q: %w", name, err)
	}
	return nil
}

// Shared reports whether other processes may work on the same database.
func (s *Store) Shared() bool {
	_, shared := s.db.(*postgresEngine)
	return shared
}
