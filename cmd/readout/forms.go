package main

import (
	"cmp"
	"encoding/json"
	"strconv"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

// The JSON forms of look-ups, an item a line.

// encodeAll writes the form of each item.
func encodeAll[T, F any](out *json.Encoder, items []T, err error, form func(T) F) error {
	if err != nil {
		return err
	}
	for _, it := range items {
		if err := out.Encode(form(it)); err != nil {
			return err
		}
	}
	return nil
}

// articleID is how an article is called in forms: by the name that it was imported with,
// its address, or its number in the library.
func articleID(e bot.Entry) string {
	return cmp.Or(e.Article.ID, e.Article.URL, strconv.FormatInt(e.ID, 10))
}

type (
	jsonAnswer struct {
		ID       string     `json:"id,omitempty"` // of the question
		Answered bool       `json:"answered"`
		Coverage string     `json:"coverage"`
		Facts    []jsonFact `json:"facts"`
		Choices  []string   `json:"choices,omitempty"` // names that were perhaps meant
	}
	jsonFact struct {
		Text    string      `json:"text"`
		Quote   string      `json:"quote"`
		Article jsonArticle `json:"article"`
	}
	jsonArticle struct {
		ID        string    `json:"id"`
		URL       string    `json:"url"`
		Title     string    `json:"title"`
		Published time.Time `json:"published"`
	}
	jsonStory struct {
		Title    string     `json:"title"`
		Articles []string   `json:"articles"`
		Events   [][]string `json:"events"`
	}
	jsonActor struct {
		Name     string      `json:"name"`
		Kind     digest.Kind `json:"kind"`
		Forms    []string    `json:"forms"`
		Roles    []jsonRole  `json:"roles"`
		Articles []string    `json:"articles"`
	}
	jsonRole struct {
		Role    string `json:"role"`
		From    string `json:"from"` // the day that it was first told
		Article string `json:"article"`
	}
	jsonDecision struct {
		Question string             `json:"question"`
		Deciders []string           `json:"deciders"`
		Status   string             `json:"status"`
		Steps    []jsonDecisionStep `json:"steps"`
		Outcome  string             `json:"outcome,omitempty"`
	}
	jsonDecisionStep struct {
		Step    bot.StepKind `json:"step"`
		Date    string       `json:"date"`
		Quote   string       `json:"quote"`
		Article string       `json:"article"`
	}
	jsonMeeting struct {
		digest.Meeting
		Steps []jsonMeetingStep `json:"steps"`
	}
	jsonMeetingStep struct {
		Step    bot.StepKind `json:"step"`
		When    digest.When  `json:"when"`
		Quote   string       `json:"quote"`
		Article string       `json:"article"`
	}
)

func answerForm(id string, a bot.Answer) jsonAnswer {
	form := jsonAnswer{ID: id, Answered: a.Answered, Coverage: a.Coverage, Facts: []jsonFact{}, Choices: a.Choices}
	for _, f := range a.Facts {
		e := f.Entry
		form.Facts = append(form.Facts, jsonFact{f.Sentence(), f.Quote, jsonArticle{articleID(e), e.Article.URL, e.Article.Title, e.Article.Published}})
	}
	return form
}

func meetingForm(d bot.DiaryMeeting) jsonMeeting {
	form := jsonMeeting{Meeting: d.Meeting, Steps: []jsonMeetingStep{}}
	for _, s := range d.Steps {
		form.Steps = append(form.Steps, jsonMeetingStep{s.Kind, s.When, s.Quote, articleID(s.Entry)})
	}
	return form
}

func decisionForm(d bot.LedgerDecision) jsonDecision {
	form := jsonDecision{Question: d.Question, Deciders: d.Deciders, Status: d.State(), Steps: []jsonDecisionStep{}, Outcome: d.Outcome}
	for _, s := range d.Steps {
		form.Steps = append(form.Steps, jsonDecisionStep{s.Kind, s.Date.Format(time.DateOnly), s.Quote, articleID(s.Entry)})
	}
	return form
}

func actorForm(a bot.Actor) jsonActor {
	form := jsonActor{Name: a.Name, Kind: a.Kind, Forms: a.Forms, Roles: []jsonRole{}, Articles: []string{}}
	for _, t := range a.Titles {
		form.Roles = append(form.Roles, jsonRole{t.Role, t.From.Format(time.DateOnly), articleID(*t.By)})
	}
	for _, e := range a.Told {
		form.Articles = append(form.Articles, articleID(*e))
	}
	return form
}

func storyForm(s bot.Story) jsonStory {
	form := jsonStory{Title: s.Title, Articles: articleIDs(s.Articles), Events: [][]string{}}
	for _, e := range s.Events {
		form.Events = append(form.Events, articleIDs(e))
	}
	return form
}

func articleIDs(entries []bot.Entry) []string {
	ids := make([]string, len(entries))
	for i, e := range entries {
		ids[i] = articleID(e)
	}
	return ids
}
