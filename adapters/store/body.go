package store

import (
	"encoding/binary"
	"errors"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/when"
)

// How an entry is kept: as one stretch of bytes that begins with the version of its form,
// then the text, then the meetings, decisions and outcomes, then the rest. A span is its two
// numbers, for its words stand in the
// text; a string that came before is its number among them. Look-ups read hundreds of
// entries each, and what they read becomes strings without being copied.
//
// A field that is added to an entry gets a new version, and is coded only from that on.

// bodyVersion is the version that is written.
const bodyVersion = 1

// errBody says that bytes are no entry.
var errBody = errors.New("a stored entry is damaged")

// encodeEntry returns e as it is kept, without what the feeds say of it.
func encodeEntry(e bot.Entry) []byte {
	c := coder{out: []byte{bodyVersion}, known: make(map[string]int)}
	c.events(&e)
	c.others(&e.Digest)
	return c.out
}

// decodeEntry is the inverse of encodeEntry. The strings of the entry are parts of body.
func decodeEntry(body string) (bot.Entry, error) {
	e, rest, err := decodeEvents(body)
	if err != nil {
		return e, err
	}
	return e, rest.finish(&e.Digest)
}

// decodeEvents reads no more than the first part of an entry. The coder reads the rest.
func decodeEvents(body string) (e bot.Entry, rest *coder, err error) {
	c := &coder{reading: true, in: body, strings: make([]string, 0, 64)}
	if version := c.byte(0); version != bodyVersion {
		return e, nil, errBody
	}
	if c.events(&e); c.bad {
		return e, nil, errBody
	}
	return e, c, nil
}

// finish reads the second part, which must be the last.
func (c *coder) finish(d *digest.Digest) error {
	if c.others(d); c.bad || c.at != len(c.in) {
		return errBody
	}
	return nil
}

// A coder goes through an entry and writes or reads each field, so that both are said once.
type coder struct {
	out   []byte // when writing
	known map[string]int

	reading bool
	in      string
	at      int
	bad     bool // in is no entry

	strings []string // so far, in order
	text    string   // of the article
	zones   []*time.Location
}

// byte writes b, or returns the one that is read.
func (c *coder) byte(b byte) byte {
	if !c.reading {
		c.out = append(c.out, b)
		return b
	}
	if c.at >= len(c.in) {
		c.bad = true
		return 0
	}
	c.at++
	return c.in[c.at-1]
}

func (c *coder) flag(v *bool) { *v = c.byte(byte(flag(*v))) != 0 }

// uint writes v, or returns the number that is read.
func (c *coder) uint(v uint64) uint64 {
	if !c.reading {
		c.out = binary.AppendUvarint(c.out, v)
		return v
	}
	v = 0
	for shift := 0; shift < 64 && c.at < len(c.in); shift += 7 {
		b := c.in[c.at]
		c.at++
		v |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return v
		}
	}
	c.bad = true
	return 0
}

// int is uint for numbers that may be negative.
func (c *coder) int(v int64) int64 {
	u := c.uint(uint64(v<<1) ^ uint64(v>>63))
	return int64(u>>1) ^ -int64(u&1)
}

func (c *coder) number(v *int) { *v = int(c.int(int64(*v))) }

// long writes or reads a string as it is.
func (c *coder) long(s *string) {
	n := c.uint(uint64(len(*s)))
	if !c.reading {
		c.out = append(c.out, *s...)
		return
	}
	if n > uint64(len(c.in)-c.at) {
		c.bad = true
		return
	}
	*s = c.in[c.at : c.at+int(n)]
	c.at += int(n)
}

// string writes or reads a string: the number of an equal one before it and one, or zero
// and the string itself.
func (c *coder) string(s *string) {
	if !c.reading {
		if n, ok := c.known[*s]; ok {
			c.uint(uint64(n) + 1)
			return
		}
		c.uint(0)
		c.long(s)
		c.learn(*s)
		return
	}
	n := c.uint(0)
	switch {
	case n == 0:
		c.long(s)
		c.learn(*s)
	case n <= uint64(len(c.strings)):
		*s = c.strings[n-1]
	default:
		c.bad = true
	}
}

// learn gives s the next number.
func (c *coder) learn(s string) {
	if !c.reading {
		if _, ok := c.known[s]; !ok {
			c.known[s] = len(c.strings)
		}
	}
	c.strings = append(c.strings, s)
}

// items writes or reads a list by its items.
func items[T any](c *coder, l *[]T, item func(*coder, *T)) {
	n := c.uint(uint64(len(*l)))
	if c.reading {
		if n > uint64(len(c.in)-c.at) { // an item has a byte at least
			c.bad = true
			return
		}
		if n > 0 {
			*l = make([]T, n)
		}
	}
	for i := range *l {
		item(c, &(*l)[i])
	}
}

func stringItem[T ~string](c *coder, s *T) {
	t := string(*s)
	c.string(&t)
	*s = T(t)
}

// time writes or reads an instant with its offset from UTC; zones have no other name.
func (c *coder) time(t *time.Time) {
	var mark int64 // 0 for none, else what the offset is, and one more or less to spare the 0
	_, offset := t.Zone()
	switch {
	case c.reading || t.IsZero():
	case offset < 0:
		mark = int64(offset) - 1
	default:
		mark = int64(offset) + 1
	}
	if mark = c.int(mark); mark == 0 {
		return
	}
	second, nano := c.int(t.Unix()), c.uint(uint64(t.Nanosecond()))
	if !c.reading {
		return
	}
	offset = int(mark) - 1
	if mark < 0 {
		offset = int(mark) + 1
	}
	*t = time.Unix(second, int64(nano)).In(c.zone(offset))
}

// zone returns the zone with that offset.
func (c *coder) zone(offset int) *time.Location {
	if offset == 0 {
		return time.UTC
	}
	for _, z := range c.zones {
		if _, o := time.Unix(0, 0).In(z).Zone(); o == offset {
			return z
		}
	}
	z := time.FixedZone("", offset)
	c.zones = append(c.zones, z)
	return z
}

// span writes or reads a span, whose words are those of the text unless it says otherwise.
func (c *coder) span(s *digest.Span) {
	start, end := c.int(int64(s.Start)), c.int(int64(s.End))
	within := 0 <= start && start <= end && end <= int64(len(c.text))
	literal := !c.reading && (!within || c.text[start:end] != s.Text)
	c.flag(&literal)
	if c.reading {
		s.Start, s.End = int(start), int(end)
	}
	switch {
	case literal:
		c.string(&s.Text)
		return
	case !within:
		c.bad = true
		return
	case c.reading:
		s.Text = c.text[start:end]
	}
	c.learn(s.Text)
}

func spanItem(c *coder, s *digest.Span) { c.span(s) }

// events writes or reads the first part of an entry, which is all that a list of meetings
// or decisions needs. The text comes first, since spans are of it.
func (c *coder) events(e *bot.Entry) {
	c.long(&e.Article.Text)
	c.text = e.Article.Text
	c.article(&e.Article)
	items(c, &e.Keys, stringItem)
	c.string(&e.Digest.Schema)
	c.article(&e.Digest.Article)
	items(c, &e.Digest.Meetings, meetingItem)
	items(c, &e.Digest.Decisions, decisionItem)
	items(c, &e.Digest.Outcomes, outcomeItem)
}

// others writes or reads the rest.
func (c *coder) others(d *digest.Digest) {
	items(c, &d.Summary, statementItem)
	items(c, &d.Actors, actorItem)
	c.string(&d.Note)
}

// article codes an article without its text.
func (c *coder) article(a *digest.Article) {
	c.string(&a.ID)
	c.string(&a.URL)
	c.string(&a.Title)
	c.string(&a.Source)
	c.time(&a.Published)
	c.string(&a.Language)
}

func statementItem(c *coder, s *digest.Statement) {
	items(c, &s.Evidence, spanItem) // first, for the text is that of a span as a rule
	c.string(&s.Text)
	c.string(&s.Quote)
}

func actorItem(c *coder, a *digest.Actor) {
	c.string(&a.Name)
	stringItem(c, &a.Kind)
	c.string(&a.Role)
	items(c, &a.Aliases, stringItem)
	c.number(&a.Mentions)
	items(c, &a.Evidence, spanItem)
	items(c, &a.Statements, statementItem)
}

func (c *coder) when(w *digest.When) {
	c.string(&w.Text)
	c.time(&w.Start)
	c.time(&w.End)
	stringItem[when.Precision](c, &w.Precision)
}

func meetingItem(c *coder, m *digest.Meeting) {
	c.string(&m.Title)
	items(c, &m.Participants, stringItem)
	c.string(&m.Host)
	c.string(&m.Place)
	c.when(&m.When)
	stringItem(c, &m.Status)
	c.string(&m.Purpose)
	items(c, &m.Evidence, spanItem)
}

func decisionItem(c *coder, d *digest.Decision) {
	c.string(&d.Question)
	items(c, &d.Deciders, stringItem)
	stringItem(c, &d.Status)
	set := d.Deadline != nil
	if c.flag(&set); set {
		if c.reading {
			d.Deadline = new(digest.When)
		}
		c.when(d.Deadline)
	}
	items(c, &d.Positions, func(c *coder, p *digest.Position) {
		c.string(&p.Actor)
		stringItem(c, &p.Stance)
		items(c, &p.Evidence, spanItem)
	})
	items(c, &d.Evidence, spanItem)
}

func outcomeItem(c *coder, o *digest.Outcome) {
	stringItem(c, &o.Kind)
	items(c, &o.Actors, stringItem)
	c.string(&o.About)
	c.flag(&o.Meeting)
	c.when(&o.When)
	c.string(&o.Place)
	items(c, &o.Evidence, spanItem)
}
