package digest

import (
	"slices"
	"strings"

	"github.com/readout-bot/readout/digest/lexicon"
	"github.com/readout-bot/readout/digest/when"
)

// An OutcomeKind says how something that was ahead or open ended or changed.
type OutcomeKind string

// The kinds of outcomes: of decisions, then of meetings. A vote that is put off is a
// decision postponed; a meeting that is put off to a day that is named is moved.
const (
	OutcomeTaken     OutcomeKind = "taken"   // decided, whichever way
	OutcomeDropped   OutcomeKind = "dropped" // given up undecided
	OutcomeScheduled OutcomeKind = "scheduled"
	OutcomePostponed OutcomeKind = "postponed"
	OutcomeHeld      OutcomeKind = "held"
	OutcomeCancelled OutcomeKind = "cancelled"
	OutcomeMoved     OutcomeKind = "moved"
)

// An Outcome is what the article reports as done: what was decided, took place, was called
// off, put off or moved. A digest's own lists hold only what is still ahead or open.
type Outcome struct {
	Kind   OutcomeKind `json:"kind"`
	Actors []string    `json:"actors"` // who decided, met or was to meet; empty where the sentence names nobody
	// About is what it is about in the article's own words: "approve the sale of the
	// harbour", "talks".
	About string `json:"about"`
	// Meeting is set where it is about an encounter, not about a decision.
	Meeting bool `json:"meeting,omitempty"`
	// When is the day on which it happened or, of what was put off, moved, called off or
	// scheduled, the day for which it is set.
	When     When   `json:"when"`
	Place    string `json:"place,omitempty"`
	Evidence []Span `json:"evidence"`
}

// mostOutcomes bounds what one article is held to report as done.
const mostOutcomes = 40

// outcomes finds what the article reports as done, in the order of the text.
func (r *reading) outcomes() []Outcome {
	var all []Outcome
	for _, s := range r.sentences {
		if s.caption || r.longAgo(s) {
			continue
		}
		for _, v := range s.verbs {
			if s.quoted[v.at] || s.conditional(v) || len(all) == mostOutcomes {
				continue
			}
			if o, ok := r.outcome(s, v); ok {
				o.Evidence = r.evidence(s.index)
				if len(all) == 0 || all[len(all)-1].Kind != o.Kind || all[len(all)-1].About != o.About {
					all = append(all, o)
				}
			}
		}
	}
	return all
}

// outcome reads what the verb reports as done.
func (r *reading) outcome(s *sentence, v verb) (Outcome, bool) {
	if v.tense == future && v.negated {
		return r.notToBe(s, v)
	}
	if f := s.fine(v.at); f == "VB" || f == "VBG" {
		return Outcome{}, false
	}
	if s.takesObject(v) {
		v.tense, v.passive = past, false
	}
	if v.negated || v.tense != past && !s.historic(v) || v.plan != "" {
		return Outcome{}, false
	}
	if o, ok := r.putOff(s, v); ok {
		return o, true
	}
	if o, ok := r.held(s, v); ok {
		return o, true
	}
	return r.took(s, v)
}

// takesObject reports whether a verb without helpers that looks like a participle stands
// between its subject and its object: "the bank raised interest rates".
func (s *sentence) takesObject(v verb) bool {
	if v.tense != timeless || !v.passive || v.first != v.at {
		return false
	}
	switch s.tag(v.at + 1) {
	case "DET", "NOUN", "ADJ", "PROPN", "NUM":
		m := s.mentionAt(v.at - 1)
		return m != nil && m.entity.sort != aPlace && !prepositions[s.word(m.np-1)]
	}
	return false
}

// deciders returns who did what the verb says. A board or the members of a body act for
// it.
func (s *sentence) deciders(v verb) []*entity {
	if v.passive {
		return actors(s.agents(v.at))
	}
	if es := actors(s.subjects(v)); len(es) > 0 {
		return es
	}
	m := s.mentionAt(v.first - 1)
	if m == nil || m.entity.sort != anOrg && m.entity.sort != aState {
		return nil
	}
	k := m.np - 1
	if s.word(k) == "the" {
		k--
	}
	if w := s.word(k); w == "of" || w == "in" || w == "at" {
		if boards.Has(s.lemma(k - 1)) {
			return []*entity{m.entity}
		}
	}
	return nil
}

var boards = lexicon.Set{"board": {}, "council": {}, "member": {}, "shareholder": {}, "lawmaker": {}, "minister": {}, "leader": {},
	"director": {}, "committee": {}, "judge": {}, "voter": {}, "government": {}, "cabinet": {}, "parliament": {}, "owner": {}, "policymaker": {}}

// historic reports whether the verb is a passive whose helper is in the present: "the vote
// is postponed".
func (s *sentence) historic(v verb) bool {
	return v.tense == present && v.passive && s.lemma(v.first) == "be"
}

// notToBe reads "the summit will not take place", "X will no longer meet Y".
func (r *reading) notToBe(s *sentence, v verb) (Outcome, bool) {
	if s.lemma(v.at) != "take" && s.lemma(v.at) != "go" && s.lemma(v.at) != "hold" {
		return Outcome{}, false
	}
	e := r.eventBefore(s, v.first)
	return r.ofEvent(s, v, e, OutcomeCancelled)
}

// ofEvent is an outcome of the event e, of which v tells.
func (r *reading) ofEvent(s *sentence, v verb, e event, kind OutcomeKind) (Outcome, bool) {
	if !e.ok {
		return Outcome{}, false
	}
	parties := entitiesOf(e.parties)
	if !v.passive && v.at < e.first {
		subjects := entitiesOf(s.subjects(v))
		parties = append(slices.Clone(subjects), without(parties, subjects)...)
	}
	if len(parties) == 0 && e.name == "" {
		return Outcome{}, false
	}
	o := Outcome{Kind: kind, Actors: names(parties), About: r.words(s, e.first, e.last), Meeting: true, When: When{Precision: when.Unknown}}
	o.Place = r.placeNear(s, e.at, len(s.Tokens))
	if o.Place == "" && s.word(e.last+1) == "to" { // a trip to Ankara
		o.Place = r.destination(s, e.last+1).text
	}
	if kind != OutcomeHeld {
		o.When = r.timeOf(s, e.at, 0, len(s.Tokens))
	}
	return o, true
}

func names(es []*entity) []string {
	list := []string{}
	for _, e := range es {
		if e.name() != "" {
			list = append(list, e.name())
		}
	}
	return list
}

// putOff reads what was called off, put off, moved or set for a day.
func (r *reading) putOff(s *sentence, v verb) (Outcome, bool) {
	kind, end := s.puts(v.at)
	if kind == "" {
		return Outcome{}, false
	}
	matter, event := r.matter(s, v, end)
	target, ok := r.timeBehind(s, max(end, matter)+1, kind)
	switch {
	case kind == OutcomeMoved && !ok:
		return Outcome{}, false
	case matter >= 0 && kind == OutcomeCancelled:
		return Outcome{}, false // a vote called off is left to what drops decisions
	case matter >= 0:
		deciders, about := s.deciders(v), r.clause(s, matter)
		if v.passive {
			about = r.words(s, matter, max(matter, v.first-1))
		}
		if kind == OutcomeMoved {
			kind = OutcomePostponed
		}
		if kind == OutcomeScheduled && !ok {
			return Outcome{}, false
		}
		if len(deciders) == 0 {
			deciders = s.ownersOf(matter)
		}
		return Outcome{Kind: kind, Actors: names(deciders), About: about, When: target}, true
	case kind == OutcomeScheduled || !event.ok:
		return Outcome{}, false
	}
	o, found := r.ofEvent(s, v, event, kind)
	if found && ok && (kind == OutcomePostponed || kind == OutcomeMoved) {
		o.Kind, o.When = OutcomeMoved, target
	}
	return o, found
}

// puts returns what the verb at i does to a plan, and the last token of the verb.
func (s *sentence) puts(i int) (OutcomeKind, int) {
	l, next := s.lemma(i), s.word(i+1)
	switch {
	case s.is(i, lexicon.CallOff()[string(Cancelled)]):
		return OutcomeCancelled, i
	case l == "reschedule":
		return OutcomeMoved, i
	case s.is(i, lexicon.CallOff()[string(Postponed)]):
		return OutcomePostponed, i
	case l == "call" && next == "off":
		return OutcomeCancelled, i + 1
	case l == "put" && next == "off" || l == "push" && (next == "back" || next == "off"):
		return OutcomePostponed, i + 1
	case l == "bring" && next == "forward":
		return OutcomeMoved, i + 1
	case l == "move" || l == "shift" || l == "bring" || l == "push":
		return OutcomeMoved, i
	case l == "schedule" || l == "set" || l == "slate" || l == "fix":
		return OutcomeScheduled, i
	}
	return "", i
}

// matter returns the vote, ruling or bill that the verb at v.at puts off, or else the
// encounter: behind an active verb that ends at end, before a passive one.
func (r *reading) matter(s *sentence, v verb, end int) (noun int, e event) {
	from, to := end+1, min(end+7, len(s.Tokens))
	if v.passive {
		from, to = max(0, v.first-9), v.first
	}
	for k := from; k < to; k++ {
		if verdicts[s.lemma(k)] || bills[s.lemma(k)] && !v.passive {
			return k, event{}
		}
		if ok, _ := s.eventNoun(k); ok && (v.passive || k-end < 6) {
			return -1, r.eventAt(s, k)
		}
		if w := s.word(k); !v.passive && (w == "," || w == "that" || s.startsClause(k)) {
			break
		}
	}
	return -1, event{}
}

// ownersOf returns whose the noun at i is: "the Senate's vote".
func (s *sentence) ownersOf(i int) []*entity {
	for k := i - 1; k >= max(0, i-4); k-- {
		if s.isPossessive(k) {
			if m := s.mentionAt(k - 1); m != nil {
				return entitiesOf([]*mention{m})
			}
		}
		if m := s.mentionAt(k); m != nil && m.entity.sort == anOrg {
			return entitiesOf([]*mention{m})
		}
	}
	return nil
}

// timeBehind returns the day to which something is put, behind token i: "to Friday",
// "until 3 June", "for Monday". Of one that is moved "from Tuesday to Friday" it is the
// second.
func (r *reading) timeBehind(s *sentence, i int, kind OutcomeKind) (When, bool) {
	for _, p := range s.times {
		at := s.TokenAt(p.Start)
		if at < i || p.From.IsZero() || p.To.Before(r.day()) {
			continue
		}
		w := s.word(at - 1)
		if w == "the" || w == "next" {
			w = s.word(at - 2)
		}
		first := r.doc.Text[p.Start:p.End]
		switch {
		case w == "from":
			continue
		case w == "to", w == "until", w == "till", w == "by":
			return r.moment(p), true
		case (w == "for" || w == "on") && kind == OutcomeScheduled:
			return r.moment(p), true
		case strings.HasPrefix(first, "to ") || strings.HasPrefix(first, "until ") || strings.HasPrefix(first, "for "):
			return r.moment(p), true
		}
	}
	return When{Precision: when.Unknown}, false
}

// took reads what was decided or given up.
func (r *reading) took(s *sentence, v verb) (Outcome, bool) {
	kind := s.settles(v)
	if kind == "" {
		return Outcome{}, false
	}
	o := Outcome{Kind: kind, When: r.pastTime(s)}
	deciders, thing := s.deciders(v), r.clause(s, v.at+1)
	if v.passive {
		thing = r.thing(s, v)
		if len(deciders) == 0 && (thing == "it" || !formal[s.lemma(v.at)] && !formal[s.lemma(v.at)+"e"]) {
			return o, false
		}
	} else if len(deciders) == 0 || thing == "" {
		return o, false
	}
	o.Actors, o.About = names(deciders), base(s, v.at)+" "+thing
	return o, true
}

// settles says whether the verb reports a choice as made or given up.
func (s *sentence) settles(v verb) OutcomeKind {
	next := s.word(v.at + 1)
	is := func(verbs map[string]bool) bool { return verbs[s.lemma(v.at)] || verbs[s.lemma(v.at)+"e"] }
	l := s.lemma(v.at)
	for _, verb := range [...]string{l + " " + next, l + "e " + next} {
		if kind, ok := particles[verb]; ok {
			return kind
		}
	}
	ends := s.tag(v.at+1) == "PUNCT" && !v.passive
	taken := false
	switch {
	case is(drops):
		if s.dropped(v) {
			return OutcomeDropped
		}
	case is(choices):
		taken = next == "to" || next == "not" || next == "against" || next == "on" || next == "for" || next == "in" || next == "that" ||
			s.tag(v.at+1) == "NUM" || v.passive || l == "elect" && !ends
	case is(refusals):
		taken = next == "to" && !comments[s.lemma(v.at+2)] && !comments[s.lemma(v.at+2)+"e"]
	case is(rateVerbs):
		taken = s.near(v.at, rates)
	case l == "confirm":
		taken = s.near(v.at, map[string]bool{"nomination": true, "appointment": true, "candidate": true, "nominee": true})
	case is(formal), is(settlers):
		taken = !ends && next != "that" && next != "away" && (next != "by" || v.passive)
	}
	if taken {
		return OutcomeTaken
	}
	return ""
}

// near reports whether one of the words stands just behind token i.
func (s *sentence) near(i int, words map[string]bool) bool {
	for k := i + 1; k < i+7; k++ {
		if words[s.lemma(k)] || words[s.word(k)] {
			return true
		}
	}
	return false
}

// dropped reports whether what the verb gives up is a plan, not a thing: "dropped plans to
// sell", "withdrew the bill".
func (s *sentence) dropped(v verb) bool {
	from, to := v.at+1, v.at+7
	if v.passive {
		from, to = v.first-6, v.first
	}
	for k := max(0, from); k < to; k++ {
		switch l := s.lemma(k); {
		case bills[l], plans[l], acts[l] != "":
			return true
		case !v.passive && s.startsClause(k) && s.fine(k) != "VBG":
			return false
		}
	}
	return false
}

// particles are verbs that settle something by the word behind them.
var particles = map[string]OutcomeKind{"rule out": OutcomeTaken, "turn down": OutcomeTaken, "vote down": OutcomeTaken,
	"strike down": OutcomeTaken, "struck down": OutcomeTaken, "back away": OutcomeDropped, "back out": OutcomeDropped, "pull out": OutcomeDropped,
	"give up": OutcomeDropped, "walk away": OutcomeDropped}

var (
	choices   = setOf("decide vote rule agree opt resolve elect choose")
	refusals  = setOf("refuse decline")
	rateVerbs = setOf("leave keep hold maintain")
	rates     = setOf("rate rates unchanged steady")
)

var drops = map[string]bool{"drop": true, "abandon": true, "scrap": true, "withdraw": true, "ditch": true, "shelve": true, "cancel": true, "axe": true, "retract": true}

var plans = map[string]bool{"plan": true, "idea": true, "bid": true, "scheme": true, "project": true, "effort": true, "attempt": true,
	"push": true, "candidacy": true, "nominee": true, "sale": true, "purchase": true, "merger": true, "takeover": true, "vote": true,
	"threat": true, "appeal": true, "lawsuit": true, "charge": true, "demand": true, "consideration": true}

// comments are what is declined without anything being decided.
var comments = map[string]bool{"comment": true, "say": true, "answer": true, "elaborate": true, "discuss": true, "name": true,
	"disclose": true, "speak": true, "give": true, "confirm": true, "specify": true, "identify": true, "be": true, "provide": true, "respond": true}

// formal are verbs that in the past say that a decision was taken.
var formal = setOf(`approve reject ratify adopt pass authorize authorise accept sign veto repeal endorse overrule overturn
uphold upheld quash deny grant enact legalize legalise`)

// settlers are verbs of what is decided on, which in the past say that it was.
var settlers = setOf(`dismiss ban allow permit block clear raise lift lower cut hike slash impose increase reduce suspend extend renew end halt
sell buy acquire join quit leave send deploy ship appoint nominate name select pick fire sack dismiss pardon extradite expel
recognize recognise declare dissolve close reopen nationalize nationalise privatize privatise order invoke restore freeze unfreeze waive
acquit convict sentence fine replace recall award fund finance back`)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// held reads "A met B", "A and B held talks", "the summit ended".
func (r *reading) held(s *sentence, v verb) (Outcome, bool) {
	if l := s.lemma(v.at); l == "end" || l == "conclude" || l == "open" || l == "begin" || l == "wrap" || l == "take" && s.word(v.at+1) == "place" || l == "kick" {
		e := r.eventBefore(s, v.first)
		o, ok := r.ofEvent(s, v, e, OutcomeHeld)
		if ok && (e.name != "" || len(o.Actors) > 1) {
			o.When = r.pastTime(s)
			return o, true
		}
	}
	frame := s.class(v.at, lexicon.MeetingVerbs())
	if frame == "" || frame == "speak" && s.lemma(v.at) == "discuss" {
		return Outcome{}, false
	}
	m := &meeting{s: s, at: v.at, frame: frame}
	as := v
	as.plan = Confirmed // what is asked of a plan holds of what is done
	if !r.fill(m, as) || len(m.parties) < 2 && m.event == "" && m.place == "" {
		return Outcome{}, false
	}
	o := Outcome{Kind: OutcomeHeld, Actors: names(m.parties), About: m.noun, Meeting: true, When: r.pastTime(s), Place: m.place}
	if m.event != "" {
		o.About = m.event
	}
	if o.Place == "" {
		o.Place = r.placeNear(s, v.at, len(s.Tokens))
	}
	return o, len(o.Actors) > 0
}

// pastTime returns the last day up to that of publishing that the sentence names.
func (r *reading) pastTime(s *sentence) When {
	for i := len(s.times) - 1; i >= 0; i-- {
		p := s.times[i]
		if !p.From.IsZero() && !when.Day(p.From).After(r.day()) && p.To.Sub(p.From).Hours() < 24*8 {
			return r.moment(p)
		}
	}
	return When{Precision: when.Unknown}
}
