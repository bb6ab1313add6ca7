package feed

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/readout-bot/readout/bot"
)

func TestReadOPML(t *testing.T) {
	const file = `<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.0"><head><title>Mine</title></head><body>
<outline text="World">
  <outline text="The Northern Ledger &amp; Co" type="rss" xmlUrl="https://northernledger.example/feed.xml" htmlUrl="https://northernledger.example/"/>
  <outline text="Deeper"><outline title="Caf` + "\xe9" + ` News" text="x" xmlurl=" http://cafe.example/rss?key=1 "/></outline>
</outline>
<outline text="A folder"/>
<outline text="Twice" xmlUrl="https://northernledger.example/feed.xml"/>
<outline text="No address of the web" xmlUrl="file:///etc/passwd"/>
<outline text="Nameless&nbsp;one" xmlUrl="https://c.example/"/>
</body></opml>`
	got, err := ReadOPML(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	want := []bot.Feed{
		{URL: "https://northernledger.example/feed.xml", Title: "The Northern Ledger & Co"},
		{URL: "http://cafe.example/rss?key=1", Title: "Café News"},
		{URL: "https://c.example/", Title: "Nameless one"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("feeds (-want +got):\n%s", diff)
	}
}

func TestReadOPMLFaults(t *testing.T) {
	many := strings.Builder{}
	for i := range maxOPMLFeeds + 1 {
		fmt.Fprintf(&many, `<outline xmlUrl="https://a.example/%d"/>`, i)
	}
	tests := []struct {
		name, in, says string
		large          bool
	}{
		{"empty", "", "the file is empty", false},
		{"not OPML", "<html><body>hello</body></html>", "the file is not OPML: it begins with <html>", false},
		{"cut off", `<opml><body><outline xmlUrl="https://a.exa`, "is malformed", false},
		{"deep", "<opml>" + strings.Repeat("<outline>", 100), "nests deeper than 32", true},
		{"many", "<opml><body>" + many.String(), "lists more than 10000", true},
		{"large", "<opml>" + strings.Repeat(" ", maxOPMLBytes), "has more than 4 MB", true},
		{"bomb", `<!DOCTYPE opml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><opml><body><outline text="&b;" xmlUrl="https://a.example/"/></body></opml>`, "", false},
	}
	for _, test := range tests {
		_, err := ReadOPML(strings.NewReader(test.in))
		if test.says == "" {
			if err != nil {
				t.Errorf("%s: %v", test.name, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), test.says) || errors.Is(err, bot.ErrTooLarge) != test.large {
			t.Errorf("%s: error %v, want %q, too large %v", test.name, err, test.says, test.large)
		}
	}
}

func TestWriteOPML(t *testing.T) {
	feeds := []bot.Feed{
		{URL: "https://a.example/feed?x=1&y=2", Title: `"A" <b> & co`},
		{URL: "https://b.example/", Title: ""},
	}
	var b bytes.Buffer
	if err := WriteOPML(&b, feeds); err != nil {
		t.Fatal(err)
	}
	const want = `<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head>
    <title>Readout</title>
  </head>
  <body>
    <outline type="rss" text="&#34;A&#34; &lt;b&gt; &amp; co" title="&#34;A&#34; &lt;b&gt; &amp; co" xmlUrl="https://a.example/feed?x=1&amp;y=2"></outline>
    <outline type="rss" text="https://b.example/" title="https://b.example/" xmlUrl="https://b.example/"></outline>
  </body>
</opml>
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("file (-want +got):\n%s", diff)
	}
	back, err := ReadOPML(&b)
	if err != nil {
		t.Fatal(err)
	}
	feeds[1].Title = feeds[1].URL
	feeds[0].Title = `"A" & co` // a title is text; markup in it is not kept
	if diff := cmp.Diff(feeds, back); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
}
