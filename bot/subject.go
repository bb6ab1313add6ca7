package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/readout-bot/readout/digest"
)

// A Subject is a meeting, a decision or a story as a rule recognises it: by its id, and in
// articles that come later by what it is.
type Subject struct {
	ID       string           // a short name, made of the sentence that it was first told in
	Meeting  *digest.Meeting  // nil for others
	Decision *digest.Decision // nil for others
	Story    string           // the title of a story; empty for others
}

// sentenceID is the short name of what a sentence of the article at url says first.
func sentenceID(url, quote string) string {
	sum := sha256.Sum256([]byte(url + "\n" + quote))
	return hex.EncodeToString(sum[:3])
}

// subjectID is the short name of what has these steps.
func subjectID(steps []Step) string { return sentenceID(steps[0].Entry.Article.URL, steps[0].Quote) }

// storyID is the short name of a story: that of its first article.
func storyID(s Story) string { return sentenceID(s.Articles[0].Article.URL, "") }

func isSubjectID(s string) bool {
	_, err := hex.DecodeString(s)
	return err == nil && len(s) == 6 && strings.ToLower(s) == s
}

// hasStep reports whether one of the steps is the sentence of that id: a subject goes by the
// first sentence that a look-up knows, which may be a later one of a longer history.
func hasStep(steps []Step, id string) bool {
	return slices.ContainsFunc(steps, func(s Step) bool { return sentenceID(s.Entry.Article.URL, s.Quote) == id })
}

// isMeeting reports whether it is the meeting m, which an article tells in the sentence of
// that id.
func (s *Subject) isMeeting(m digest.Meeting, id string) bool {
	if s == nil || s.Meeting == nil {
		return false
	}
	// One without a day may be any meeting of the same parties.
	dated := s.Meeting.When.Start.IsZero() == m.When.Start.IsZero()
	return id == s.ID || dated && sameMeeting(*s.Meeting, m)
}

// isDecision reports whether it is the decision d, which an article tells in the sentence of
// that id.
func (s *Subject) isDecision(d digest.Decision, id string) bool {
	if s == nil || s.Decision == nil {
		return false
	}
	return id == s.ID ||
		sameDeciders(partiesOf(s.Decision.Deciders), partiesOf(d.Deciders)) && alike(questionStems(s.Decision.Question), questionStems(d.Question)) >= sameQuestion
}

// isStory reports whether it is the story of that title.
func (s *Subject) isStory(t Story) bool {
	if s == nil || s.Story == "" {
		return false
	}
	return slices.ContainsFunc(t.Articles, func(e Entry) bool { return sentenceID(e.Article.URL, "") == s.ID }) ||
		overlap(contentStems(s.Story), contentStems(t.Title)) >= 0.8
}

// withControls puts under a line what can be done with the meeting or decision of that id.
func withControls(l Line, id string) Line {
	l.Subject, l.Controls = id, subjectControls(id)
	return l
}

// decisionTitle names a decision in one line.
func decisionTitle(d digest.Decision) string {
	return strings.Join(nonEmpty(list(d.Deciders), d.Question), ": ")
}

// subject finds the meeting, decision or story that a person means, by its id or its words,
// and its title. Of several that words fit it asks back.
func (b *Bot) subject(ctx context.Context, a asked, words string) (Subject, string, error) {
	words = strings.TrimPrefix(words, "#")
	entries, err := b.entriesAbout(ctx, a, words)
	if err != nil {
		return Subject{}, "", err
	}
	found := fitting(tracedIn(entries, a.now), words)
	switch {
	case len(found) == 1 || len(found) > 1 && isSubjectID(words):
		about := found[0].about
		if isSubjectID(words) {
			about.ID = words // under which it stands in what was posted
		}
		return about, found[0].title, nil
	case len(found) > 1:
		return Subject{}, "", a.whichOne(words, found)
	}
	if isSubjectID(words) {
		s, ok, err := b.storyOf(ctx, a, words)
		if err != nil {
			return Subject{}, "", err
		}
		if ok {
			return Subject{ID: words, Story: s.Title}, s.Title, nil
		}
	}
	return Subject{}, "", complain("I know no meeting or decision “%s”. Give the id that stands under it, or some words of it.", clip(words, 60))
}

// whichOne asks which of several items is meant.
func (a asked) whichOne(words string, found []traced) error {
	m := Message{Lead: "Several fit “" + clip(words, 60) + "”. Which one?", Failed: true}
	var lines []Line
	for _, t := range found[:min(5, len(found))] {
		lines = append(lines, Line{Label: t.id(), Text: t.title})
		m.Controls = append(m.Controls, Control{Label: clip(t.title, MaxControlLabel), Command: a.name + " " + t.id()})
	}
	m.add("They are", lines, 5)
	return askBack{m}
}

// storyOf finds the story of the last days that goes by id.
func (b *Bot) storyOf(ctx context.Context, a asked, id string) (Story, bool, error) {
	entries, err := b.find(ctx, Query{Tenant: a.tenant, PublishedFrom: a.now.AddDate(0, 0, -2*storyDays), Limit: mostFound})
	if err != nil || !slices.ContainsFunc(entries, func(e Entry) bool { return sentenceID(e.Article.URL, "") == id }) {
		return Story{}, false, err
	}
	for _, s := range Stories(entries, ActorsInText(entries, nil)) {
		if slices.ContainsFunc(s.Articles, func(e Entry) bool { return sentenceID(e.Article.URL, "") == id }) {
			return s, true, nil
		}
	}
	return Story{}, false, nil
}
