package digest_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/score"
)

// TestStoryGold is a ratchet over the stories that say what a careful person would list:
// the scores, and by name what the reader misses (-) or adds (+). Run with -update to
// accept what it finds.
func TestStoryGold(t *testing.T) {
	var cases []score.Case
	for _, s := range stories(t) {
		if s.gold == "" {
			continue
		}
		d := digest.Build(s.article)
		check(t, s.article, d)
		cases = append(cases, score.Case{Name: filepath.Base(s.path), Article: s.article, Gold: goldOf(t, s), Digest: &d})
	}
	r := score.Score(cases)
	var b strings.Builder
	for _, l := range []struct {
		name string
		score.List
	}{{"actors", r.Actors}, {"meetings", r.Meetings}, {"decisions", r.Decisions}} {
		fmt.Fprintf(&b, "%s precision %.3f recall %.3f F1 %.3f\n", l.name, l.Precision(), l.Recall(), l.F1())
	}
	article := ""
	for _, m := range r.Misses {
		if article != m.Article {
			article = m.Article
			fmt.Fprintln(&b, article)
		}
		fmt.Fprintf(&b, "\t%s %s %s\n", map[bool]string{false: "-", true: "+"}[m.Extra], m.List, m.Item)
	}
	ratchet(t, "testdata/story-scores.txt", b.String())
}

// goldOf reads a gold section. A line is "core NAME = ALIAS" or "minor NAME" for an actor,
// "meeting STATUS: TITLE" with "with A, B" below it, "decision STATUS: QUESTION" or
// "optional STATUS: QUESTION" with "by A, B" below it; "told WORDS" names the sentence in
// which the words stand.
func goldOf(t *testing.T, s story) score.Gold {
	t.Helper()
	var g score.Gold
	var evidence *[]digest.Span
	var parties *[]string
	for line := range strings.Lines(s.gold) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		status, title, _ := strings.Cut(rest, ": ")
		switch word {
		case "core", "minor":
			names := strings.Split(rest, " = ")
			g.Actors = append(g.Actors, score.GoldActor{Actor: digest.Actor{Name: names[0], Aliases: names[1:]}, Importance: word})
		case "meeting":
			g.Meetings = append(g.Meetings, score.GoldMeeting{Meeting: digest.Meeting{Title: title, Status: digest.MeetingStatus(status)}})
			m := &g.Meetings[len(g.Meetings)-1]
			evidence, parties = &m.Evidence, &m.Participants
		case "decision", "optional":
			g.Decisions = append(g.Decisions, score.GoldDecision{Decision: digest.Decision{Question: title, Status: digest.DecisionStatus(status)}, Optional: word == "optional"})
			d := &g.Decisions[len(g.Decisions)-1]
			evidence, parties = &d.Evidence, &d.Deciders
		case "with", "by":
			*parties = strings.Split(rest, ", ")
		case "told":
			at := strings.Index(s.article.Text, rest)
			if at < 0 {
				t.Fatalf("%s: %q is not in the text", s.path, rest)
			}
			*evidence = append(*evidence, digest.Span{Start: at, End: at + len(rest), Text: rest})
		default:
			t.Fatalf("%s: gold line %q", s.path, line)
		}
	}
	return g
}
