package linear

import "math/bits"

// A Tally is the working space in which the features of one word or state are weighed:
// groups of them by Group, single ones by Add, then Total. It remembers what groups weigh
// together, so that those of a frequent word are looked up once. Its memory is of a fixed
// size: a group takes the place of one that was there. A Tally belongs to one model and one
// goroutine.
type Tally struct {
	Scores   Scores // as Total leaves them
	features []uint64
	total    [(256 + 2) / 3]int64
	rows     []int64 // the memory: a key, then the scores
	bits     int     // of the number of rows
	seen     []uint8 // a part of the key of groups asked for lately
	expected int64   // of no use but to Expect
}

const (
	memory   = 1 << 21 // bytes of rows: the frequent words of a text
	seenBits = 16
)

// Scores are packed three to a number, so that adding numbers adds all three. A sum is
// remembered only if maxGroups of its size fit the 21 bits of each.
const (
	lane      = 21
	maxGroups = 16
	maxSum    = 1 << (lane - 1) / maxGroups
)

// Start empties t but for its memory.
func (m *Model) Start(t *Tally) {
	if t.rows == nil {
		row := m.lanes() + 1
		t.bits = bits.Len(uint(memory/(8*row))) - 1
		t.rows = make([]int64, row<<t.bits)
		t.seen = make([]uint8, 1<<seenBits)
	}
	t.features = t.features[:0]
	clear(t.total[:m.lanes()])
}

// Expect asks the memory for groups that are about to be added, so that the waits overlap.
func (m *Model) Expect(t *Tally, keys ...uint64) {
	row := m.lanes() + 1
	for _, key := range keys {
		t.expected += t.rows[int(key>>(64-t.bits))*row]
	}
}

// Add adds the features that list appends.
func (t *Tally) Add(list func(dst []uint64) []uint64) { t.features = list(t.features) }

// Group adds a group of features to t: those that list appends, which are the same for
// the same key. It is called at most maxGroups times after Start. A group that comes for
// the second time is worth remembering.
func (m *Model) Group(t *Tally, key uint64, list func(dst []uint64) []uint64) {
	width := m.lanes()
	key |= 1 // 0 marks a free row
	at := int(key>>(64-t.bits)) * (width + 1)
	row := t.rows[at : at+width+1]
	if row[0] != int64(key) && !m.learn(t, row, key, list) {
		return
	}
	total := t.total[:width]
	for i, x := range row[1:] {
		total[i] += x
	}
}

// learn adds the features of the group, which is not remembered, to t, or remembers it in
// row and reports so.
func (m *Model) learn(t *Tally, row []int64, key uint64, list func(dst []uint64) []uint64) bool {
	first := len(t.features)
	t.features = list(t.features)
	if s := &t.seen[key>>1&(1<<seenBits-1)]; *s != uint8(key>>24) {
		*s = uint8(key >> 24)
		return false
	}
	row[0] = 0
	if !m.pack(row[1:], t.features[first:]) {
		return false
	}
	row[0] = int64(key)
	t.features = t.features[:first]
	return true
}

// lanes returns how many numbers hold the scores of all classes.
func (m *Model) lanes() int { return (len(m.Classes) + 2) / 3 }

// pack writes the scores of the features to sum, and reports whether they fit.
func (m *Model) pack(sum []int64, features []uint64) bool {
	var scores Scores
	m.Add(&scores, features...)
	for i := range sum {
		a, b, c := scores[3*i], scores[(3*i+1)&0xFF], scores[(3*i+2)&0xFF]
		if max(a, b, c) >= maxSum || min(a, b, c) <= -maxSum {
			return false
		}
		sum[i] = int64(a) + int64(b)<<lane + int64(c)<<(2*lane)
	}
	return true
}

// Total sets t.Scores to what the groups and features of t weigh together. More features
// may be added after it, to be weighed by More.
func (m *Model) Total(t *Tally) {
	scores := &t.Scores
	for i, x := range t.total[:m.lanes()] {
		a := x << (64 - lane) >> (64 - lane)
		x = (x - a) >> lane
		b := x << (64 - lane) >> (64 - lane)
		scores[3*i], scores[(3*i+1)&0xFF], scores[(3*i+2)&0xFF] = int32(a), int32(b), int32((x-b)>>lane)
	}
	m.More(t)
}

// More adds to t.Scores what the features weigh that were added since Total.
func (m *Model) More(t *Tally) {
	m.Add(&t.Scores, t.features...)
	t.features = t.features[:0]
}
