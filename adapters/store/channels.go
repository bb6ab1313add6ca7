package store

import (
	"context"
	"fmt"

	"github.com/readout-bot/readout/bot"
)

// Channels returns where briefs are scheduled, over all tenants: for the operator, who looks
// whether the bot can post there.
func (s *Store) Channels(ctx context.Context) ([]bot.Channel, error) {
	scan := func(r row) (c bot.Channel, err error) {
		err = r.Scan(&c.Platform, &c.Workspace, &c.ID)
		return c, err
	}
	all, err := collect(ctx, s.db.read(), scan, `SELECT DISTINCT platform, workspace, channel FROM subscriptions ORDER BY platform, workspace, channel`)
	if err != nil {
		return nil, fmt.Errorf("channels: %w", err)
	}
	return all, nil
}
