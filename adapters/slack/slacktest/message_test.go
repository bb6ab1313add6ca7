package slacktest

import (
	"fmt"
	"testing"
)

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
