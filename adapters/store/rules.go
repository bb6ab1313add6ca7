package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/readout-bot/readout/bot"
)

// SaveRule implements bot.Rules.
func (s *Store) SaveRule(ctx context.Context, r bot.Rule) (bot.Rule, error) {
	about := ""
	if r.About != nil {
		b, err := json.Marshal(r.About)
		if err != nil {
			return bot.Rule{}, fmt.Errorf("save rule %s %q: %w", r.Kind, r.Name, err)
		}
		about = string(b)
	}
	err := s.db.write(ctx, func(t tx) error {
		return t.QueryRow(ctx, `INSERT INTO rules (tenant, channel, kind, name, other, about, author, made) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
			plain(r.Tenant), plain(r.Channel), string(r.Kind), plain(r.Name), plain(r.Other), plain(about), plain(r.User), unix(r.Made)).Scan(&r.ID)
	})
	if err != nil {
		return bot.Rule{}, fmt.Errorf("save rule %s %q: %w", r.Kind, r.Name, err)
	}
	r.Made = fromUnix(unix(r.Made))
	return r, nil
}

// Rules implements bot.Rules.
func (s *Store) Rules(ctx context.Context, tenant string) ([]bot.Rule, error) {
	scan := func(r row) (u bot.Rule, err error) {
		var kind, about string
		var made int64
		err = r.Scan(&u.ID, &u.Tenant, &u.Channel, &kind, &u.Name, &u.Other, &about, &u.User, &made)
		u.Kind, u.Made = bot.RuleKind(kind), fromUnix(made)
		if err != nil || about == "" {
			return u, err
		}
		return u, json.Unmarshal([]byte(about), &u.About)
	}
	all, err := collect(ctx, s.db.read(), scan, `SELECT id, tenant, channel, kind, name, other, about, author, made FROM rules WHERE tenant = $1 ORDER BY id`, plain(tenant))
	if err != nil {
		return nil, fmt.Errorf("rules of %q: %w", tenant, err)
	}
	return all, nil
}

// DropRule implements bot.Rules.
func (s *Store) DropRule(ctx context.Context, tenant string, id int64) error {
	err := s.db.write(ctx, func(t tx) error {
		n, err := t.Exec(ctx, `DELETE FROM rules WHERE id = $1 AND tenant = $2`, id, plain(tenant))
		if err == nil && n == 0 {
			err = bot.ErrNotFound
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("rule %d of %q: %w", id, tenant, err)
	}
	return nil
}
