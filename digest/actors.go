package digest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/readout-bot/readout/digest/lexicon"
	"github.com/readout-bot/readout/digest/text"
)

// An entity is someone or something named in the article, whether or not it turns out to
// be an actor.
type entity struct {
	kind   Kind
	sort   sort
	state  string          // the lexicon's name of a state
	forms  map[string]int  // own words to how often
	order  []string        // the forms in order of appearance
	roles  []string        // in order of appearance
	titles map[string]bool // the words of the first listed of the roles
	listed int
	at     []place // where it is mentioned, in text order
	acts   int     // mentions in which it does something or is dealt with
	leads  int     // mentions in which it is the subject, or a party of the act
	titled bool    // named in the title of the article
	stated []Statement
	folded []string // the words of its first form, folded, once they were asked for
}

// firstWords returns the folded words of the form that the article uses first.
func (e *entity) firstWords() []string {
	if e.folded == nil {
		e.folded = strings.Fields(lexicon.Fold(e.order[0]))
	}
	return e.folded
}

// A place is a mention with its sentence.
type place struct {
	s *sentence
	m *mention
}

func (e *entity) add(form string) {
	if e.forms == nil {
		e.forms = map[string]int{}
	}
	if e.forms[form] == 0 {
		e.order = append(e.order, form)
	}
	e.forms[form]++
}

// findEntities sorts the names of the text and of the title and gathers the mentions of
// each entity.
func (r *reading) findEntities() {
	var all []named
	for _, s := range r.sentences {
		if s.caption {
			continue
		}
		for _, n := range s.Names {
			if v := r.sortName(s, n.First, n.Last, n.Kind); v.sort != noActor && !s.isTimeToken(v.last) {
				all = append(all, v)
			}
		}
	}
	for _, s := range r.sentences {
		if s.caption {
			continue
		}
		for _, t := range s.titledNames() {
			all = append(all, r.sortName(s, t[0], t[1], text.Person))
		}
		for _, t := range s.actingNames() {
			all = append(all, r.sortName(s, t[0], t[1], text.Person))
		}
		for _, t := range s.knownNames() {
			all = append(all, r.sortName(s, t[0], t[1], text.Organization))
		}
	}
	title := r.titleNames()
	defer r.findGovernments()
	defer r.findBodies()
	defer r.findGroups()
	c := newClusters(append(slices.Clone(all), title...))
	for _, n := range all {
		e := c.entityOf(n)
		if e == nil {
			continue
		}
		if len(e.at) == 0 {
			r.entities = append(r.entities, e)
		}
		m := &mention{first: n.first, last: n.last, np: n.first, entity: e, people: n.sort == aState && n.state.Form == lexicon.ByPeople}
		e.at = append(e.at, place{n.s, m})
		e.add(n.text)
		n.s.insert(m)
	}
	for _, n := range title {
		if e := c.entityOf(n); e != nil && e.sort != aPlace {
			e.titled = true
			e.add(n.text)
			r.titled = append(r.titled, e)
		}
	}
}

// titleNames sorts the names of the title.
func (r *reading) titleNames() []named {
	t := &reading{article: r.article, doc: text.Read(r.article.Title)}
	var all []named
	for i := range t.doc.Sentences {
		s := newSentence(i, &t.doc.Sentences[i])
		for _, n := range s.Names {
			if v := t.sortName(s, n.First, n.Last, n.Kind); v.sort != noActor {
				v.s = nil
				all = append(all, v)
			}
		}
	}
	return all
}

// actors returns the entities that count as actors, weightiest first.
func (r *reading) actors(meetings []*meeting, decisions []*decision) []Actor {
	party := map[*entity]bool{}
	for _, m := range meetings {
		for _, e := range m.parties {
			party[e] = true
		}
	}
	for _, d := range decisions {
		for _, e := range d.deciders {
			party[e] = true
		}
	}
	actors := []Actor{}
	var weights []float64
	for _, e := range r.entities {
		if len(e.at) == 0 || !party[e] && !r.counts(e) {
			continue
		}
		actors = append(actors, r.actor(e))
		weights = append(weights, r.weight(e, party[e]))
	}
	order := make([]int, len(actors))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(weights[j], weights[i]) })
	sorted := make([]Actor, len(actors))
	for i, j := range order {
		sorted[i] = actors[j]
	}
	return sorted
}

// counts reports whether an entity that is no party to anything is an actor all the same.
func (r *reading) counts(e *entity) bool {
	switch e.sort {
	case aPerson:
		return true
	case anOrg:
		return e.leads > 0 || e.acts > 0 && len(e.at) > 1
	case aState:
		return e.leads > 0 && (len(e.at) > 1 || e.acts > 0) || e.acts > 1
	case aGroup:
		return e.acts > 0
	case aPeople:
		return e.acts > 0 && slices.ContainsFunc(e.order, func(f string) bool { return strings.HasSuffix(f, "s") })
	}
	return false
}

// weight orders actors: how early, how often and how actively they appear.
func (r *reading) weight(e *entity, party bool) float64 {
	w := float64(len(e.at)) + 2*float64(e.acts) + 3*float64(len(e.stated))
	if party {
		w += 6
	}
	if e.titled {
		w += 4
	}
	if e.at[0].s.index < 3 {
		w += 3
	}
	if e.kind == Person {
		w += 2
	}
	return w
}

func (r *reading) actor(e *entity) Actor {
	name := e.name()
	a := Actor{Name: name, Kind: e.kind, Role: e.role(), Mentions: len(e.at), Statements: e.stated}
	for _, f := range e.order {
		if f != name {
			a.Aliases = append(a.Aliases, f)
		}
	}
	var at []int
	for _, p := range e.at {
		if (p.m.form == byName || e.at[0].m.form != byName) && !slices.Contains(at, p.s.index) && len(at) < 5 {
			at = append(at, p.s.index)
		}
	}
	a.Evidence = r.evidence(at...)
	return a
}

// name is the fullest form: most words, then longest, then earliest. States go by their
// own name before their capital and their people.
func (e *entity) name() string {
	best, bestRank := "", -1
	for _, f := range e.order {
		rank := 100*(strings.Count(f, " ")+1) + len(f)
		if e.sort == aState {
			rank = len(f)
			if st, ok := lexicon.LookupState(f); ok {
				rank += map[lexicon.Form]int{lexicon.ByName: 4000, lexicon.ByProvince: 4000, lexicon.ByCapital: 2000}[st.Form]
			}
		}
		if rank > bestRank {
			best, bestRank = f, rank
		}
	}
	return best
}

// role is the fullest of the roles that the text gives.
func (e *entity) role() string {
	best := ""
	for _, x := range e.roles {
		if best == "" || strings.Count(x, " ") > strings.Count(best, " ") {
			best = x
		}
	}
	return best
}
