package bot

import (
	"slices"
	"strings"

	"github.com/readout-bot/readout/digest"
)

// By which keys an article is found from another that tells of the same meeting or the
// same decision, however long before or after. That two share a key does not make them one
// thread, which the rules of the diary and the ledger decide; but those that are of one
// thread share a key as a rule.

const (
	// mostParties and mostOfQuestion bound the parties and the stems of a question that make
	// keys: each pair of them makes one.
	mostParties, mostOfQuestion = 6, 8
	// soundsFrom is the length from which a name is taken as it sounds, as in a party.
	soundsFrom = 6
)

// MeetsKey is the key of all meetings with a party of that name, DecidesKey of all
// decisions that one of that name decides; both by the last word of the name, as it
// sounds.
func MeetsKey(name string) string { return "meets " + partyKey(name) }

// DecidesKey is described at MeetsKey.
func DecidesKey(name string) string { return "decides " + partyKey(name) }

func partyKey(name string) string { return sound(lastWord(Fold(name)), soundsFrom) }

// ThreadKeys returns the keys by which Query.Threads finds an article with digest d, each
// once.
func ThreadKeys(d digest.Digest) []string {
	keys := meetingKeys(d)
	for _, c := range d.Decisions {
		keys = append(keys, matterKeys(c.Deciders, questionStems(c.Question))...)
		for _, a := range c.Deciders {
			keys = append(keys, DecidesKey(a))
		}
	}
	for _, o := range d.Outcomes {
		if o.Meeting {
			continue
		}
		asks := questionStems(o.About)
		for _, s := range questionStems(firstQuote(o.Evidence)) {
			if !slices.Contains(asks, s) {
				asks = append(asks, s)
			}
		}
		keys = append(keys, matterKeys(o.Actors, asks)...)
		for _, a := range o.Actors {
			keys = append(keys, DecidesKey(a))
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// meetingKeys are those of each party and each pair of parties.
func meetingKeys(d digest.Digest) []string {
	var keys []string
	add := func(names []string) {
		last := lastSounds(names)
		for _, n := range last {
			keys = append(keys, "meets "+n)
		}
		keys = append(keys, eachPair("meets ", last)...)
	}
	for _, m := range d.Meetings {
		add(parties(m))
	}
	for _, o := range d.Outcomes {
		if o.Meeting {
			add(o.Actors)
		}
	}
	return keys
}

// matterKeys are those of each decider with each pair of the stems of its question.
func matterKeys(deciders, asks []string) []string {
	asks = asks[:min(len(asks), mostOfQuestion)]
	var keys []string
	for _, d := range lastSounds(deciders) {
		if len(asks) == 1 {
			keys = append(keys, "decides "+d+" "+asks[0])
		}
		keys = append(keys, eachPair("decides "+d+" ", asks)...)
	}
	return keys
}

// lastSounds returns the party keys of names, each once and at most mostParties.
func lastSounds(names []string) []string {
	var all []string
	for _, n := range names {
		if k := partyKey(n); k != "" && !slices.Contains(all, k) && len(all) < mostParties {
			all = append(all, k)
		}
	}
	return all
}

// eachPair returns prefix with each pair of words, the words in order.
func eachPair(prefix string, words []string) []string {
	words = slices.Sorted(slices.Values(words))
	var all []string
	for i, a := range words {
		for _, b := range words[i+1:] {
			all = append(all, strings.Join([]string{prefix + a, b}, " "))
		}
	}
	return all
}
