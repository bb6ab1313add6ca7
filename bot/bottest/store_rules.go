package bottest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/when"
)

// SaveRule implements bot.Rules.
func (s *Store) SaveRule(ctx context.Context, r bot.Rule) (bot.Rule, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	about, err := copied(r.About)
	if err != nil {
		return bot.Rule{}, err
	}
	s.lastRule++
	r.ID, r.Made, r.About = s.lastRule, kept(r.Made), about
	s.rules = append(s.rules, r)
	return r, nil
}

// Rules implements bot.Rules.
func (s *Store) Rules(ctx context.Context, tenant string) ([]bot.Rule, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.rules), func(r bot.Rule) bool { return r.Tenant != tenant }), nil
}

// DropRule implements bot.Rules.
func (s *Store) DropRule(ctx context.Context, tenant string, id int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.rules, func(r bot.Rule) bool { return r.Tenant == tenant && r.ID == id })
	if i < 0 {
		return fmt.Errorf("rule %d of %q: %w", id, tenant, bot.ErrNotFound)
	}
	s.rules = slices.Delete(s.rules, i, i+1)
	return nil
}

func testRules(t *testing.T, s bot.Store) {
	ctx := t.Context()
	save := func(tenant string, kind bot.RuleKind, name, other string, minutes int) bot.Rule {
		r := bot.Rule{Tenant: tenant, Kind: kind, Name: name, Other: other, User: "U1", Made: noon.Add(time.Duration(minutes) * time.Minute)}
		saved := got[bot.Rule](t)(s.SaveRule(ctx, r))
		if saved.ID == 0 {
			t.Errorf("rule %s %s was saved without an ID", kind, name)
		}
		r.ID = saved.ID
		want(t, "what was saved", saved, r)
		return r
	}
	a := save("x:1", bot.Merge, "Tomas Bérg", "Berg", 5)
	b := save("x:1", bot.Mute, "Reuters", "", 1) // saved later, though its clock was slow
	other := save("x:2", bot.Split, "Berg", "", 2)
	want(t, "rules of x:1", got[[]bot.Rule](t)(s.Rules(ctx, "x:1")), []bot.Rule{a, b})
	want(t, "rules of x:3", got[[]bot.Rule](t)(s.Rules(ctx, "x:3")), []bot.Rule(nil))

	for what, err := range map[string]error{
		"undoing another's rule":    s.DropRule(ctx, "x:1", other.ID),
		"undoing what is not there": s.DropRule(ctx, "x:1", 1<<40),
	} {
		if !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("%s: error %v, want %v", what, err, bot.ErrNotFound)
		}
	}
	wish := bot.Rule{Tenant: "x:4", Channel: "x:4/C1", Kind: bot.Follow, Name: "Berg and Lindqvist", User: "U1", Made: noon,
		About: &bot.Subject{ID: "0a1b2c", Meeting: &digest.Meeting{Participants: []string{"Berg", "Lindqvist"}, When: digest.When{Text: "Friday", Start: when.Day(noon), End: when.Day(noon), Precision: when.OneDay}}}}
	saved := got[bot.Rule](t)(s.SaveRule(ctx, wish))
	wish.ID = saved.ID
	want(t, "a wish as it was saved", saved, wish)
	want(t, "a wish that was kept", got[[]bot.Rule](t)(s.Rules(ctx, "x:4")), []bot.Rule{wish})
	ok(t, s.DropRule(ctx, "x:1", b.ID))
	want(t, "after the undo", got[[]bot.Rule](t)(s.Rules(ctx, "x:1")), []bot.Rule{a})
	if c := save("x:1", bot.Alias, "Tomas Bérg", "T.B.", 6); c.ID == b.ID {
		t.Errorf("the ID %d of a rule that was undone is another's now", b.ID)
	}
	want(t, "rules of x:2", got[[]bot.Rule](t)(s.Rules(ctx, "x:2")), []bot.Rule{other})
}
