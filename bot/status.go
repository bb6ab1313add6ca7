package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// status answers "status".
func (b *Bot) status(ctx context.Context, a asked) (Message, error) {
	feeds, err := b.store.Feeds(ctx, a.tenant)
	if err != nil {
		return Message{}, err
	}
	subs, err := b.schedules(ctx, a.tenant)
	if err != nil {
		return Message{}, err
	}
	c, err := b.store.Coverage(ctx, Query{Tenant: a.tenant})
	if err != nil {
		return Message{}, err
	}
	m := Message{Title: "Status", Lead: statusLead(feeds, subs)}
	m.add("Library", []Line{{Text: libraryWords(c, feeds, a.now)}}, 1)
	m.add("Feeds that fail", failingLines(feeds, a.now), 10)
	briefs, err := b.briefLines(ctx, subs, a.now)
	if err != nil {
		return Message{}, err
	}
	m.add("Briefs", briefs, 15)
	return m, nil
}

func statusLead(feeds []Feed, subs []Subscription) string {
	failing, paused := 0, 0
	for _, f := range feeds {
		if f.Failures > 0 {
			failing++
		}
	}
	for _, s := range subs {
		if s.Paused != "" {
			paused++
		}
	}
	if failing+paused == 0 {
		return fmt.Sprintf("All is well: %s, %s.", count(len(feeds), "feed", "feeds"), count(len(subs), "schedule", "schedules"))
	}
	f, s := sentenceCase(count(len(feeds), "feed", "feeds")), count(len(subs), "schedule", "schedules")
	if failing > 0 {
		f += fmt.Sprintf(", %d failing", failing)
	}
	if paused > 0 {
		s += fmt.Sprintf(", %d paused", paused)
	}
	return f + "; " + s + "."
}

func libraryWords(c Coverage, feeds []Feed, now time.Time) string {
	var last time.Time
	for _, f := range feeds {
		if f.Polled.After(last) {
			last = f.Polled
		}
	}
	polled := "no feed has been read yet"
	if !last.IsZero() {
		polled = "feeds last read " + newest(last.In(now.Location()), now)
	}
	if c.Articles == 0 {
		return "No articles yet; " + polled + "."
	}
	return fmt.Sprintf("%s from %s, newest %s; %s.", sentenceCase(count(c.Articles, "article", "articles")),
		count(c.Feeds, "feed", "feeds"), newest(c.Newest.In(now.Location()), now), polled)
}

func failingLines(feeds []Feed, now time.Time) []Line {
	var lines []Line
	for _, f := range feeds {
		if f.Failures > 0 {
			lines = append(lines, feedLine(f, now))
		}
	}
	return lines
}

// briefLines says of each schedule when it comes next and what became of the last brief.
func (b *Bot) briefLines(ctx context.Context, subs []Subscription, now time.Time) ([]Line, error) {
	var lines []Line
	for _, s := range subs {
		l := scheduleLine(s, now)
		last, err := b.store.Delivered(ctx, s.ID, 1)
		if err != nil {
			return nil, err
		}
		if len(last) > 0 {
			d := last[0]
			became := "last posted " + newest(d.Settled.In(now.Location()), now)
			if d.Fault != "" {
				became = "the brief of " + newest(d.Slot.Due.In(now.Location()), now) + " was not posted: " + d.Fault
			}
			l.Note = strings.Join(nonEmpty(l.Note, became), "; ")
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// audit answers "audit".
func (b *Bot) audit(ctx context.Context, a asked) (Message, error) {
	changes, err := b.store.Changes(ctx, a.tenant, 30)
	if err != nil {
		return Message{}, err
	}
	if len(changes) == 0 {
		return Message{Lead: "Nothing has been changed yet."}, nil
	}
	m := Message{Title: "Changes", Lead: "The latest come first."}
	var lines []Line
	for _, c := range changes {
		l := Line{Label: clock(c.When.In(a.now.Location()), a.now), Text: c.What}
		if c.User != "" {
			l.Note = "by " + c.User
		}
		lines = append(lines, l)
	}
	m.add("Who changed what", lines, 30)
	return m, nil
}

// help answers "help".
func (b *Bot) help(_ context.Context, a asked) (Message, error) {
	m := Message{
		Title: "What you can ask",
		Lead:  "I read the news for you and tell who acts, who meets whom and what is still undecided, each with the sentence that says so.",
	}
	sections := []struct {
		heading string
		lines   []Line
	}{{heading: "Look up"}, {heading: "This channel"}, {heading: "Put right what was read"}, {heading: "Feeds and schedules"}}
	for _, u := range slices.Concat(Catalogue(), pressed()) {
		if u.Role > a.Role {
			continue
		}
		at := 0
		switch word, _ := cutWord(u.Name); word {
		case "home", "follow", "more", "less", "weights", "brief":
			at = 1
		case "merge", "split", "alias", "mute", "wrong", "rules", "undo":
			at = 2
		case "setup", "feed", "schedule", "editor", "audit":
			at = 3
		}
		sections[at].lines = append(sections[at].lines, Line{Label: u.String(), Text: u.Summary})
	}
	for _, s := range sections {
		m.add(s.heading, s.lines, len(s.lines))
	}
	if a.Role >= Editor {
		m.Controls = []Control{setUp}
	}
	m.Footer = "Plain questions work too: what did Rubio say about NATO? · when do they meet? · what is coming up next week? · and in a thread: and Lavrov?"
	return m, nil
}

// unknown is what is said to words that name no command.
func unknown(tried string) Message {
	said := fmt.Sprintf("I do not know what to do with “%s”.", tried)
	word, _ := cutWord(Fold(tried))
	var names []string
	for _, u := range Catalogue() {
		first, _, _ := strings.Cut(u.Name, " ")
		if !slices.Contains(names, first) {
			names = append(names, first)
		}
	}
	var best string
	far := allowed(word) + 1
	for _, n := range names {
		if d := distance(word, n, 3); d < far && len(word) > 2 {
			best, far = n, d
		}
	}
	if best != "" {
		return Message{Failed: true, Lead: said + fmt.Sprintf(" Did you mean “%s”? “help” shows everything.", best)}
	}
	return Message{Failed: true, Lead: said + " Ask a question in plain words, or say “help”."}
}

// roleWords names those who have at least the role.
func roleWords(r Role) string {
	if r == Admin {
		return "admins"
	}
	return "editors and admins"
}

func lowerFirst(s string) string {
	for i, r := range s {
		return strings.ToLower(string(r)) + s[i+len(string(r)):]
	}
	return s
}
