package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/readout-bot/readout/bot"
)

// Installation returns the sealed bytes that are kept for a workspace; bot.ErrNotFound if
// none are. What they hold, and for which platform, is the caller's.
func (s *Store) Installation(ctx context.Context, team string) ([]byte, error) {
	var sealed []byte
	err := s.db.read().QueryRow(ctx, `SELECT sealed FROM installations WHERE team = $1`, indexable(team)).Scan(&sealed)
	if errors.Is(err, errNoRows) {
		err = bot.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("installation of %q: %w", team, err)
	}
	return sealed, nil
}

// SaveInstallation keeps sealed for a workspace. With old set it does so only if old is what
// is kept, and reports whether it was.
func (s *Store) SaveInstallation(ctx context.Context, team string, old, sealed []byte) (saved bool, err error) {
	err = s.db.write(ctx, func(t tx) error {
		var n int64
		var err error
		if old == nil {
			n, err = t.Exec(ctx, `INSERT INTO installations (team, sealed) VALUES ($1, $2)
				ON CONFLICT (team) DO UPDATE SET sealed = excluded.sealed`, indexable(team), sealed)
		} else {
			n, err = t.Exec(ctx, `UPDATE installations SET sealed = $2 WHERE team = $1 AND sealed = $3`, indexable(team), sealed, old)
		}
		saved = n > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("save installation of %q: %w", team, err)
	}
	return saved, nil
}

// DropInstallation forgets a workspace, if it is known.
func (s *Store) DropInstallation(ctx context.Context, team string) error {
	err := s.db.write(ctx, func(t tx) error {
		_, err := t.Exec(ctx, `DELETE FROM installations WHERE team = $1`, indexable(team))
		return err
	})
	if err != nil {
		return fmt.Errorf("drop installation of %q: %w", team, err)
	}
	return nil
}
