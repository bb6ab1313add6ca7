// Package linear is a compact, read-only, sparse linear model over hashed features: for
// each feature the classes that it speaks for or against, with weights of one byte. It is read in
// place from the bytes that Build wrote, so that opening one costs nothing and only the
// pages that a text needs are ever touched.
package linear

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"
)

// A Model scores classes. It is immutable and safe for concurrent use.
type Model struct {
	Classes []string
	Scale   float32 // what a weight of 1 stands for
	slots   string  // n of 6 bytes: offset/2 in 3, fingerprint in 2, pairs in 1
	pairs   string  // class, weight
	n       uint64
}

const slotSize = 6

// Open reads the model at the start of data and returns what follows it.
func Open(data string) (*Model, string, error) {
	short := errors.New("model: cut short")
	if len(data) < 16 {
		return nil, "", short
	}
	head := []byte(data[:16])
	classes, n := int(binary.LittleEndian.Uint32(head)), int(binary.LittleEndian.Uint32(head[4:]))
	pairs := int(binary.LittleEndian.Uint32(head[8:]))
	m := &Model{n: uint64(n), Scale: math.Float32frombits(binary.LittleEndian.Uint32(head[12:]))}
	data = data[16:]
	for range classes {
		if len(data) == 0 || len(data) < 1+int(data[0]) {
			return nil, "", short
		}
		k := 1 + int(data[0])
		m.Classes = append(m.Classes, data[1:k])
		data = data[k:]
	}
	if n == 0 || pairs == 0 || len(data) < n*slotSize+pairs*2 {
		return nil, "", short
	}
	m.slots = data[:n*slotSize+2] // and two bytes of the first pair, for row
	data = data[n*slotSize:]
	m.pairs, data = data[:pairs*2], data[pairs*2:]
	return m, data, nil
}

// Scores has a place for each class; being as large as a byte counts, it needs no bounds
// checks.
type Scores [256]int32

// Add adds the weights of the features to scores.
//
// Most of its time would go into waiting for memory, so it asks for all slots of a batch
// before it looks at any, and for all rows before it adds any: the waits overlap.
func (m *Model) Add(scores *Scores, features ...uint64) {
	const batch = 64
	var found [batch]uint64 // the slots at the homes of the features, then those of the features in the model
	for len(features) > 0 {
		part := features[:min(batch, len(features))]
		features = features[len(part):]
		for k, h := range part {
			found[k] = m.slot(m.home(h))
		}
		n, touched := 0, 0
		for k, h := range part {
			if slot := m.find(h, found[k]); slot != 0 {
				row := m.row(slot)
				touched += int(row[0]) + int(row[len(row)-1])
				found[n] = slot
				n++
			}
		}
		if touched < 0 {
			return // never; without a use of it the rows would not be asked for
		}
		for _, slot := range found[:n] {
			scores.add(m.row(slot))
		}
	}
}

// add adds the pairs of a row, four at a time.
func (s *Scores) add(row string) {
	for len(row) >= 8 {
		x := uint64(row[0]) | uint64(row[1])<<8 | uint64(row[2])<<16 | uint64(row[3])<<24 |
			uint64(row[4])<<32 | uint64(row[5])<<40 | uint64(row[6])<<48 | uint64(row[7])<<56
		s[x&0xFF] += values[x>>8&0xFF]
		s[x>>16&0xFF] += values[x>>24&0xFF]
		s[x>>32&0xFF] += values[x>>40&0xFF]
		s[x>>48&0xFF] += values[x>>56]
		row = row[8:]
	}
	for len(row) >= 2 {
		s[row[0]] += values[row[1]]
		row = row[2:]
	}
}

// home returns the byte at which the slot of feature h starts, if no other took it.
func (m *Model) home(h uint64) int { return int((h>>32)*m.n>>32) * slotSize }

// slot returns the slot that starts at byte i, and two bytes more: one load instead of six.
func (m *Model) slot(i int) uint64 {
	s := m.slots[i : i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// find returns the slot of feature h, whose home holds slot, or 0.
func (m *Model) find(h, slot uint64) uint64 {
	fp := uint64(fingerprint(h)) << 24
	if slot&0xFFFF000000 == fp && slot>>40&0xFF != 0 {
		return slot
	}
	for i := m.home(h); slot>>40&0xFF != 0; slot = m.slot(i) {
		if slot&0xFFFF000000 == fp {
			return slot
		}
		if i += slotSize; i == int(m.n)*slotSize {
			i = 0
		}
	}
	return 0
}

// row returns the pairs that slot points to.
func (m *Model) row(slot uint64) string {
	from := int(slot&0xFFFFFF) * 2
	return m.pairs[from : from+2*int(slot>>40&0xFF)]
}

func fingerprint(h uint64) uint16 { return uint16(h) }

// values decodes a weight: int8 q stands for q·|q|, so that small weights, of which there
// are most, keep as many digits as large ones.
var values = func() (v [256]int32) {
	for i := range v {
		q := int32(int8(i))
		v[i] = q * max(q, -q)
	}
	return v
}()

func encode(w, scale float32) byte {
	q := math.Round(math.Sqrt(float64(abs(w) / scale)))
	if w < 0 {
		q = -q
	}
	return byte(int8(max(-127, min(127, q))))
}

// A Weight is what a feature says about a class.
type Weight struct {
	Class  int
	Weight float32
}

// A Row is all that a feature says.
type Row struct {
	Feature uint64
	Weights []Weight
}

// Size returns about how many bytes Build would write.
func Size(rows []Row, drop, clip float32) int {
	scale := clip / (127 * 127)
	features, pairs := 0, 0
	for _, r := range rows {
		n := 0
		for _, w := range r.Weights {
			if kept(w, drop, scale) {
				n++
			}
		}
		if n > 0 {
			features++
			pairs += n
		}
	}
	return features*slotSize*3/2 + pairs*2
}

func kept(w Weight, drop, scale float32) bool {
	return abs(w.Weight) >= drop && abs(w.Weight) >= scale/4
}

// Build writes a model of rows, without the weights under drop in size. The largest
// weights are clipped at clip. Classes are at most 255.
func Build(classes []string, rows []Row, drop, clip float32) []byte {
	scale := clip / (127 * 127)
	var full []Row
	pairs := 0
	for _, r := range rows {
		ws := slices.Clone(r.Weights)
		ws = slices.DeleteFunc(ws, func(w Weight) bool {
			return !kept(w, drop, scale)
		})
		if len(ws) == 0 {
			continue
		}
		slices.SortFunc(ws, func(a, b Weight) int { return a.Class - b.Class })
		full = append(full, Row{r.Feature, ws})
		pairs += len(ws)
	}
	slices.SortFunc(full, func(a, b Row) int {
		switch {
		case a.Feature < b.Feature:
			return -1
		case a.Feature > b.Feature:
			return 1
		}
		return 0
	})
	n := len(full)*3/2 + 2
	out := binary.LittleEndian.AppendUint32(nil, uint32(len(classes)))
	out = binary.LittleEndian.AppendUint32(out, uint32(n))
	out = binary.LittleEndian.AppendUint32(out, uint32(pairs))
	out = binary.LittleEndian.AppendUint32(out, math.Float32bits(scale))
	for _, c := range classes {
		out = append(append(out, byte(len(c))), c...)
	}
	slots := make([]byte, n*slotSize)
	var body []byte
	for _, r := range full {
		i := int((r.Feature >> 32) * uint64(n) >> 32)
		for slots[i*slotSize+5] != 0 {
			if i++; i == n {
				i = 0
			}
		}
		at := len(body) / 2
		s := slots[i*slotSize:]
		s[0], s[1], s[2] = byte(at), byte(at>>8), byte(at>>16)
		binary.LittleEndian.PutUint16(s[3:], fingerprint(r.Feature))
		s[5] = byte(len(r.Weights))
		for _, w := range r.Weights {
			body = append(body, byte(w.Class), encode(w.Weight, scale))
		}
	}
	return append(append(out, slots...), body...)
}

func abs(x float32) float32 {
	if x < 0 {
		return -x
	}
	return x
}
