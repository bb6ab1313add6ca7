package bot

import (
	"slices"
	"strings"
)

// A Control is something to press beside what a message says. Pressing it says Command, as
// if its reader had typed it: roles, the audit list and privacy hold for buttons as they
// hold for words, and where a platform has no buttons nothing is lost.
type Control struct {
	Label string // at most MaxControlLabel runes
	// Command is at most MaxControlCommand bytes, so that every platform carries it whole.
	Command string
	Form    bool // pressing it opens the form of Command first
	// URL is the address that pressing it opens instead of saying anything; empty for none.
	URL string
}

// Limits of a Control. Discord's custom_id takes 100 characters
// (https://discord.com/developers/docs/components/reference), some of which an adapter
// needs itself; a label of 24 runes is shown whole on a phone.
const (
	MaxControlLabel   = 24
	MaxControlCommand = 90
	maxControls       = 5 // of a message or line
)

// subjectControls are what can be done with a meeting or decision.
func subjectControls(id string) []Control {
	return []Control{
		{Label: details, Command: "why " + id},
		{Label: "Follow", Command: "follow " + id},
		{Label: "👍", Command: "more " + id},
		{Label: "👎", Command: "less " + id},
		{Label: "Wrong", Command: "wrong " + id, Form: true},
	}
}

// storyControls are what can be done with a story.
func storyControls(id string) []Control { return subjectControls(id)[:4] }

// MenuName names a menu under a message, for a platform that has no buttons beside lines: choosing
// one of its lines says the first control of it. Labels are of these controls, kinds of the
// sections in which the lines stand. "Details of a meeting or a decision".
func MenuName(labels []string, kinds []SectionKind) string {
	name := strings.Join(labels, " / ")
	var of []string
	for _, k := range kinds {
		if what := map[SectionKind]string{OfChanges: "a change", OfMeetings: "a meeting", OfDecisions: "a decision",
			OfActors: "an actor", OfArticles: "a story"}[k]; what != "" && !slices.Contains(of, what) {
			of = append(of, what)
		}
	}
	if len(labels) == 1 && labels[0] == details && len(of) > 0 {
		name += " of " + choice(of)
	}
	return name
}

// details is the label of the control that shows everything about a line.
const details = "Details"

// setUp opens the form that sets a channel up.
var setUp = Control{Label: "Set up", Command: "setup", Form: true}

// A Form asks for several things at once. Platforms show it as a modal.
type Form struct {
	Title   string  // at most 24 runes, Slack's limit
	Command string  // what submitting says, once Fill has put the values in
	Submit  string  // the word on the button
	Fields  []Field // at most 5, Discord's limit
	Note    string  // what follows from the values: the next runs of a schedule
	// Where asks for the channel in which Command is to be said; empty where that is the one in
	// which the form was opened. Platforms that can let it be picked.
	Where string
	// Absent is what is wrong with a picked channel that the bot is not in.
	Absent string
	// Asks is set where the command, as it stands, would only ask for what the form asks for.
	Asks bool
}

// A Field is a value that a form asks for.
type Field struct {
	Name     string // of the Option of the form's command
	Label    string // at most 45 runes, Discord's limit
	Hint     string // at most 100 runes: what stands in the empty field
	Value    string // what stands in it at first
	Choices  []Choice
	Suggest  Suggestion // what completes it while typing; empty for nothing
	Required bool
	Long     bool // may run over several lines
	Listed   bool // Value may hold several values, parted by commas
	// Live is set where a new value changes the form's Note or Problem, so that a platform
	// that can should ask for the form again.
	Live bool
	// Problem says what is wrong with Value, fit for people; empty for nothing.
	Problem string

	// What follows helps a platform whose forms cannot change while they are open to show one
	// as a message with menus; where it can show the field itself, it needs none of it.

	Offers  []Choice // likely values beside which any other may be given, at most 25
	Several bool     // Value may hold several values, parted by spaces
	Empty   string   // what no value means: "Everything"
	Other   string   // what is pressed to give any value: "Another zone", at most MaxControlLabel runes
	Instead string   // the name of the field whose value this one replaces; empty for none
}

// A Choice is one of several values to pick from: at most 25 of them, Discord's limit.
type Choice struct {
	Label string // at most 75 runes, Slack's limit
	Value string // at most 100 runes, Discord's limit
}

// A Suggestion says what an option or a field is completed from.
type Suggestion string

// What can be completed while typing.
const (
	SuggestActors    Suggestion = "actors"
	SuggestFeeds     Suggestion = "feeds"     // addresses of the feeds that are followed
	SuggestMeetings  Suggestion = "meetings"  // ids of meetings ahead
	SuggestDecisions Suggestion = "decisions" // ids of open decisions
	SuggestItems     Suggestion = "items"     // ids of either
	SuggestSchedules Suggestion = "schedules" // ids of the channel's schedules
)

// Fill returns command with the values that a form gave for its options, by the options'
// names. Values for options that the command has already replace them; values for unknown
// names are left out.
func Fill(command string, values map[string]string) string {
	r := parse(command)
	u, ok := usage(r.name)
	if !ok {
		return strings.TrimSpace(command)
	}
	all := map[string]string{}
	for _, o := range u.Options {
		all[o.Name] = r.values[o.Name]
		if v, ok := values[o.Name]; ok {
			all[o.Name] = v
		}
	}
	return u.Text(all)
}
