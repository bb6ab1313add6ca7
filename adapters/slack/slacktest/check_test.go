package slacktest

import (
	"fmt"
	"strings"
	"testing"
)

// TestCheck: the checker refuses what Slack refuses.
func TestCheck(t *testing.T) {
	block := func(b string) string { return `{"text":"x","blocks":[` + b + `]}` }
	run := func(r string) string {
		return block(`{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[` + r + `]}]}`)
	}
	header := func(n int) string {
		return block(fmt.Sprintf(`{"type":"header","text":{"type":"plain_text","text":"%s"}}`, strings.Repeat("x", n)))
	}
	for name, good := range map[string]string{
		"text":    `{"text":"x"}`,
		"header":  header(150),
		"runs":    run(`{"type":"text","text":"x"},{"type":"link","url":"https://a.example"},{"type":"date","timestamp":1,"format":"{date}"}`),
		"section": block(`{"type":"section","text":{"type":"mrkdwn","text":"x"}}`),
		"context": block(`{"type":"context","elements":[{"type":"plain_text","text":"x"}]}`),
		"marked":  `{"text":"x","metadata":{"event_type":"a","event_payload":{}}}`,
	} {
		if err := Check([]byte(good)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, bad := range map[string]string{
		"nothing":         `{}`,
		"no text":         `{"blocks":[{"type":"divider"}]}`,
		"no JSON":         `{`,
		"long text":       `{"text":"` + strings.Repeat("x", 40001) + `"}`,
		"long header":     header(151),
		"empty header":    header(0),
		"mrkdwn header":   block(`{"type":"header","text":{"type":"mrkdwn","text":"x"}}`),
		"51 blocks":       block(strings.TrimSuffix(strings.Repeat(`{"type":"divider"},`, 51), ",")),
		"long section":    block(`{"type":"section","text":{"type":"mrkdwn","text":"` + strings.Repeat("x", 3001) + `"}}`),
		"empty section":   block(`{"type":"section"}`),
		"emoji in mrkdwn": block(`{"type":"section","text":{"type":"mrkdwn","text":"x","emoji":true}}`),
		"empty context":   block(`{"type":"context","elements":[]}`),
		"empty rich text": block(`{"type":"rich_text","elements":[]}`),
		"empty run":       run(`{"type":"text","text":""}`),
		"no runs":         run(``),
		"script link":     run(`{"type":"link","url":"javascript:alert(1)"}`),
		"odd date":        run(`{"type":"date","timestamp":1,"format":"today"}`),
		"unknown run":     run(`{"type":"blink"}`),
		"unknown block":   block(`{"type":"marquee"}`),
		"too much":        run(`{"type":"text","text":"` + strings.Repeat("x", 13300) + `"}`),
		"metadata":        `{"text":"x","metadata":{"event_type":""}}`,
	} {
		if err := Check([]byte(bad)); err == nil {
			t.Errorf("%s: not refused", name)
		}
	}
}

func TestPings(t *testing.T) {
	s := New(t)
	for _, m := range []Message{
		{Text: "<!channel> and <@U1>"},
		{Text: "&lt;!channel&gt; @here"},
		{Text: "x", Blocks: []byte(`[{"type":"section","text":{"type":"mrkdwn","text":"<!here|x>"}},{"type":"header","text":{"type":"plain_text","text":"<!channel>"}},
			{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"user","user_id":"U2"},{"type":"broadcast","range":"everyone"},{"type":"text","text":"<@U3>"}]}]}]`)},
	} {
		s.messages = append(s.messages, &m)
	}
	if got, want := fmt.Sprint(s.Pings()), "[<!channel> <@U1> <!here|x> U2 everyone]"; got != want {
		t.Errorf("pings %s, want %s", got, want)
	}
}
