package digest

import (
	"strings"
)

// whetherTo words an infinitive as a question: "to halt drilling" is "whether to halt
// drilling". The verb stands at i.
func (r *reading) whetherTo(s *sentence, i int) string {
	c := r.clause(s, i)
	if c == "" {
		return ""
	}
	return "whether to " + c
}

// questionAfter words what stands behind the verb at i as a question.
func (r *reading) questionAfter(s *sentence, i int) string {
	k := s.skipAdverbsRight(s.skipTime(i + 1))
	w := s.word(k)
	if w == "between" || w == "among" || w == "from" {
		return "which to " + s.lemma(i) + " " + w + " " + r.clause(s, k+1)
	}
	if w == "on" || w == "upon" || w == "over" || w == "about" || w == "for" || w == "in" {
		k++
		w = s.word(k)
	}
	switch {
	case w == "whether" || w == "if":
		return "whether " + r.clause(s, k+1)
	case w == "how" || w == "which" || w == "what" || w == "when" || w == "who" || w == "where":
		return r.clause(s, k)
	case w == "to":
		return r.whetherTo(s, k+1)
	case s.fine(k) == "VBG":
		return "whether to " + base(s, k) + " " + r.clause(s, k+1)
	}
	c := r.clause(s, k)
	switch {
	case c == "":
		return ""
	case s.lemma(i) == "rule":
		return "how to rule on " + c
	}
	return "whether to " + s.act(i, k) + " " + c
}

// skipTime returns the first token from k on that is not part of when: "vote on Thursday on
// a resolution".
func (s *sentence) skipTime(k int) int {
	for j := k; j < len(s.Tokens) && j < k+8; j++ {
		switch {
		case s.isTimeToken(j):
			k = j + 1
		case s.tag(j) != "ADP" && s.tag(j) != "DET" && s.word(j) != ",":
			return k
		}
	}
	return k
}

// act is the verb that a person would put before the thing decided, whose phrase begins at
// k: one passes a bill, accepts a proposal, goes ahead with a sale.
func (s *sentence) act(i, k int) string {
	if l := s.lemma(i); l == "elect" || l == "choose" || l == "select" {
		return l
	}
	act := ""
	for j := k; j < len(s.Tokens) && j < k+8; j++ { // the last noun counts: "takeover bid"
		if t := s.tag(j); t == "ADP" || t == "VERB" && s.fine(j) != "VBN" || t == "PUNCT" {
			break
		}
		if a, ok := acts[s.lemma(j)]; ok {
			act = a
		}
	}
	if act != "" {
		return act
	}
	switch s.lemma(i) {
	case "vote", "rule", "decide":
		return "approve"
	}
	return "go ahead with"
}

// acts are verbs for things that one decides on.
var acts = map[string]string{"bill": "pass", "legislation": "pass", "law": "pass", "act": "pass", "budget": "pass", "resolution": "pass",
	"amendment": "pass", "motion": "pass", "measure": "pass", "package": "pass", "request": "grant", "application": "grant",
	"appeal": "grant", "petition": "grant", "proposal": "accept", "offer": "accept", "bid": "accept", "plan": "adopt", "option": "choose",
	"treaty": "ratify", "agreement": "approve", "deal": "approve", "nomination": "confirm", "appointment": "confirm",
	"candidate": "choose", "merger": "approve", "takeover": "approve", "sale": "approve", "loan": "grant", "licence": "grant", "license": "grant",
	"permit": "grant", "visa": "grant", "contract": "approve", "referendum": "hold", "ceasefire": "accept", "truce": "accept", "sanction": "impose", "tariff": "impose", "ban": "impose"}

// base returns the base form of the verb at i as people write it.
func base(s *sentence, i int) string {
	l := s.lemma(i)
	if strings.HasPrefix(s.fine(i), "VB") && l != "" {
		return l
	}
	return s.word(i)
}
