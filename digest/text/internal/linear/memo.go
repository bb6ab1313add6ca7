package linear

import "math/bits"

// A Memo remembers what groups of features weigh together, so that those of a frequent word
// are looked up once. Its size is fixed: a group takes the place of one that was there. It
// belongs to one model and one goroutine. The zero Memo is empty.
type Memo struct {
	rows []int64  // a key, then the scores
	seen []uint16 // of the groups asked for lately
	bits int      // of the number of rows
}

const (
	memoBytes = 1 << 18 // of the rows: the frequent words of a text, and room in the cache for the model
	seenBits  = 13
)

// Scores are packed three to a number, so that adding numbers adds all three. A sum is
// remembered only if maxGroups of its size fit the 21 bits of each.
const (
	lane      = 21
	maxGroups = 16
	maxSum    = 1 << (lane - 1) / maxGroups
)

// A Tally is the working space in which the features of one word or state are weighed:
// groups of them by Group, single ones by Add, then Total.
type Tally struct {
	Scores   Scores // as Total leaves them
	features []uint64
	sums     [maxGroups][]int64
	n        int
}

// Start empties t.
func (t *Tally) Start() { t.features, t.n = t.features[:0], 0 }

// Add adds the features that list appends.
func (t *Tally) Add(list func(dst []uint64) []uint64) { t.features = list(t.features) }

// Group adds a group of features to t: those that list appends, of which there are the
// same for the same key. A key that comes for the second time is worth remembering.
func (m *Model) Group(t *Tally, c *Memo, key uint64, list func(dst []uint64) []uint64) {
	width := m.lanes()
	if c.rows == nil {
		c.bits = bits.Len(uint(memoBytes/(8*(width+1)))) - 1
		c.rows = make([]int64, (width+1)<<c.bits)
		c.seen = make([]uint16, 1<<seenBits)
	}
	key |= 1 // 0 marks a free row
	at := int(key>>(64-c.bits)) * (width + 1)
	row := c.rows[at : at+width+1]
	if row[0] == int64(key) {
		t.sums[t.n] = row[1:]
		t.n++
		return
	}
	first := len(t.features)
	t.features = list(t.features)
	if s := &c.seen[key>>1&(1<<seenBits-1)]; *s != uint16(key>>16) {
		*s = uint16(key >> 16)
		return
	}
	if m.pack(row[1:], t.features[first:]) {
		row[0] = int64(key)
		t.sums[t.n] = row[1:]
		t.n++
		t.features = t.features[:first]
	} else {
		row[0] = 0
	}
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

// Total sets t.Scores to what the groups and features of t weigh together.
func (m *Model) Total(t *Tally) {
	var total [(len(t.Scores) + 2) / 3]int64
	sum := total[:m.lanes()]
	for _, s := range t.sums[:t.n] {
		s = s[:len(sum)]
		for i, x := range s {
			sum[i] += x
		}
	}
	scores := &t.Scores
	for i, x := range sum {
		a := x << (64 - lane) >> (64 - lane)
		x = (x - a) >> lane
		b := x << (64 - lane) >> (64 - lane)
		scores[3*i], scores[(3*i+1)&0xFF], scores[(3*i+2)&0xFF] = int32(a), int32(b), int32((x-b)>>lane)
	}
	m.Add(scores, t.features...)
}
