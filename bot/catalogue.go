package bot

import "strings"

// A Usage is a command as people are shown it: in help, in Slack's hint, in what Discord
// registers.
type Usage struct {
	Name    string // one word or two: "who", "feed add"
	Summary string // at most 100 characters, Discord's limit
	Options []Option
	Role    Role // the least that may use it
	Private bool // the answer is for the asker alone
}

// An Option is a value that a command takes.
type Option struct {
	Name     string // a lower-case word, unique in its command
	Keyword  string // the word before the value in plain text; none for the leading value
	Summary  string // at most 100 characters
	Required bool
	Suggest  Suggestion // what completes its value while typing; empty for nothing
}

// Catalogue returns the commands that platforms register, in the order of help: at most 25
// first words, as a Discord command has no more sub-commands
// (https://discord.com/developers/docs/interactions/application-commands). Those that are
// mostly said by buttons are not among them; plain words reach them all.
func Catalogue() []Usage {
	about := Option{Name: "about", Keyword: "about", Summary: "Only with these words or names"}
	id := Option{Name: "id", Summary: "The schedule's short name; needed where there are several", Suggest: SuggestSchedules}
	url := Option{Name: "url", Summary: "The feed's address, https://…", Required: true}
	known := url
	known.Suggest = SuggestFeeds
	spec := Option{Name: "spec", Summary: "Such as: every weekday at 9:00, or a cron expression"}
	zone := Option{Name: "zone", Keyword: "in", Summary: "The time zone, such as Europe/Berlin"}
	feeds := Option{Name: "feeds", Keyword: "from", Summary: "Only from these feeds, by their addresses", Suggest: SuggestFeeds}
	only := Option{Name: "only", Keyword: "only", Summary: "changes: only what changed; followed: only what this channel follows"}
	ping := Option{Name: "ping", Keyword: "ping", Summary: "The role or group that each brief calls"}
	editor := Option{Name: "who", Summary: "A person, group or role, as you mention it here", Required: true}
	return []Usage{
		{Name: "today", Summary: "What today's articles say", Options: []Option{about}},
		{Name: "who", Summary: "Who somebody is: roles, statements, meetings, decisions", Options: []Option{
			{Name: "name", Summary: "A person, organisation or state", Required: true, Suggest: SuggestActors}}},
		{Name: "meetings", Summary: "Which meetings lie ahead", Options: []Option{
			{Name: "next", Keyword: "next", Summary: "How far ahead, such as 14d or 2w"},
			{Name: "with", Keyword: "with", Summary: "Who takes part", Suggest: SuggestActors},
			about}},
		{Name: "decisions", Summary: "Which decisions are open, or how they ended", Options: []Option{
			{Name: "state", Summary: "open (the default), closed or all"},
			{Name: "by", Keyword: "by", Summary: "Who decides", Suggest: SuggestActors},
			about}},
		{Name: "stories", Summary: "Which stories the articles of the last days tell", Options: []Option{about}},
		{Name: "ask", Summary: "Ask the library a question", Options: []Option{
			{Name: "question", Summary: "In plain words, such as: what did Rubio say about NATO", Required: true}}},
		{Name: "read", Summary: "Read one article and say what it says", Options: []Option{
			{Name: "url", Summary: "The article's address, https://…", Required: true}}},
		{Name: "why", Summary: "Why a meeting or decision stands as it does: sentences and rules", Options: []Option{
			{Name: "item", Summary: "Its words, or the id that why gave", Required: true, Suggest: SuggestItems}}},
		{Name: "calendar", Summary: "The link for your own calendar program", Private: true},
		{Name: "home", Summary: "This channel at a glance: schedules, meetings, decisions, feeds", Private: true},
		{Name: "follow add", Summary: "Put somebody, or a meeting or decision, first in this channel's briefs", Private: true, Options: []Option{
			{Name: "name", Summary: "An actor, or the id or the words of a meeting or decision", Required: true, Suggest: SuggestActors}}},
		{Name: "follow list", Summary: "What this channel follows, and what was rated here", Private: true},
		{Name: "follow remove", Summary: "Follow it no longer", Private: true, Options: []Option{
			{Name: "name", Summary: "As “follow list” shows it", Required: true}}},
		{Name: "merge", Summary: "Make two names one actor", Role: Editor, Private: true, Options: []Option{
			{Name: "name", Summary: "The name to keep", Required: true, Suggest: SuggestActors},
			{Name: "other", Keyword: "with", Summary: "The other name", Suggest: SuggestActors}}},
		{Name: "split", Summary: "Make a name an actor of its own again", Role: Editor, Private: true, Options: []Option{
			{Name: "name", Summary: "The name to take out", Required: true, Suggest: SuggestActors}}},
		{Name: "alias", Summary: "Give an actor one more name", Role: Editor, Private: true, Options: []Option{
			{Name: "name", Summary: "The actor", Required: true, Suggest: SuggestActors},
			{Name: "other", Keyword: "as", Summary: "The other name"}}},
		{Name: "mute", Summary: "Leave somebody out of everything here", Role: Editor, Private: true, Options: []Option{
			{Name: "name", Summary: "The actor", Required: true, Suggest: SuggestActors}}},
		{Name: "rules", Summary: "Which corrections were made: of names, meetings and decisions", Private: true},
		{Name: "undo", Summary: "Take a correction back, the latest or the one of that number", Role: Editor, Private: true, Options: []Option{
			{Name: "id", Summary: "The number that “rules” shows"}}},
		{Name: "setup", Summary: "Set this channel up: feeds, words, schedule and zone", Role: Editor, Private: true, Options: []Option{
			spec, {Name: "cron", Keyword: "cron", Summary: "Instead of it: a cron expression, or words of your own"}, zone, about, feeds, only, ping}},
		{Name: "feed add", Summary: "Follow a feed", Role: Editor, Private: true, Options: []Option{url}},
		{Name: "feed list", Summary: "Which feeds are followed", Private: true},
		{Name: "feed remove", Summary: "Stop following a feed", Role: Editor, Private: true, Options: []Option{known}},
		{Name: "feed check", Summary: "Try a feed without following it", Private: true, Options: []Option{url}},
		{Name: "schedule add", Summary: "Post a brief here on a schedule", Role: Editor, Private: true, Options: []Option{
			required(spec), zone, about, feeds, only, ping}},
		{Name: "schedule list", Summary: "Which briefs are scheduled, and when the next ones come", Private: true},
		{Name: "schedule pause", Summary: "Stop a schedule for now", Role: Editor, Private: true, Options: []Option{id}},
		{Name: "schedule resume", Summary: "Let a paused schedule run again", Role: Editor, Private: true, Options: []Option{id}},
		{Name: "schedule remove", Summary: "Remove a schedule", Role: Editor, Private: true, Options: []Option{id}},
		{Name: "schedule preview", Summary: "See the next brief now, without posting it", Private: true, Options: []Option{id}},
		{Name: "editor add", Summary: "Let a person, group or role change feeds and schedules", Role: Admin, Private: true, Options: []Option{editor}},
		{Name: "editor list", Summary: "Who may change feeds and schedules", Role: Admin, Private: true},
		{Name: "editor remove", Summary: "Take that back", Role: Admin, Private: true, Options: []Option{editor}},
		{Name: "audit", Summary: "Who changed what lately", Role: Admin, Private: true},
		{Name: "status", Summary: "How feeds, schedules and posts are doing", Private: true},
		{Name: "help", Summary: "What can be asked", Private: true},
	}
}

func required(o Option) Option {
	o.Required = true
	return o
}

// pressed returns the commands that buttons say. They can be typed like any other.
func pressed() []Usage {
	item := Option{Name: "item", Summary: "The id or the words of a meeting, decision or story", Required: true, Suggest: SuggestItems}
	return []Usage{
		{Name: "more", Summary: "👍: put such things higher in this channel's briefs; again takes it back", Private: true, Options: []Option{item}},
		{Name: "less", Summary: "👎: put such things lower in this channel's briefs; again takes it back", Private: true, Options: []Option{item}},
		{Name: "weights", Summary: "What was rated 👍 and 👎 in this channel", Private: true},
		{Name: "wrong", Summary: "Put a meeting or decision right, for everybody here", Role: Editor, Private: true, Options: []Option{
			item,
			{Name: "because", Keyword: "because", Summary: "nothing (there is none), date, person, standing or other"},
			{Name: "day", Keyword: "day", Summary: "The right day, such as 2026-05-19"},
			{Name: "name", Keyword: "name", Summary: "Who does not take part"},
			{Name: "status", Keyword: "status", Summary: "How it stands"},
			{Name: "note", Keyword: "note", Summary: "In your own words, for the audit list"}}},
		{Name: "brief", Summary: "A brief of this channel again, page by page", Private: true, Options: []Option{
			{Name: "id", Summary: "The schedule's short name", Suggest: SuggestSchedules},
			{Name: "due", Keyword: "due", Summary: "When it was due, in seconds of Unix; the latest without it"}}},
	}
}

// String returns the command as help shows it: "meetings [next NEXT] [with WITH]".
func (u Usage) String() string {
	var b strings.Builder
	b.WriteString(u.Name)
	for _, o := range u.Options {
		value := strings.ToUpper(o.Name)
		if o.Keyword != "" {
			value = o.Keyword + " …"
		}
		if !o.Required {
			value = "[" + value + "]"
		}
		b.WriteString(" " + value)
	}
	return b.String()
}

// Text returns the command with its option values in the plain words that Handle reads,
// for platforms that hand them over one by one. Values for unknown names are left out.
func (u Usage) Text(values map[string]string) string {
	words := []string{u.Name}
	for _, o := range u.Options {
		v := strings.TrimSpace(values[o.Name])
		if v == "" {
			continue
		}
		if o.Keyword != "" {
			words = append(words, o.Keyword)
		}
		words = append(words, v)
	}
	return strings.Join(words, " ")
}
