package bot

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"
)

// What follows up on the last question of a thread: "and Rubio?", "what about Berlin?",
// "when?". It is made whole from the question before, in words, so that everybody sees what
// is answered.

// followedUpFor is how long a question can be followed up.
const followedUpFor = time.Hour

// mostKept is how much of a question is kept, in runes.
const mostKept = 300

var (
	// andRE is another of what was asked about.
	andRE = regexp.MustCompile(`(?i)^(?:(?:and|or|but|so|ok|okay)[, ]+)?(?:(?:what|how) about|and|also|same for|(?:and )?with) +(.+?)[?.! ]*$`)
	// bareRE is another question about the same.
	bareRE = regexp.MustCompile(`(?i)^(?:(?:and|but|so) +)?(when|where|why|who|with whom|how much|how many|how long)(?: +(?:exactly|then|is that|is it|was that|was it|will that be|will it be))?[?.! ]*$`)
	// heRE stands for whoever was asked about.
	heRE = regexp.MustCompile(`(?i)\b(?:he|she|they|him|them)\b`)
	// questionRE is the question word that another one takes the place of.
	questionRE = regexp.MustCompile(`(?i)^(?:who|whom|what|when|where|why|which|how (?:much|many|long))\b *`)
)

// followUp returns a as it is meant in its thread.
func (b *Bot) followUp(ctx context.Context, a asked) asked {
	text := tidy(a.Text)
	if andRE.MatchString(text) || bareRE.MatchString(text) || heRE.MatchString(text) {
		last, err := b.store.Asked(ctx, a.tenant, a.Thread, time.Now().Add(-followedUpFor))
		if err != nil {
			b.log.Error("last question not found", "channel", a.From.String(), "err", err)
		}
		if whole := b.whole(ctx, a, last, text); last != "" && whole != "" {
			a.request = parse(whole)
		}
	}
	switch a.name {
	case "ask", "who", "meetings", "decisions":
		u, _ := usage(a.name)
		if err := b.store.SaveAsked(ctx, a.tenant, a.Thread, clip(u.Text(a.values), mostKept), time.Now()); err != nil {
			b.log.Error("question not kept", "channel", a.From.String(), "err", err)
		}
	}
	return a
}

// whole returns text, which follows up on last, as a command that stands for itself; empty
// if it stands for itself already.
func (b *Bot) whole(ctx context.Context, a asked, last, text string) string {
	before := parse(last)
	question := before.values["question"]
	if m := bareRE.FindStringSubmatch(text); m != nil {
		return bareFollowUp(before, strings.ToLower(m[1]))
	}
	if m := andRE.FindStringSubmatch(text); m != nil {
		other := m[1]
		switch before.name {
		case "who":
			return "who " + other
		case "meetings", "decisions":
			return lookUpAgain(before, other)
		}
		return b.askAgain(ctx, a, question, other)
	}
	// "what did he say about NATO?": only where the thread has just named one.
	name := before.values["name"]
	if name == "" {
		name = before.values["with"] + before.values["by"]
	}
	if question != "" {
		if t, err := b.understand(ctx, a.tenant, parseQuestion(question, a.now)); err == nil && len(t.names) > 0 {
			name = t.names[0].name
		}
	}
	if name == "" {
		return ""
	}
	return heRE.ReplaceAllLiteralString(text, name)
}

// bareFollowUp asks another question word about the same.
func bareFollowUp(before request, word string) string {
	switch before.name {
	case "ask":
		return "ask " + word + " " + questionRE.ReplaceAllLiteralString(before.values["question"], "")
	case "meetings":
		if with := before.values["with"]; with != "" {
			return "ask " + word + " will " + with + " meet?"
		}
	case "decisions":
		if by := before.values["by"]; by != "" {
			return "ask " + word + " will " + by + " decide?"
		}
	}
	return ""
}

// lookUpAgain is a look-up with another name, or about something else.
func lookUpAgain(before request, other string) string {
	u, _ := usage(before.name)
	values := map[string]string{}
	for k, v := range before.values {
		values[k] = v
	}
	key := map[string]string{"meetings": "with", "decisions": "by"}[before.name]
	switch {
	case values[key] != "" || values["about"] == "":
		values[key] = other
	default:
		values["about"] = other
	}
	return u.Text(values)
}

// askAgain is a question with other in the place of what is like it: a time, a name of the
// same kind, or what the question is about.
func (b *Bot) askAgain(ctx context.Context, a asked, question, other string) string {
	if _, _, _, ok := timeWindow(other, a.now); ok {
		if _, _, without, ok := timeWindow(question, a.now); ok {
			question = without
		}
		return "ask " + strings.TrimRight(question, "?! ") + " " + other + "?"
	}
	t, err := b.understand(ctx, a.tenant, parseQuestion(question, a.now))
	if err != nil {
		return ""
	}
	if kind := b.kindsOf(ctx, a, other); len(t.names) > 0 && len(kind) > 0 {
		at := 0
		for i, n := range t.names {
			if slices.ContainsFunc(b.kindsOf(ctx, a, n.asked), func(k string) bool { return slices.Contains(kind, k) }) {
				at = i
				break
			}
		}
		return "ask " + replaceFold(question, t.names[at].asked, other)
	}
	if head, _, ok := strings.Cut(question, " about "); ok {
		return "ask " + head + " about " + other + "?"
	}
	if len(t.words) > 0 {
		return "ask " + replaceFold(question, t.words[len(t.words)-1], other)
	}
	return "ask " + strings.TrimRight(question, "?! ") + " about " + other + "?"
}

// kindsOf returns the kinds of the actors that go by name; none for nobody.
func (b *Bot) kindsOf(ctx context.Context, a asked, name string) []string {
	entries, err := b.store.Find(ctx, Query{Tenant: a.tenant, Actor: name, Limit: 20})
	if err != nil {
		return nil
	}
	var kinds []string
	for _, e := range entries {
		for _, x := range e.Digest.Actors {
			if named(x, name) && !slices.Contains(kinds, string(x.Kind)) {
				kinds = append(kinds, string(x.Kind))
			}
		}
	}
	return kinds
}

// replaceFold replaces the first old in s, in any case, by what is new.
func replaceFold(s, old, by string) string {
	re, err := regexp.Compile(`(?i)` + regexp.QuoteMeta(old))
	if err != nil {
		return s // unreachable: it is quoted
	}
	at := re.FindStringIndex(s)
	if at == nil {
		return s
	}
	return s[:at[0]] + by + s[at[1]:]
}

// choiceControls are the names that a question may have meant, each as the question with it.
func choiceControls(question string, names []string) []Control {
	var all []Control
	for _, n := range names[:min(len(names), maxControls)] {
		text := "who " + n
		for w := range strings.FieldsFuncSeq(question, func(r rune) bool { return strings.ContainsRune(" ?!,.;:\"“”()", r) }) {
			if f := Fold(w); len(f) > 3 && !functionWords[f] && distance(f, lastWord(Fold(n)), 3) <= allowed(f) {
				text = "ask " + replaceFold(question, w, n)
				break
			}
		}
		if len(text) > MaxControlCommand {
			text = "who " + n
		}
		if len(text) <= MaxControlCommand {
			all = append(all, Control{Label: clip(n, MaxControlLabel), Command: text})
		}
	}
	return all
}
