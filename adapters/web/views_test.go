package web

import (
	"encoding/json"
	"html/template"
	"strings"
	"testing"
	"time"
)

func TestViews(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		show    func(json.RawMessage, int, *time.Location) (template.HTML, error)
		part    int
		payload string
		want    string
	}{
		{"slack header and context", SlackHTML, 0,
			`{"blocks":[{"type":"header","text":{"type":"plain_text","text":"A & B <i>"}},{"type":"divider"},{"type":"context","elements":[{"type":"plain_text","text":"3 articles"}]}]}`,
			`<h3>A &amp; B &lt;i&gt;</h3><hr><p class="context">3 articles </p>`},
		{"slack runs", SlackHTML, 0,
			`{"blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"Rubio","style":{"bold":true}},{"type":"text","text":" · "},{"type":"link","url":"https://a.example/?a=1&b=2","text":"Wire"},{"type":"date","timestamp":1760688000,"format":"{date_short_pretty} {time}","fallback":"x"}]},{"type":"rich_text_quote","elements":[{"type":"text","text":"one\ntwo"}]}]}]}`,
			`<p><b>Rubio</b> · <a rel="noreferrer noopener" target="_blank" href="https://a.example/?a=1&amp;b=2">Wire</a>Oct 17, 2025 10:00 AM</p><blockquote>one<br>two</blockquote>`},
		{"slack thread without blocks", SlackHTML, 1, `{"text":"1 &lt; 2"}`, `<div class="thread"><p>1 &lt; 2</p></div>`},
		{"slack controls", SlackHTML, 0,
			`{"blocks":[{"type":"section","text":{"type":"mrkdwn","text":"x"},"accessory":{"type":"overflow","action_id":"line","options":[{"text":{"type":"plain_text","text":"Follow"},"value":"follow <1>"}]}},{"type":"actions","elements":[{"type":"button","action_id":"say","text":{"type":"plain_text","text":"Next"},"value":"today"},{"type":"button","url":"https://a.example","text":{"type":"plain_text","text":"Calendar"}}]}]}`,
			`<span class="accessory"><details class="menu"><summary>⋯</summary><button form="press" name="Slack" value="id=line&amp;value=follow+%3C1%3E">Follow</button></details></span><p>x</p><p><button form="press" name="Slack" value="id=say&amp;value=today">Next</button><a rel="noreferrer noopener" target="_blank" href="https://a.example">Calendar</a> </p>`},
		{"discord controls", DiscordHTML, 0,
			`{"components":[{"type":1,"components":[{"type":2,"label":"Next","custom_id":"say:today"},{"type":2,"label":"Calendar","url":"https://a.example"}]},{"type":1,"components":[{"type":3,"custom_id":"line","placeholder":"Details of","options":[{"label":"Oslo","value":"why 1","description":"Fri"}]}]}]}`,
			`<p><button form="press" name="Discord" value="id=say%3Atoday&amp;value=">Next</button><a rel="noreferrer noopener" target="_blank" href="https://a.example">Calendar</a> </p><p><details class="menu"><summary>Details of</summary><button form="press" name="Discord" value="id=line&amp;value=why+1">Oslo Fri</button></details></p>`},
		{"slack link that is none", SlackHTML, 0,
			`{"blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"link","url":"javascript:alert(1)","text":"x"}]}]}]}`,
			`<p><a>x</a></p>`},
		{"discord embed", DiscordHTML, 0,
			`{"embeds":[{"title":"A \\* B","url":"https://a.example","description":"**Fri** · _soon_ · [Wire](https://a.example) <t:1760688000:F>\n> a \\<b\\>\n> c","color":255,"footer":{"text":"3 articles"}}]}`,
			`<div class="embed"><svg class="bar" width="4" height="100%" aria-hidden="true"><rect width="4" height="100%" fill="#0000ff"/></svg><h3><a rel="noreferrer noopener" target="_blank" href="https://a.example">A * B</a></h3><p><b>Fri</b> · <i>soon</i> · <a rel="noreferrer noopener" target="_blank" href="https://a.example">Wire</a> Friday, 17 October 2025 10:00</p><blockquote><p>a &lt;b&gt;</p><p>c</p></blockquote><footer>3 articles</footer></div>`},
		{"discord loose ends", DiscordHTML, 0, `{"content":"[a <t:x> **b"}`, `<p>[a &lt;t:x&gt; <b>b</b></p>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.show(json.RawMessage(c.payload), c.part, berlin)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// No text of a payload may become markup of the page or hang its renderer.
func FuzzDiscord(f *testing.F) {
	f.Add(`**a** _b_ [c](d) <t:1:F> \* > q`)
	f.Add("[](")
	f.Fuzz(func(t *testing.T, s string) {
		b, err := json.Marshal(map[string]string{"content": s + "<script>x</script>"})
		if err != nil {
			t.Skip("not text")
		}
		got, err := DiscordHTML(b, 0, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(got), "<script") {
			t.Errorf("markup got through: %s", got)
		}
	})
}
