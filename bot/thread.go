package bot

import (
	"context"
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
	keys := slices.Concat(meetingKeys(d), matterKeys(d))
	for _, names := range partiesIn(d) {
		for _, n := range lastSounds(names) {
			keys = append(keys, "meets "+n)
		}
	}
	for _, c := range d.Decisions {
		for _, n := range c.Deciders {
			keys = append(keys, DecidesKey(n))
		}
	}
	for _, o := range d.Outcomes {
		for _, n := range o.Actors {
			if !o.Meeting {
				keys = append(keys, DecidesKey(n))
			}
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// partiesIn returns the names of the parties of each meeting in d, ahead or told of as held
// or changed.
func partiesIn(d digest.Digest) [][]string {
	var all [][]string
	for _, m := range d.Meetings {
		all = append(all, parties(m))
	}
	for _, o := range d.Outcomes {
		if o.Meeting {
			all = append(all, o.Actors)
		}
	}
	return all
}

// meetingKeys are those of each pair of parties that meet.
func meetingKeys(d digest.Digest) []string {
	var keys []string
	for _, names := range partiesIn(d) {
		keys = append(keys, eachPair("meets ", lastSounds(names))...)
	}
	return keys
}

// matterKeys are those of each decider with each pair of the stems of its question.
func matterKeys(d digest.Digest) []string {
	var keys []string
	for _, c := range d.Decisions {
		keys = append(keys, askedKeys(c.Deciders, questionStems(c.Question))...)
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
		keys = append(keys, askedKeys(o.Actors, asks)...)
	}
	return keys
}

// askedKeys are those of each decider with each pair of what is asked.
func askedKeys(deciders, asks []string) []string {
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

const (
	// mostKeys is by how many keys threads are followed, those of the first entries.
	mostKeys = 120
	// mostOfThreads bounds what is found so.
	mostOfThreads = 60
)

// followed returns entries with others that may tell of the same meetings or decisions, by
// keys, if q, which found them, left any out: an opening may lie far back.
func (b *Bot) followed(ctx context.Context, q Query, entries []Entry, keys func(*Entry) []string) ([]Entry, error) {
	if len(entries) < q.Limit {
		return entries, nil
	}
	thread := Query{Tenant: q.Tenant, Feeds: q.Feeds, Ends: true, Detail: q.Detail,
		PublishedFrom: q.PublishedFrom, PublishedUntil: q.PublishedUntil, Limit: mostOfThreads}
	for i := range entries {
		for _, k := range keys(&entries[i]) {
			if len(thread.Threads) < mostKeys && !slices.Contains(thread.Threads, k) {
				thread.Threads = append(thread.Threads, k)
			}
		}
	}
	if len(thread.Threads) == 0 {
		return entries, nil
	}
	more, err := b.find(ctx, thread)
	return once(append(entries, more...)), err
}
