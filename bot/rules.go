package bot

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A RuleKind says what a rule does.
type RuleKind string

// The kinds of rules.
const (
	// Corrections of who is who.
	Merge RuleKind = "merge" // Name and Other are one actor, called Name
	Split RuleKind = "split" // Name is an actor of its own, whatever it was joined with
	Alias RuleKind = "alias" // Other is one more name of the actor Name
	Mute  RuleKind = "mute"  // Name is nobody: it is left out everywhere

	// Corrections of the meeting or decision About, which is called Name.
	Drop    RuleKind = "drop"    // there is none
	Redate  RuleKind = "redate"  // it is on, or due by, the day Other, as 2026-05-19
	Without RuleKind = "without" // Other has no part in it
	Restate RuleKind = "restate" // its status is Other

	// Wishes of Channel.
	Follow RuleKind = "follow" // the actor Name, or About, comes first
	More   RuleKind = "more"   // such things as About go up
	Less   RuleKind = "less"   // and down

	// MayEdit makes an editor of the person, group or role with the platform's id Name.
	MayEdit RuleKind = "editor"
)

// A Rule is what people have settled for a tenant: a correction, a wish or a right. It holds
// for all that is stored and all that comes, until it is undone; of two that contradict, the
// later holds.
type Rule struct {
	ID          int64
	Tenant      string
	Channel     string // the String of the one that it holds for; empty for all of the tenant
	Kind        RuleKind
	Name, Other string
	About       *Subject // nil for rules about names
	User        string   // the platform's id of who made it
	Made        time.Time
}

// mostRules bounds the rules of a tenant.
const mostRules = 5000

// ofNames and ofSubjects report whether a rule corrects who is who, or a meeting or decision.
func (k RuleKind) ofNames() bool    { return k == Merge || k == Split || k == Alias || k == Mute }
func (k RuleKind) ofSubjects() bool { return k == Drop || k == Redate || k == Without || k == Restate }

// words writes a rule as the command that makes it.
func (r Rule) words() string {
	switch r.Kind {
	case Merge:
		return "merge " + r.Name + " with " + r.Other
	case Alias:
		return "alias " + r.Name + " as " + r.Other
	case Drop:
		return "wrong " + r.About.ID + " because nothing: " + r.Name
	case Redate:
		return "wrong " + r.About.ID + " because date day " + r.Other + ": " + r.Name
	case Without:
		return "wrong " + r.About.ID + " because person name " + r.Other + ": " + r.Name
	case Restate:
		return "wrong " + r.About.ID + " because standing status " + r.Other + ": " + r.Name
	case MayEdit:
		return "editor add " + r.Name
	}
	if r.About != nil {
		return string(r.Kind) + " " + r.About.ID + ": " + r.Name
	}
	return string(r.Kind) + " " + r.Name
}

// rule saves a rule and says so.
func (b *Bot) rule(ctx context.Context, a asked, r Rule, done string) (Message, error) {
	_, err := b.saveRule(ctx, a, r)
	return Message{Lead: done + " To take that back: undo.", Controls: []Control{{Label: "Undo", Command: "undo"}}}, err
}

// saveRule saves a rule of whoever asked.
func (b *Bot) saveRule(ctx context.Context, a asked, r Rule) (Rule, error) {
	known, err := b.store.Rules(ctx, a.tenant)
	if err != nil {
		return r, err
	}
	if len(known) >= mostRules {
		return r, complain("There are %d rules here, which is the most. “rules” lists them, “undo NUMBER” takes one back.", len(known))
	}
	r.Tenant, r.User, r.Made = a.tenant, a.User, a.now
	b.outdateBriefs(ctx, a, r, spareAmend)
	if r, err = b.store.SaveRule(ctx, r); err != nil {
		return r, err
	}
	b.record(ctx, a, r.words())
	b.outdateBriefs(ctx, a, r, 0)
	return r, nil
}

// spareAmend is how long after a correction the briefs are looked through once more.
const spareAmend = time.Minute

// dropRule takes a rule back.
func (b *Bot) dropRule(ctx context.Context, a asked, r Rule) error {
	b.outdateBriefs(ctx, a, r, spareAmend)
	if err := b.store.DropRule(ctx, a.tenant, r.ID); err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	b.record(ctx, a, "undo "+r.words())
	b.outdateBriefs(ctx, a, r, 0)
	return nil
}

// outdateBriefs has the tenant's posted briefs brought up to date after a correction of a
// meeting or decision was made or taken back. A brief that stays as it is for want of that
// is no reason to refuse the correction. It is planned for later before the correction is
// stored, and for now after: a process that dies between the two loses no edit.
func (b *Bot) outdateBriefs(ctx context.Context, a asked, r Rule, later time.Duration) {
	if !r.Kind.ofSubjects() {
		return
	}
	feeds, err := b.store.Feeds(ctx, a.tenant)
	if err == nil && len(feeds) > 0 {
		now := time.Now()
		_, err = b.store.Outdate(ctx, feeds[0].URL, r.About.names(), now.Add(-amendedFor), now.Add(later).Truncate(time.Second))
	}
	if err != nil {
		b.log.Error("briefs not put right", "channel", a.From.String(), "err", err)
	}
}

// rulesOf returns the tenant's rules that keep holds for.
func (b *Bot) rulesOf(ctx context.Context, a asked, keep func(Rule) bool) ([]Rule, error) {
	rules, err := b.store.Rules(ctx, a.tenant)
	return slices.DeleteFunc(rules, func(r Rule) bool { return !keep(r) }), err
}

// settledHere reports whether a rule can be seen and undone where it was asked: all of the
// tenant's corrections and the wishes of this channel. Who may edit is for admins.
func (a asked) settledHere(r Rule) bool {
	return r.Kind != MayEdit && (r.Channel == "" || r.Channel == a.From.String())
}

// listRules answers "rules".
func (b *Bot) listRules(ctx context.Context, a asked) (Message, error) {
	rules, err := b.rulesOf(ctx, a, func(r Rule) bool { return a.settledHere(r) && r.Channel == "" })
	if err != nil {
		return Message{}, err
	}
	if len(rules) == 0 {
		return Message{Lead: "No rules so far: who is who is as I read it. An editor changes that with merge, split, alias and mute."}, nil
	}
	m := Message{Title: "Rules", Lead: sentenceCase(count(len(rules), "rule", "rules")) + ", the latest first."}
	var lines []Line
	for _, r := range slices.Backward(rules) {
		lines = append(lines, Line{Label: strconv.FormatInt(r.ID, 10), Text: r.words(), Note: day(r.Made.In(a.now.Location()), a.now),
			Controls: []Control{{Label: "Undo", Command: "undo " + strconv.FormatInt(r.ID, 10)}}})
	}
	m.add("Undo one with its number", lines, 30)
	return m, nil
}

// undo answers "undo [NUMBER]": the latest rule, or that one.
func (b *Bot) undo(ctx context.Context, a asked) (Message, error) {
	rules, err := b.rulesOf(ctx, a, a.settledHere)
	if err != nil {
		return Message{}, err
	}
	if len(rules) == 0 {
		return Message{}, complain("There is no rule to undo.")
	}
	r := rules[len(rules)-1]
	if v := strings.TrimPrefix(a.values["id"], "#"); v != "" {
		i := slices.IndexFunc(rules, func(r Rule) bool { return strconv.FormatInt(r.ID, 10) == v })
		if i < 0 {
			return Message{}, complain("There is no rule “%s”. “rules” lists them with their numbers.", clip(v, 20))
		}
		r = rules[i]
	}
	if err := b.dropRule(ctx, a, r); err != nil {
		return Message{}, err
	}
	return Message{Lead: "Undone: " + r.words() + "."}, nil
}
