package bot

import (
	"context"
	"slices"
	"sync"
)

// steady returns a bot for one command: all that it looks up is under the rules as they
// were when they were read first, and they are read once.
func (b *Bot) steady() *Bot {
	one := *b
	one.store = &steadyStore{Store: b.store, rules: make(map[string][]Rule)}
	return &one
}

// A steadyStore is a store that reads a tenant's rules once, until it changes them itself.
type steadyStore struct {
	Store
	mu    sync.Mutex
	rules map[string][]Rule
}

func (s *steadyStore) Rules(ctx context.Context, tenant string) ([]Rule, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known, ok := s.rules[tenant]
	if !ok {
		var err error
		if known, err = s.Store.Rules(ctx, tenant); err != nil {
			return nil, err
		}
		s.rules[tenant] = known
	}
	return slices.Clone(known), nil
}

func (s *steadyStore) SaveRule(ctx context.Context, r Rule) (Rule, error) {
	defer s.forget(r.Tenant)
	return s.Store.SaveRule(ctx, r)
}

func (s *steadyStore) DropRule(ctx context.Context, tenant string, id int64) error {
	defer s.forget(tenant)
	return s.Store.DropRule(ctx, tenant, id)
}

func (s *steadyStore) forget(tenant string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.rules, tenant)
}
