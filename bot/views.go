package bot

import (
	"context"
	"fmt"
)

// The views over the whole library, for whoever wants all of it at once. They are derived
// on reading: nothing of them is stored.

// mostViewed bounds the articles that a view of the whole library is made of, the latest.
const mostViewed = 20_000

// Actors returns who is who in the library as tenant sees and corrects it, the most told
// of first.
func (b *Bot) Actors(ctx context.Context, tenant string) ([]Actor, error) {
	_, r, err := b.registry(ctx, tenant)
	if err != nil {
		return nil, err
	}
	return r.All(), nil
}

// registry returns the library and who is who in it.
func (b *Bot) registry(ctx context.Context, tenant string) ([]Entry, *Registry, error) {
	entries, err := b.store.Find(ctx, Query{Tenant: tenant, Limit: mostViewed})
	if err != nil {
		return nil, nil, fmt.Errorf("library: %w", err)
	}
	rules, err := b.store.Rules(ctx, tenant)
	if err != nil {
		return nil, nil, fmt.Errorf("rules: %w", err)
	}
	return entries, ActorsInText(entries, rules), nil
}

// Stories returns the stories of the library as tenant sees it, the one with the latest
// article first.
func (b *Bot) Stories(ctx context.Context, tenant string) ([]Story, error) {
	entries, r, err := b.registry(ctx, tenant)
	if err != nil {
		return nil, err
	}
	return Stories(entries, r), nil
}

// Rebuild reads every article of the library again and derives anew what is stored because
// of it; see Library.
func (b *Bot) Rebuild(ctx context.Context, progress func(done, total int)) error {
	return b.store.Rebuild(ctx, b.digest, progress)
}
