package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Form implements Handler. A command that cannot do without a value has a form of its
// options; those with more to say have their own. What can be answered as it stands, such as
// "decisions", opens none.
func (b *Bot) Form(ctx context.Context, c Command) (Form, error) {
	a := b.asked(c)
	u, ok := usage(a.name)
	if !ok || u.Name != "setup" && !slices.ContainsFunc(u.Options, func(o Option) bool { return o.Required }) {
		return Form{}, fmt.Errorf("form of %q: %w", clip(c.Text, 40), ErrNotFound)
	}
	role, err := b.roleOf(ctx, c)
	if err != nil {
		return Form{}, err
	}
	if role < u.Role { // the command itself says who may
		return Form{}, fmt.Errorf("form of %q for a reader: %w", u.Name, ErrNotFound)
	}
	switch u.Name {
	case "setup", "schedule add":
		return scheduleForm(u, a), nil
	case "wrong":
		return b.wrongForm(ctx, u, a)
	}
	return plainForm(u, a), nil
}

// most fields that a form has, and runes of a label and of a hint.
const (
	maxFields    = 5
	maxTitle     = 24
	maxLabel     = 45
	maxHint      = 100
	maxChoices   = 25
	maxChosen    = 75
	maxSuggested = 100
)

// plainForm has a field for each option.
func plainForm(u Usage, a asked) Form {
	f := Form{Title: clip(sentenceCase(u.Name), maxTitle), Command: u.Text(a.values), Submit: "Go"}
	for _, o := range u.Options[:min(len(u.Options), maxFields)] {
		f.Fields = append(f.Fields, Field{Name: o.Name, Label: clip(sentenceCase(o.Name), maxLabel), Hint: clip(o.Summary, maxHint), Value: a.values[o.Name],
			Suggest: o.Suggest, Required: o.Required, Long: o.Name == "question" || o.Name == "note"})
	}
	return f
}

// presets are the schedules that a set-up offers.
var presets = []string{"every weekday at 8:00", "every weekday at 9:00", "every day at 8:00", "every day at 18:00",
	"every weekday at 8:00 and 17:00", "every monday at 9:00", "every friday at 16:00", "every hour"}

// scheduleForm sets a schedule up; its note says when the next briefs would come.
func scheduleForm(u Usage, a asked) Form {
	f := Form{Title: "Set up briefs", Command: u.Text(a.values), Submit: "Save",
		Where: "Channel", Absent: "I am not in that channel yet. Invite me there first.", Asks: a.spec() == ""}
	zone := a.zone()
	spec := Field{Name: "spec", Label: "When", Hint: "every weekday at 9:00, or 0 9 * * 1-5", Value: a.values["spec"], Live: true, Required: true, Other: "When"}
	about := Field{Name: "about", Label: "Only about (words or names)", Hint: "Ukraine, interest rates; empty for everything", Value: a.values["about"],
		Suggest: SuggestActors, Listed: true, Empty: "Everything", Other: "Only about"}
	from := Field{Name: "feeds", Label: "Feeds", Hint: "Addresses, https://…; empty for all that are followed here", Value: a.values["feeds"], Suggest: SuggestFeeds, Long: true,
		Several: true, Empty: "All that are followed here", Other: "Other feeds"}
	in := Field{Name: "zone", Label: "Time zone", Hint: "Europe/Berlin", Value: zone, Live: true, Required: true, Offers: zoneOffers(a.now.Location().String()), Other: "Another zone"}
	said := a.spec()
	if u.Name == "setup" {
		for _, p := range presets {
			spec.Choices = append(spec.Choices, Choice{Label: sentenceCase(p), Value: p})
		}
		if v := spec.Value; v == "" {
			spec.Value = presets[1]
		} else if !slices.Contains(presets, v) && len(v) <= maxSuggested {
			spec.Choices = append([]Choice{{Label: clip(sentenceCase(v), maxChosen), Value: v}}, spec.Choices...)
		}
		if said == "" {
			said = spec.Value
		}
		own := Field{Name: "cron", Label: "Or in your own words, or as cron", Hint: "every 2 hours, or 30 7 * * 1-5", Value: a.values["cron"], Live: true,
			Instead: "spec", Other: "Own words, or cron"}
		f.Fields = []Field{from, about, spec, own, in}
	} else {
		only := Field{Name: "only", Label: "How much of it", Value: a.values["only"], Choices: []Choice{
			{Label: "Only what changed: moved, called off, decided", Value: string(OnlyChanges)},
			{Label: "Only what this channel follows", Value: string(OnlyFollowed)}}}
		f.Title = "Schedule a brief"
		f.Fields = []Field{spec, in, about, from, only}
	}
	for i := range f.Fields {
		f.Fields[i].Problem = a.problem(f.Fields[i])
	}
	if sched, err := ParseSchedule(said, zone); err == nil {
		var runs []string
		for _, t := range sched.NextN(a.now, 3) {
			runs = append(runs, clock(t, a.now.In(sched.Zone())))
		}
		f.Note = "The next briefs: " + list(runs) + " (" + zoneWords(sched.Zone().String()) + ")."
	}
	return f
}

// zoneOffers are zones to choose from: the asker's own, then some by which many live, from west
// to east.
func zoneOffers(own string) []Choice {
	all := []string{own, "UTC", "America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York", "America/Sao_Paulo",
		"Europe/London", "Europe/Paris", "Europe/Berlin", "Europe/Warsaw", "Europe/Kyiv", "Europe/Istanbul", "Africa/Lagos", "Africa/Nairobi",
		"Asia/Dubai", "Asia/Kolkata", "Asia/Singapore", "Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney"}
	var offers []Choice
	for i, z := range all {
		if slices.Index(all, z) == i {
			offers = append(offers, Choice{Label: strings.ReplaceAll(z, "_", " "), Value: z})
		}
	}
	return offers
}

// FormLost is said over a form that a platform had to begin anew, since nothing is known any more
// of what it was filled with.
const FormLost = "What was chosen here is kept for an hour, which is over. This is the form anew."

// NotYours is said to somebody who picks a channel in which they may give no commands.
const NotYours = "You may give no commands in that channel, so it cannot be set up from here."

// Unfit says that briefs cannot go to a channel, which lacks something: "lacks Send Messages".
func Unfit(lacks string) string {
	return "No brief can be posted there as it is: the channel " + lacks + "."
}

// Cancel is what is pressed to leave a form, where a platform has no such word of its own.
const Cancel = "Cancel"

// Summary says what a form holds, for a platform that shows it as a message.
func (f Form) Summary() Message {
	m := Message{Title: f.Title, Lead: f.Note}
	var s Section
	for _, d := range f.Fields {
		replaced := slices.ContainsFunc(f.Fields, func(o Field) bool { return o.Instead == d.Name && o.Value != "" })
		if said := d.said(); !replaced && said+d.Problem != "" {
			s.Lines = append(s.Lines, Line{Label: d.Label, Text: said, Note: d.Problem})
		}
	}
	m.Sections = []Section{s}
	return m
}

// said is the value of a field in words.
func (d Field) said() string {
	for _, c := range slices.Concat(d.Choices, d.Offers) {
		if c.Value == d.Value && d.Value != "" {
			return c.Label
		}
	}
	switch {
	case d.Value == "":
		return d.Empty
	case d.Several:
		return strings.Join(strings.Fields(d.Value), ", ")
	}
	return d.Value
}

// Ready reports whether a form may be submitted: nothing is missing, and nothing wrong.
func (f Form) Ready() bool {
	return !slices.ContainsFunc(f.Fields, func(d Field) bool { return d.Problem != "" || d.Required && d.Value == "" })
}

// zone is that of a schedule: the one that is given, or the asker's own.
func (a asked) zone() string {
	if z := a.values["zone"]; z != "" {
		return z
	}
	return a.now.Location().String()
}

// spec is the schedule that is given: own words weigh more than what was picked.
func (a asked) spec() string {
	if own := a.values["cron"]; own != "" {
		return own
	}
	return a.values["spec"]
}

// problem says what is wrong with what a field of a schedule holds.
func (a asked) problem(f Field) string {
	var err error
	switch {
	case f.Name == "spec" && f.Value != "" && a.values["cron"] == "" || f.Name == "cron" && f.Value != "":
		_, err = ParseSchedule(f.Value, "UTC")
	case f.Name == "zone" && f.Value != "":
		_, err = LoadZone(f.Value)
	case f.Name == "feeds":
		for _, u := range splitURLs(f.Value) {
			if !isAddress(u) {
				return "“" + clip(u, 60) + "” is no web address; one begins with https://"
			}
		}
	}
	if err == nil {
		return ""
	}
	return sentenceCase(err.Error())
}

// splitURLs reads addresses parted by spaces or commas.
func splitURLs(s string) []string {
	var urls []string
	for _, u := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == '\n' || r == '\t' }) {
		urls = append(urls, unbracket(u))
	}
	return urls
}

// wrongForm puts a meeting or decision right.
func (b *Bot) wrongForm(ctx context.Context, u Usage, a asked) (Form, error) {
	about, title, err := b.subject(ctx, a, a.values["item"])
	var say complaint
	var back askBack
	switch {
	case errors.As(err, &say), errors.As(err, &back), err == nil && about.Story != "":
		return Form{}, fmt.Errorf("form of %q: %w", clip(a.Text, 40), ErrNotFound) // the command says why
	case err != nil:
		return Form{}, err
	}
	values := map[string]string{"item": about.ID}
	for _, name := range []string{"because", "day", "name", "status", "note"} {
		values[name] = a.values[name]
	}
	reason := wrongReason(a.values)
	_, problems := wrongRule(about, title, reason, a)
	f := Form{Title: "What is wrong?", Command: u.Text(values), Submit: "Put it right", Note: clip(title, 200) + ". It holds for everybody here, and can be undone.", Fields: []Field{
		{Name: "because", Label: "What is wrong", Choices: wrongReasons, Value: reason, Required: true},
		{Name: "day", Label: "The right day", Hint: a.now.AddDate(0, 0, 7).Format(time.DateOnly), Value: a.values["day"], Problem: problems["day"]},
	}}
	if names := choicesOf(about.names()); len(names) > 0 {
		f.Fields = append(f.Fields, Field{Name: "name", Label: "Who has no part in it", Choices: names, Value: a.values["name"], Problem: problems["name"]})
	}
	f.Fields = append(f.Fields,
		Field{Name: "status", Label: "How it stands", Choices: choicesOf(about.statuses()), Value: a.values["status"], Problem: problems["status"]},
		Field{Name: "note", Label: "In your own words", Hint: "For the audit list", Value: a.values["note"], Long: true})
	if a.values["because"] == "" || len(f.Fields) == 0 {
		for i := range f.Fields { // nothing was filled in yet
			f.Fields[i].Problem = ""
		}
	}
	return f, nil
}

// choicesOf are values to pick from.
func choicesOf(values []string) []Choice {
	var all []Choice
	for _, v := range values {
		if len([]rune(v)) <= maxSuggested && len(all) < maxChoices {
			all = append(all, Choice{Label: clip(sentenceCase(v), maxChosen), Value: v})
		}
	}
	return all
}
