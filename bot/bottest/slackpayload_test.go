package bottest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// A slackCase is a payload with the code that it is refused with; empty for none.
type slackCase struct{ name, payload, code string }

func x(n int) string { return strings.Repeat("x", n) }

func slackCases(t *testing.T, check func([]byte) error, cases []slackCase) {
	t.Helper()
	for _, c := range cases {
		err := check([]byte(c.payload))
		fault, _ := errors.AsType[*SlackFault](err)
		code := ""
		if fault != nil {
			code = fault.Code
		}
		if code != c.code || (err != nil) != (fault != nil) {
			t.Errorf("%s: got error %v, want code %q", c.name, err, c.code)
		}
	}
}

// TestSlackMessage: the checker refuses what Slack refuses, each limit at its border.
func TestSlackMessage(t *testing.T) {
	block := func(b string) string { return `{"text":"x","blocks":[` + b + `]}` }
	rich := func(e string) string { return block(`{"type":"rich_text","elements":[` + e + `]}`) }
	run := func(r string) string { return rich(`{"type":"rich_text_section","elements":[` + r + `]}`) }
	text := func(n int) string { return `{"type":"plain_text","text":"` + x(n) + `"}` }
	header := func(n int) string { return block(`{"type":"header","text":` + text(n) + `}`) }
	beside := func(a string) string { return block(`{"type":"section","text":` + text(1) + `,"accessory":` + a + `}`) }
	actions := func(e string) string { return block(`{"type":"actions","elements":[` + e + `]}`) }
	times := func(n int, s string) string { return strings.TrimSuffix(strings.Repeat(s+",", n), ",") }
	button := `{"type":"button","action_id":"a","text":` + text(75) + `,"value":"v"}`
	option := `{"text":` + text(75) + `,"value":"` + x(150) + `"}`
	const bad = "invalid_blocks"
	slackCases(t, SlackMessage, []slackCase{
		{"text", `{"text":"x"}`, ""},
		{"header", header(150), ""},
		{"runs", run(`{"type":"text","text":"x","style":{"bold":true}},{"type":"link","url":"https://a.example"},{"type":"date","timestamp":1,"format":"{date}"}`), ""},
		{"section", block(`{"type":"section","text":{"type":"mrkdwn","text":"*x* <!date^1^{date}|then>","verbatim":true}}`), ""},
		{"context", block(`{"type":"context","elements":[` + text(3000) + `]}`), ""},
		{"list", rich(`{"type":"rich_text_list","style":"bullet","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x"}]}]}`), ""},
		{"marked", `{"text":"x","metadata":{"event_type":"a","event_payload":{}}}`, ""},
		{"button", beside(button), ""},
		{"menu", beside(`{"type":"overflow","action_id":"a","options":[` + times(5, option) + `]}`), ""},
		{"group", `{"text":"<!subteam^S0DESK>\nx","blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"usergroup","usergroup_id":"S0DESK"}]}]}]}`, ""},

		{"nothing", `{}`, "no_text"},
		{"no text", `{"blocks":[{"type":"divider"}]}`, "no_text"},
		{"no JSON", `{`, "invalid_arguments"},
		{"no blocks", `{"text":"x","blocks":{}}`, "invalid_blocks_format"},
		{"long text", `{"text":"` + x(40001) + `"}`, "msg_too_long"},
		{"too much", run(`{"type":"text","text":"` + x(13300) + `"}`), "msg_blocks_too_long"},
		{"metadata", `{"text":"x","metadata":{"event_type":""}}`, "invalid_metadata_format"},
		{"much metadata", `{"text":"x","metadata":{"event_type":"a","event_payload":{"a":"` + x(17000) + `"}}}`, "metadata_too_large"},

		{"long header", header(151), bad},
		{"empty header", header(0), bad},
		{"header without text", block(`{"type":"header"}`), bad},
		{"mrkdwn header", block(`{"type":"header","text":{"type":"mrkdwn","text":"x"}}`), bad},
		{"51 blocks", block(times(51, `{"type":"divider"}`)), bad},
		{"long section", block(`{"type":"section","text":` + text(3001) + `}`), bad},
		{"empty section", block(`{"type":"section"}`), bad},
		{"long field", block(`{"type":"section","text":` + text(1) + `,"fields":[` + text(2001) + `]}`), bad},
		{"emoji in mrkdwn", block(`{"type":"section","text":{"type":"mrkdwn","text":"x","emoji":true}}`), bad},
		{"verbatim plain text", block(`{"type":"section","text":{"type":"plain_text","text":"x","verbatim":true}}`), bad},
		{"empty context", block(`{"type":"context","elements":[]}`), bad},
		{"11 in a context", block(`{"type":"context","elements":[` + times(11, text(1)) + `]}`), bad},
		{"long block_id", block(`{"type":"divider","block_id":"` + x(256) + `"}`), bad},
		{"block_id twice", block(`{"type":"divider","block_id":"b"},{"type":"divider","block_id":"b"}`), bad},
		{"a field of another block", block(`{"type":"divider","text":` + text(1) + `}`), bad},
		{"empty rich text", rich(``), bad},
		{"no runs", run(``), bad},
		{"empty run", run(`{"type":"text","text":""}`), bad},
		{"script link", run(`{"type":"link","url":"javascript:alert(1)"}`), bad},
		{"long link", run(`{"type":"link","url":"https://a.example/` + x(3000) + `"}`), bad},
		{"odd date", run(`{"type":"date","timestamp":1,"format":"today"}`), bad},
		{"date without a time", run(`{"type":"date","format":"{date}"}`), bad},
		{"odd style", run(`{"type":"text","text":"x","style":{"blink":true}}`), bad},
		{"list without a style", rich(`{"type":"rich_text_list","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x"}]}]}`), bad},
		{"unknown run", run(`{"type":"blink"}`), bad},
		{"unknown block", block(`{"type":"marquee"}`), bad},
		{"input in a message", block(`{"type":"input","label":` + text(1) + `,"element":{"type":"plain_text_input","action_id":"a"}}`), bad},
		{"a block that is none", block(`7`), bad},

		{"button without an id", beside(`{"type":"button","text":` + text(1) + `}`), bad},
		{"long button", beside(`{"type":"button","action_id":"a","text":` + text(76) + `}`), bad},
		{"long value", beside(`{"type":"button","action_id":"a","text":` + text(1) + `,"value":"` + x(2001) + `"}`), bad},
		{"odd button", beside(`{"type":"button","action_id":"a","text":` + text(1) + `,"style":"loud"}`), bad},
		{"button to nowhere", beside(`{"type":"button","action_id":"a","text":` + text(1) + `,"url":"mailto:x"}`), bad},
		{"menu of one", beside(`{"type":"overflow","action_id":"a","options":[` + option + `]}`), bad},
		{"menu of six", beside(`{"type":"overflow","action_id":"a","options":[` + times(6, option) + `]}`), bad},
		{"long option", beside(`{"type":"overflow","action_id":"a","options":[` + option + `,{"text":` + text(76) + `,"value":"v"}]}`), bad},
		{"long option value", beside(`{"type":"overflow","action_id":"a","options":[` + option + `,{"text":` + text(1) + `,"value":"` + x(151) + `"}]}`), bad},
		{"an id twice", actions(times(2, button)), bad},
		{"no actions", actions(``), bad},
		{"chosen from elsewhere", actions(`{"type":"static_select","action_id":"a","options":[` + option + `],"initial_option":{"text":` + text(1) + `,"value":"w"}}`), bad},

		{"mention", `{"text":"<@U1>"}`, bad},
		{"channel", `{"text":"<!channel>"}`, bad},
		{"group in the middle", `{"text":"x <!subteam^S1>"}`, bad},
		{"mention in mrkdwn", block(`{"type":"section","text":{"type":"mrkdwn","text":"<!here|x>"}}`), bad},
		{"link in mrkdwn", block(`{"type":"section","text":{"type":"mrkdwn","text":"<https://evil.example|bank>"}}`), bad},
		{"user", run(`{"type":"user","user_id":"U1"}`), bad},
		{"broadcast", run(`{"type":"broadcast","range":"here"}`), bad},
		{"group that the text does not call", run(`{"type":"usergroup","usergroup_id":"S1"}`), bad},
	})
}

func TestSlackView(t *testing.T) {
	text := func(n int) string { return `{"type":"plain_text","text":"` + x(n) + `"}` }
	modal := func(rest string) string { return `{"type":"modal","title":` + text(24) + rest + `}` }
	input := func(id, element string) string {
		return `{"type":"input","block_id":"` + id + `","label":` + text(1) + `,"element":{"action_id":"a",` + element + `}}`
	}
	form := func(inputs ...string) string {
		return modal(`,"submit":` + text(24) + `,"blocks":[` + strings.Join(inputs, ",") + `]`)
	}
	option := `{"text":` + text(1) + `,"value":"v"}`
	const bad = "invalid_arguments"
	slackCases(t, SlackView, []slackCase{
		{"home", `{"type":"home","blocks":[{"type":"divider"}]}`, ""},
		{"modal", modal(`,"blocks":[]`), ""},
		{"form", form(input("1", `"type":"plain_text_input","max_length":3000,"multiline":true`), input("2", `"type":"static_select","options":[`+option+`],"initial_option":`+option),
			input("3", `"type":"multi_external_select","min_query_length":0,"initial_options":[`+option+`]`),
			input("4", `"type":"conversations_select","default_to_current_conversation":true,"filter":{"include":["public","private"],"exclude_bot_users":true}`)), ""},
		{"neither", `{"type":"window","blocks":[]}`, bad},
		{"no JSON", `[]`, bad},
		{"no blocks", modal(``), bad},
		{"101 blocks", modal(`,"blocks":[` + strings.Repeat(`{"type":"divider"},`, 100) + `{"type":"divider"}]`), bad},
		{"no title", `{"type":"modal","blocks":[]}`, bad},
		{"long title", `{"type":"modal","title":` + text(25) + `,"blocks":[]}`, bad},
		{"home with a title", `{"type":"home","title":` + text(1) + `,"blocks":[]}`, bad},
		{"no button", modal(`,"blocks":[` + input("1", `"type":"plain_text_input"`) + `]`), bad},
		{"long memory", modal(`,"blocks":[],"private_metadata":"` + x(3001) + `"`), bad},
		{"long callback", modal(`,"blocks":[],"callback_id":"` + x(256) + `"`), bad},
		{"an id twice", form(input("1", `"type":"plain_text_input"`), input("1", `"type":"plain_text_input"`)), bad},
		{"long input", form(input("1", `"type":"plain_text_input","initial_value":"`+x(3001)+`"`)), bad},
		{"long limit", form(input("1", `"type":"plain_text_input","max_length":3001`)), bad},
		{"an empty menu", form(input("1", `"type":"static_select","options":[]`)), bad},
		{"an option that opens", form(input("1", `"type":"static_select","options":[{"text":`+text(1)+`,"value":"v","url":"https://a.example"}]`)), bad},
		{"long hint", form(input("1", `"type":"plain_text_input","placeholder":`+text(151))), bad},
		{"a button to fill in", form(input("1", `"type":"button","text":`+text(1))), bad},
		{"a call", modal(`,"blocks":[{"type":"section","text":{"type":"mrkdwn","text":"<!channel>"}}]`), bad},
		{"heavy", modal(`,"blocks":[],"private_metadata":"` + strings.Repeat(" ", 251_000) + `"`), bad},
	})
}

func TestSlackAnswer(t *testing.T) {
	options := func(n int) string {
		return `{"options":[` + strings.TrimSuffix(strings.Repeat(`{"text":{"type":"plain_text","text":"x"},"value":"v"},`, n), ",") + `]}`
	}
	const bad = "invalid_arguments"
	slackCases(t, SlackAnswer, []slackCase{
		{"nothing", ``, ""},
		{"null", `null`, ""},
		{"options", options(100), ""},
		{"none", options(0), ""},
		{"errors", `{"response_action":"errors","errors":{"field.a":"no such day"}}`, ""},
		{"101 options", options(101), bad},
		{"null options", `{"options":null}`, bad},
		{"no errors", `{"response_action":"errors","errors":{}}`, bad},
		{"an empty error", `{"response_action":"errors","errors":{"field.a":""}}`, bad},
		{"odd action", `{"response_action":"close","errors":{"a":"b"}}`, bad},
		{"too long", fmt.Sprintf(`{"response_action":"errors","errors":{"a":"%s"}}`, x(21_000)), bad},
		{"no JSON", `{`, bad},
	})
}

// FuzzSlack: whatever the bytes, the checkers say something and never panic.
func FuzzSlack(f *testing.F) {
	f.Add([]byte(`{"text":"x","blocks":[{"type":"actions","elements":[{"type":"button","action_id":{"a":[]}},7,null]}]}`))
	f.Add([]byte(`{"type":"modal","title":[],"blocks":[{"type":"input","block_id":{},"element":{"type":"static_select","options":7,"initial_option":[]}}]}`))
	f.Add([]byte(`{"options":[{"text":"x"}],"errors":7}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, check := range []func([]byte) error{SlackMessage, SlackView, SlackAnswer} {
			err := check(b)
			if _, ok := errors.AsType[*SlackFault](err); err != nil && !ok {
				t.Errorf("error %v is no *SlackFault", err)
			}
		}
	})
}
