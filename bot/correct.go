package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/readout-bot/readout/digest"
)

// severalWords begin what is said where a name may mean several.
const severalWords = "There are several:"

// How people correct who is who, and how their rules reach what is looked up.

// find is store.Find under the tenant's rules: whoever they joined is found under every
// name and shown under one, whoever is muted is not there, and meetings and decisions are
// as people put them right.
func (b *Bot) find(ctx context.Context, q Query) ([]Entry, error) {
	rules, err := b.store.Rules(ctx, q.Tenant)
	if err != nil {
		return nil, err
	}
	names, subjects := rulesOf(rules, RuleKind.ofNames), rulesOf(rules, RuleKind.ofSubjects)
	if len(names) == 0 {
		all, err := b.store.Find(ctx, q)
		return corrected(all, subjects), err
	}
	q.Detail = min(q.Detail, Said) // who is who is told by the actors
	var all []Entry
	for _, name := range newRuling(names).names(q.Actor, true) {
		q.Actor = name
		found, err := b.store.Find(ctx, q)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	all = once(all)
	if !q.Soonest {
		all = latestFirst(all)
	}
	if q.Limit > 0 && len(all) > q.Limit {
		all = all[:q.Limit]
	}
	all = corrected(all, subjects)
	return Actors(all, names).Resolved(all), nil
}

// rulesOf returns the rules of which is holds for the kind.
func rulesOf(rules []Rule, is func(RuleKind) bool) []Rule {
	return slices.DeleteFunc(slices.Clone(rules), func(r Rule) bool { return !is(r.Kind) })
}

// called returns the name under which the tenant's rules put name.
func (b *Bot) called(ctx context.Context, tenant, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	rules, err := b.store.Rules(ctx, tenant)
	if err != nil {
		return "", err
	}
	u := newRuling(rules)
	for _, n := range u.names(name, false) {
		if chosen, ok := u.called[Fold(n)]; ok {
			return chosen, nil
		}
	}
	return name, nil
}

// names returns name and those that the rules join it with; with ends also those of names
// that end in it.
func (u ruling) names(name string, ends bool) []string {
	want := Fold(name)
	all, folded := []string{name}, map[string]bool{want: true}
	for _, j := range u.joined {
		for _, n := range []string{j.name, j.other} {
			folded[n] = folded[n] || ends && want != "" && slices.Contains(NameKeys(n), want)
		}
	}
	for grown := true; grown; {
		grown = false
		for _, j := range u.joined {
			if folded[j.name] == folded[j.other] {
				continue
			}
			grown = true // a name joined with one of them
			if folded[j.name] {
				all = append(all, j.as)
			} else {
				all = append(all, cmp.Or(u.called[j.name], j.name))
			}
			folded[j.name], folded[j.other] = true, true
		}
	}
	return all
}

// A knownActor is an actor that a person named, with the form that was meant.
type knownActor struct {
	Actor
	form    string
	entries []Entry
}

// lookUp finds the one actor that a person means by name, or complains.
func (b *Bot) lookUp(ctx context.Context, a asked, name string) (knownActor, error) {
	rules, err := b.store.Rules(ctx, a.tenant)
	if err != nil {
		return knownActor{}, err
	}
	var entries []Entry
	for _, n := range newRuling(rules).names(name, true) {
		found, err := b.store.Find(ctx, Query{Tenant: a.tenant, Actor: n, Detail: Said, Limit: mostFound})
		if err != nil {
			return knownActor{}, err
		}
		entries = append(entries, found...)
	}
	entries = once(entries)
	actors := Actors(entries, slices.DeleteFunc(rules, func(r Rule) bool { return r.Kind == Mute })).Find(name)
	switch len(actors) {
	case 0:
		near, err := b.store.Near(ctx, a.tenant, name)
		if err != nil {
			return knownActor{}, err
		}
		hint := ""
		if len(near) > 0 {
			hint = " Did you mean " + choice(near) + "?"
		}
		return knownActor{}, complain("I know nobody called “%s”.%s", clip(name, 60), hint)
	case 1:
		k := knownActor{Actor: actors[0], form: actors[0].Name, entries: entries}
		for _, f := range k.Forms {
			if Fold(f) == Fold(name) && strings.Contains(Fold(f), " ") {
				k.form = f
			}
		}
		return k, nil
	}
	var names []string
	for _, x := range actors[:min(5, len(actors))] {
		if !slices.Contains(names, x.Name) {
			names = append(names, x.Name)
		}
	}
	if len(names) == 1 {
		return knownActor{}, complain("Several go by “%s” and I cannot tell them apart by it. Please give a full name.", clip(name, 60))
	}
	return knownActor{}, a.askBack(fmt.Sprintf(severalWords+" %s. Please give the full name.", choice(names)), name, names)
}

// merge answers "merge A with B".
func (b *Bot) merge(ctx context.Context, a asked) (Message, error) {
	one, other, err := b.twoNames(ctx, a)
	if err != nil {
		return Message{}, err
	}
	x, err := b.lookUp(ctx, a, one)
	if err != nil {
		return Message{}, err
	}
	y, err := b.lookUp(ctx, a, other)
	if err != nil {
		return Message{}, err
	}
	rules, err := b.store.Rules(ctx, a.tenant)
	if err != nil {
		return Message{}, err
	}
	if x.Kind != y.Kind && !(bodily(x.Kind) && bodily(y.Kind)) {
		return Message{}, complain("%s is %s and %s is %s: they cannot be one.", x.form, kindWords(x.Kind), y.form, kindWords(y.Kind))
	}
	both := once(append(slices.Clip(x.entries), y.entries...))
	r := Actors(both, rules)
	if p, q := r.Find(x.form), r.Find(y.form); Fold(x.form) == Fold(y.form) || len(p) == 1 && len(q) == 1 && p[0].Name == q[0].Name && p[0].Kind == q[0].Kind {
		return Message{}, complain("%s and %s are one actor already.", clip(one, 60), clip(other, 60))
	}
	return b.rule(ctx, a, Rule{Kind: Merge, Name: x.form, Other: y.form}, fmt.Sprintf("%s and %s are one actor from now on, called %s.", x.form, y.form, x.form))
}

// bodily reports whether a kind is of something with members; where one ends and another
// begins is often a matter of words.
func bodily(k digest.Kind) bool { return k == digest.Organization || k == digest.Group }

func kindWords(k digest.Kind) string {
	switch k {
	case digest.Organization:
		return "an organisation"
	case digest.Group, digest.Person, digest.State:
		return "a " + string(k)
	}
	return "something else"
}

// twoNames returns the two names of "merge A with B", "merge A, B", "merge A and B" or,
// where each side is somebody known, "merge A B".
func (b *Bot) twoNames(ctx context.Context, a asked) (one, other string, err error) {
	one, other = a.values["name"], a.values["other"]
	if other != "" {
		return one, other, nil
	}
	for _, mark := range []string{"” “", "\" \"", " = ", ", ", " and ", " into "} {
		if x, y, ok := strings.Cut(one, mark); ok {
			return strings.Trim(x, "\"“” "), strings.Trim(y, "\"“” "), nil
		}
	}
	words := strings.Fields(one)
	for i := 1; i < min(len(words), maxNameWords); i++ {
		x, y := strings.Join(words[:i], " "), strings.Join(words[i:], " ")
		if _, err := b.lookUp(ctx, a, x); err != nil {
			continue
		}
		if _, err := b.lookUp(ctx, a, y); err == nil {
			return x, y, nil
		}
	}
	return "", "", complain("Which two? Write it like: merge European Central Bank with ECB.")
}

// alias answers "alias A as NAME".
func (b *Bot) alias(ctx context.Context, a asked) (Message, error) {
	name := a.values["other"]
	if name == "" {
		return Message{}, complain("What other name? Write it like: alias European Central Bank as the Frankfurt bankers.")
	}
	x, err := b.lookUp(ctx, a, a.values["name"])
	if err != nil {
		return Message{}, err
	}
	if Fold(name) == "" {
		return Message{}, complain("“%s” has no letter in it that I could know again.", clip(name, 60))
	}
	for _, f := range x.Forms {
		if Fold(f) == Fold(name) {
			return Message{}, complain("%s is known as %s already.", x.Name, f)
		}
	}
	if y, err := b.lookUp(ctx, a, name); err == nil && Fold(y.Name) == Fold(name) {
		return Message{}, complain("%s is somebody already. To make them one: merge %s with %s.", y.Name, x.Name, y.Name)
	}
	return b.rule(ctx, a, Rule{Kind: Alias, Name: x.form, Other: clip(name, 100)}, fmt.Sprintf("%s goes by “%s” too from now on.", x.form, clip(name, 100)))
}

// split answers "split A".
func (b *Bot) split(ctx context.Context, a asked) (Message, error) {
	x, err := b.lookUp(ctx, a, a.values["name"])
	if err != nil {
		return Message{}, err
	}
	others := slices.DeleteFunc(slices.Clone(x.Forms), func(f string) bool { return sameName(f, x.form) })
	if len(others) == 0 {
		return Message{}, complain("%s stands alone already: no other name was taken for it.", x.form)
	}
	shown := others[:min(5, len(others))]
	return b.rule(ctx, a, Rule{Kind: Split, Name: x.form}, fmt.Sprintf("%s is an actor of its own from now on, apart from %s.", x.form, list(shown)))
}

// mute answers "mute A".
func (b *Bot) mute(ctx context.Context, a asked) (Message, error) {
	x, err := b.lookUp(ctx, a, a.values["name"])
	if err != nil {
		return Message{}, err
	}
	rules, err := b.store.Rules(ctx, a.tenant)
	if err != nil {
		return Message{}, err
	}
	if slices.ContainsFunc(rules, func(r Rule) bool { return r.Kind == Mute && Fold(r.Name) == Fold(x.form) }) {
		return Message{}, complain("%s is muted already.", x.form)
	}
	return b.rule(ctx, a, Rule{Kind: Mute, Name: x.form}, x.form+" is left out of everything here from now on.")
}
