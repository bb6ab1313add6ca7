package slack

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/readout-bot/readout/bot"
)

// Limits of a place that blocks go to.
type limits struct {
	blocks int // on a page
	size   int // of the JSON of its blocks
	pages  int
}

var (
	inMessage = limits{blocks: maxBlocks, size: maxBlocksJSON, pages: maxPages}
	inView    = limits{blocks: maxViewBlocks, size: maxViewJSON, pages: 1}
)

// render lays m out on as many pages as it needs; there is always one. It splits between
// lines, never inside one. Sections that may stand aside go on pages after the first.
func render(m bot.Message) []page { return layOut(m, inMessage, "") }

// renderPost is render of a post, with the group that it calls.
func renderPost(p bot.Post) []page { return layOut(p.Message, inMessage, p.Ping) }

// renderWhole is render without sections aside: an answer belongs together.
func renderWhole(m bot.Message) []page { return layOut(together(m), inMessage, "") }

// renderView is m as the blocks of a view.
func renderView(m bot.Message) []slack.Block { return layOut(together(m), inView, "")[0].Blocks }

// together is m with no section aside.
func together(m bot.Message) bot.Message {
	sections := m.Sections
	m.Sections = nil
	for _, s := range sections {
		s.Aside = false
		m.Sections = append(m.Sections, s)
	}
	return m
}

// layOut fills pages within l. A group to ping is called on the first.
func layOut(m bot.Message, l limits, ping string) []page {
	r := renderer{limits: l}
	if row := buttons(m.Controls); row != nil {
		r.foot = append(r.foot, row)
	}
	if f := cut(clean(m.Footer), showFooter); f != "" {
		r.foot = append(r.foot, contextBlock(f))
		r.footerText = f
	}
	r.turn()
	if ping != "" {
		r.block(slack.NewRichTextBlock("", slack.NewRichTextSection(slack.NewRichTextSectionUserGroupElement(ping))))
	}
	if title := clean(m.Title); title != "" {
		r.header(title)
	}
	r.add(lead(m), piece{})
	for _, aside := range []bool{false, true} {
		for _, s := range m.Sections {
			if s.Aside != aside {
				continue
			}
			if aside && len(r.pages) == 1 && l.pages > 1 {
				r.turn()
			}
			r.section(s)
		}
	}
	r.rest()
	r.finish()
	if ping != "" { // where the blocks are refused, the text calls it
		r.pages[0].Text = cutBytes("<!subteam^"+ping+">\n"+r.pages[0].Text, maxTextBytes)
	}
	return r.pages
}

// A renderer fills pages within Slack's limits.
type renderer struct {
	limits     limits
	pages      []page
	foot       []slack.Block // buttons and footer, under the first page, whose budget keeps room for them
	footerText string

	size   int // of the JSON of the current page's blocks
	words  []string
	rich   *slack.RichTextBlock // the block that pieces go into; nil: the next piece starts one
	inRich int                  // its text

	full    bool // the last page is
	dropped int  // lines that found no room
}

// turn starts a page.
func (r *renderer) turn() {
	r.finishText()
	r.pages = append(r.pages, page{})
	r.rich, r.size, r.words = nil, 0, nil
	if len(r.pages) == 1 {
		for _, b := range r.foot {
			r.size += jsonSize(b)
		}
	}
}

func (r *renderer) current() *page { return &r.pages[len(r.pages)-1] }

func (r *renderer) block(b slack.Block) {
	p := r.current()
	p.Blocks = append(p.Blocks, b)
	r.size += jsonSize(b)
}

func (r *renderer) header(title string) {
	title = cut(title, maxHeader)
	r.block(slack.NewHeaderBlock(plainText(title)))
	r.words = append(r.words, title)
}

// section starts a block for s; where it runs over a page its heading is repeated.
func (r *renderer) section(s bot.Section) {
	head := heading(s)
	r.rich = nil
	started := false
	put := func(p piece) bool {
		switch {
		case p.empty():
			return true
		case started:
			return r.add(p, head)
		}
		started = true
		return r.add(joined(head, p), piece{})
	}
	for _, l := range s.Lines {
		if !put(line(l)) {
			r.dropped++
		}
	}
	if r.dropped > 0 {
		r.dropped += s.More
		return
	}
	var rest runs
	rest.text(s.Rest(), italic())
	put(rest.piece())
	if !started {
		r.add(head, piece{})
	}
	r.rich = nil
}

// rest says how many lines found no room on any page.
func (r *renderer) rest() {
	if r.dropped == 0 {
		return
	}
	var rest runs
	rest.text(bot.Section{More: r.dropped}.Rest(), italic())
	r.full = false
	r.put(rest.piece())
}

// add puts p on the current page, or on a new one under head if it does not fit. It returns
// false if there is no page left for it.
func (r *renderer) add(p, head piece) bool {
	if p.empty() {
		return true
	}
	if r.full {
		return false
	}
	l := r.limits
	if len(r.pages) == 1 {
		l.blocks -= len(r.foot)
	}
	if len(r.pages) == l.pages {
		l.size, l.blocks = l.size-roomForRest, l.blocks-1
	}
	if r.size+p.size() > l.size || len(r.current().Blocks)+p.blocks() > l.blocks {
		if len(r.pages) == l.pages {
			r.full = true
			return false
		}
		r.turn()
		p = joined(head, p)
	}
	r.put(p)
	return true
}

// put puts p on the current page.
func (r *renderer) put(p piece) {
	r.write(p.above, 0)
	if p.section != nil {
		r.block(p.section)
		r.rich = nil
	}
	r.write(p.elements, units(p.text))
	if p.section != nil {
		r.rich = nil
	}
	r.words = append(r.words, p.text)
}

// write appends to the rich text of the current page, which grows by length.
func (r *renderer) write(elements []slack.RichTextElement, length int) {
	if len(elements) == 0 {
		return
	}
	if r.rich == nil || r.inRich+length > maxText {
		r.rich = slack.NewRichTextBlock("")
		r.inRich = 0
		r.block(r.rich)
	}
	for _, e := range elements {
		appendRich(r.rich, e)
	}
	r.size += jsonSize(elements)
	r.inRich += length
}

// finishText sets the plain text of the current page.
func (r *renderer) finishText() {
	if len(r.pages) == 0 {
		return
	}
	if len(r.pages) == 1 && r.footerText != "" {
		r.words = append(r.words, r.footerText)
	}
	r.current().Text = cutBytes(escape(strings.Join(r.words, "\n")), maxTextBytes)
}

func (r *renderer) finish() {
	r.finishText()
	first := &r.pages[0]
	first.Blocks = append(first.Blocks, r.foot...)
	if len(first.Blocks) == 0 { // nothing to say; Slack refuses a message without text (no_text)
		first.Blocks = []slack.Block{contextBlock("…")}
	}
	if first.Text == "" {
		first.Text = "…"
	}
}

// jsonSize is how many characters v adds to the JSON of a message.
func jsonSize(v any) int {
	b, err := plainJSON(v)
	if err != nil {
		return maxBlocksJSON
	}
	return units(string(b)) + 1
}
