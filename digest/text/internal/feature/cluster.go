package feature

import "github.com/readout-bot/readout/digest/text/internal/table"

// Clusters knows the classes of words that are used alike.
type Clusters struct {
	table table.Table
}

// OpenClusters reads what the trainer wrote.
func OpenClusters(data string) (*Clusters, error) {
	t, _, err := table.Open(data, 4)
	return &Clusters{t}, err
}

// Words appends the Words of n tokens, the text of token i being token(i).
func (c *Clusters) Words(dst []Word, n int, token func(int) string) []Word {
	for i := range n {
		dst = append(dst, Word{})
		w := &dst[len(dst)-1]
		w.Set(token(i))
		c.set(w)
	}
	return dst
}

// set looks up the classes of w, those of its lower-case form if its own is rare.
func (c *Clusters) set(w *Word) {
	v := c.table.Lookup(w.Form)
	if v == "" && w.Key != w.Form {
		v = c.table.Lookup(w.Key)
	}
	if v == "" && w.Lower != w.Form {
		v = c.table.Lookup(w.Lower)
	}
	if len(v) >= 4 {
		w.Cluster = [2]uint16{uint16(v[0]) | uint16(v[1])<<8, uint16(v[2]) | uint16(v[3])<<8}
	}
}
