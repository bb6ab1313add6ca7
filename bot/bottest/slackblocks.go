package bottest

import (
	"fmt"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// The blocks and elements of Block Kit that this house uses, each with its fields: what they
// may hold, in which length, and which may not be left out. Slack refuses a field that it
// does not know. From https://docs.slack.dev/reference/block-kit and its pages for each block,
// element and composition object; a type that is not here has to be added with its limits.
const (
	slackHeader, slackSection, slackField  = 150, 3000, 2000
	slackFields, slackContext, slackRow    = 10, 10, 25
	slackID, slackLink                     = 255, 3000
	slackButton, slackButtonValue          = 75, 2000
	slackMenuLeast, slackMenu              = 2, 5 // two, for clients that show no menu of one
	slackOption, slackOptionValue          = 75, 150
	slackOptions, slackPlaceholder         = 100, 150
	slackLabel, slackInput, slackFieldText = 2000, 3000, 3000
	slackProblem, slackGroupLabel          = 2000, 75
)

// A slackCheck says what is wrong with a value, which stands at a place of that name.
type slackCheck func(f *slackFaults, at string, v any)

// A slackShape is what an object may have, by field; those in must have to be there.
type slackShape struct {
	must string // "text action_id"
	may  map[string]slackCheck
}

// slackFieldsOf are checks by field.
type slackFieldsOf = map[string]slackCheck

// kind checks v, an object whose type says its shape.
func (f *slackFaults) kind(at string, v any, shape func(kind string) (slackShape, bool)) {
	o, _ := v.(map[string]any)
	kind, _ := o["type"].(string)
	s, ok := shape(kind)
	if !ok {
		f.add("%s: type %q has no place here, or this checker does not know it", at, kind)
		return
	}
	f.fields(at+" ("+kind+")", o, s)
}

// fields checks the fields of an object.
func (f *slackFaults) fields(at string, o map[string]any, s slackShape) {
	for name, v := range o {
		if name == "type" {
			continue
		}
		check, ok := s.may[name]
		if !ok {
			f.add("%s: no field %q is known", at, name)
			continue
		}
		check(f, at+": "+name, v)
	}
	for name := range strings.FieldsSeq(s.must) {
		if o[name] == nil {
			f.add("%s: no %s", at, name)
		}
	}
}

// slackWords demands a string of so many characters.
func slackWords(least, most int) slackCheck {
	return func(f *slackFaults, at string, v any) {
		s, ok := v.(string)
		if n := slackUnits(s); !ok || n < least || n > most {
			f.add("%s: %d characters, want %d to %d", at, n, least, most)
		}
	}
}

// slackAmong demands one of these strings.
func slackAmong(of ...string) slackCheck {
	return func(f *slackFaults, at string, v any) {
		if s, ok := v.(string); !ok || !slices.Contains(of, s) {
			f.add("%s: %v, want one of %q", at, v, of)
		}
	}
}

func slackFlag(f *slackFaults, at string, v any) {
	if _, ok := v.(bool); !ok {
		f.add("%s: %v, want true or false", at, v)
	}
}

// slackNumber demands a whole number.
func slackNumber(least, most float64) slackCheck {
	return func(f *slackFaults, at string, v any) {
		if n, ok := v.(float64); !ok || n != math.Trunc(n) || n < least || n > most {
			f.add("%s: %v, want a whole number from %v to %v", at, v, least, most)
		}
	}
}

// slackWeb demands the address of a page.
func slackWeb(f *slackFaults, at string, v any) {
	s, _ := v.(string)
	if u, err := url.Parse(s); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || len(s) > slackLink {
		f.add("%s: address %.60q", at, s)
	}
}

// slackList demands so many of what each checks.
func slackList(least, most int, each slackCheck) slackCheck {
	return func(f *slackFaults, at string, v any) {
		l, ok := v.([]any)
		if !ok {
			f.add("%s: no list", at)
		}
		f.count(at, len(l), least, most)
		for i, e := range l {
			each(f, fmt.Sprintf("%s %d", at, i), e)
		}
	}
}

// slackActed is slackList for elements: their action_ids must differ within a block.
func slackActed(least, most int, kinds ...string) slackCheck {
	all := slackList(least, most, slackElementOf(kinds...))
	return func(f *slackFaults, at string, v any) {
		all(f, at, v)
		ids := map[string]bool{}
		l, _ := v.([]any)
		for _, e := range l {
			o, _ := e.(map[string]any)
			id, _ := o["action_id"].(string)
			if ids[id] {
				f.add("%s: action_id %q stands twice", at, id)
			}
			ids[id] = true
		}
	}
}

// slackOwn demands a block_id that no other block has.
func slackOwn(f *slackFaults, at string, v any) {
	slackWords(0, slackID)(f, at, v)
	id, _ := v.(string)
	if id != "" && f.ids[id] {
		f.add("%s: %q stands twice", at, id)
	}
	f.ids[id] = true
}

// slackPlain demands a text object without markup; slackEither takes mrkdwn, too.
func slackPlain(least, most int) slackCheck  { return slackObject(least, most, "plain_text") }
func slackEither(least, most int) slackCheck { return slackObject(least, most, "plain_text", "mrkdwn") }

// slackObject demands a text object
// (https://docs.slack.dev/reference/block-kit/composition-objects/text-object).
func slackObject(least, most int, kinds ...string) slackCheck {
	return func(f *slackFaults, at string, v any) {
		f.kind(at, v, func(kind string) (slackShape, bool) {
			s := slackShape{"text", slackFieldsOf{"text": slackWords(least, most)}}
			if kind == "mrkdwn" {
				s.may["verbatim"] = slackFlag
			} else {
				s.may["emoji"] = slackFlag
			}
			return s, slices.Contains(kinds, kind)
		})
	}
}

// slackBlock is the shape of a block of a message or of the Home tab.
func slackBlock(kind string) (slackShape, bool) {
	var s slackShape
	switch kind {
	case "header":
		s = slackShape{"text", slackFieldsOf{"text": slackPlain(1, slackHeader)}}
	case "section":
		s = slackShape{"text", slackFieldsOf{"text": slackEither(1, slackSection), "fields": slackList(1, slackFields, slackEither(1, slackField)),
			"expand": slackFlag, "accessory": slackElementOf("button", "overflow", "static_select", "external_select")}}
	case "actions":
		s = slackShape{"elements", slackFieldsOf{"elements": slackActed(1, slackRow, "button", "overflow", "static_select", "external_select")}}
	case "context":
		s = slackShape{"elements", slackFieldsOf{"elements": slackList(1, slackContext, slackEither(1, slackSection))}}
	case "rich_text":
		s = slackShape{"elements", slackFieldsOf{"elements": slackList(1, math.MaxInt, slackRich)}}
	case "divider":
		s = slackShape{may: slackFieldsOf{}}
	default:
		return s, false
	}
	s.may["block_id"] = slackOwn
	return s, true
}

// slackViewBlock is the shape of a block of a view.
func slackViewBlock(kind string) (slackShape, bool) {
	if kind != "input" {
		return slackBlock(kind)
	}
	return slackShape{"label element", slackFieldsOf{"block_id": slackOwn, "label": slackPlain(1, slackLabel), "hint": slackPlain(1, slackLabel),
		"optional": slackFlag, "dispatch_action": slackFlag,
		"element": slackElementOf("plain_text_input", "static_select", "external_select", "multi_external_select", "conversations_select")}}, true
}

// slackViewShape is the shape of a modal or of a Home tab.
func slackViewShape(kind any) slackShape {
	s := slackShape{"blocks", slackFieldsOf{
		"blocks":           slackList(0, slackViewBlocks, func(f *slackFaults, at string, v any) { f.kind(at, v, slackViewBlock) }),
		"private_metadata": slackWords(0, slackPrivate), "callback_id": slackWords(0, slackID), "external_id": slackWords(0, slackID),
	}}
	if kind == "modal" {
		s.must += " title"
		s.may["title"], s.may["submit"], s.may["close"] = slackPlain(1, slackViewTitle), slackPlain(1, slackViewTitle), slackPlain(1, slackViewTitle)
		s.may["clear_on_close"], s.may["notify_on_close"] = slackFlag, slackFlag
	}
	return s
}

// slackAnswerShape is the shape of what acknowledges an interaction
// (https://docs.slack.dev/surfaces/modals#displaying_errors,
// https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#external_select).
func slackAnswerShape(a map[string]any) slackShape {
	if _, ok := a["options"]; ok {
		return slackShape{"options", slackFieldsOf{"options": slackList(0, slackOptions, slackOptionOf(false))}}
	}
	return slackShape{"response_action errors", slackFieldsOf{"response_action": slackAmong("errors"), "errors": func(f *slackFaults, at string, v any) {
		o, _ := v.(map[string]any)
		f.count(at, len(o), 1, slackViewBlocks)
		for id, problem := range o {
			slackWords(1, slackProblem)(f, at+" of "+id, problem)
		}
	}}}
}

// slackElementOf demands an interactive element of one of these types.
func slackElementOf(kinds ...string) slackCheck {
	return func(f *slackFaults, at string, v any) {
		f.kind(at, v, func(kind string) (slackShape, bool) {
			s, ok := slackElement(kind)
			return s, ok && slices.Contains(kinds, kind)
		})
		if o, ok := v.(map[string]any); ok && o["type"] == "static_select" {
			f.chosen(at, o)
		}
	}
}

// chosen demands that what is chosen at first is one of the options.
func (f *slackFaults) chosen(at string, o map[string]any) {
	all, _ := o["options"].([]any)
	if first := o["initial_option"]; first != nil && !slices.ContainsFunc(all, func(p any) bool { return fmt.Sprint(p) == fmt.Sprint(first) }) {
		f.add("%s: initial_option %v is none of its options", at, first)
	}
}

// slackElement is the shape of an interactive element
// (https://docs.slack.dev/reference/block-kit/block-elements).
func slackElement(kind string) (slackShape, bool) {
	s := slackShape{"action_id", slackFieldsOf{"action_id": slackWords(1, slackID)}}
	hint := func() { s.may["placeholder"], s.may["focus_on_load"] = slackPlain(1, slackPlaceholder), slackFlag }
	switch kind {
	case "button":
		s.must += " text"
		s.may["text"], s.may["value"], s.may["url"] = slackPlain(1, slackButton), slackWords(0, slackButtonValue), slackWeb
		s.may["style"], s.may["accessibility_label"] = slackAmong("primary", "danger"), slackWords(1, slackButton)
	case "overflow":
		s.must += " options"
		s.may["options"] = slackList(slackMenuLeast, slackMenu, slackOptionOf(true))
	case "static_select":
		hint()
		s.must += " options"
		s.may["options"], s.may["initial_option"] = slackList(1, slackOptions, slackOptionOf(false)), slackOptionOf(false)
	case "external_select":
		hint()
		s.may["min_query_length"], s.may["initial_option"] = slackNumber(0, 1000), slackOptionOf(false)
	case "multi_external_select":
		hint()
		s.may["min_query_length"], s.may["initial_options"] = slackNumber(0, 1000), slackList(1, slackOptions, slackOptionOf(false))
		s.may["max_selected_items"] = slackNumber(1, slackOptions)
	case "conversations_select":
		hint()
		s.may["initial_conversation"], s.may["default_to_current_conversation"] = slackWords(1, slackID), slackFlag
		s.may["response_url_enabled"] = slackFlag
		s.may["filter"] = func(f *slackFaults, at string, v any) {
			o, _ := v.(map[string]any)
			f.fields(at, o, slackShape{"", slackFieldsOf{"include": slackList(1, 4, slackAmong("im", "mpim", "private", "public")),
				"exclude_external_shared_channels": slackFlag, "exclude_bot_users": slackFlag}})
		}
	case "plain_text_input":
		hint()
		s.may["initial_value"], s.may["multiline"] = slackWords(0, slackInput), slackFlag
		s.may["min_length"], s.may["max_length"] = slackNumber(0, slackInput), slackNumber(1, slackInput)
		s.may["dispatch_action_config"] = func(f *slackFaults, at string, v any) {
			o, _ := v.(map[string]any)
			f.fields(at, o, slackShape{"trigger_actions_on", slackFieldsOf{
				"trigger_actions_on": slackList(1, 2, slackAmong("on_enter_pressed", "on_character_entered"))}})
		}
	default:
		return s, false
	}
	return s, true
}

// slackOptionOf demands an option of a menu; only those of an overflow menu may open an address
// (https://docs.slack.dev/reference/block-kit/composition-objects/option-object).
func slackOptionOf(opens bool) slackCheck {
	return func(f *slackFaults, at string, v any) {
		o, _ := v.(map[string]any)
		s := slackShape{"text value", slackFieldsOf{"text": slackPlain(1, slackOption), "value": slackWords(1, slackOptionValue), "description": slackPlain(1, slackOption)}}
		if opens {
			s.may["url"] = slackWeb
		}
		f.fields(at, o, s)
	}
}

// slackRich demands an element of a rich_text block
// (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block).
func slackRich(f *slackFaults, at string, v any) {
	runs := func(f *slackFaults, at string, v any) { f.kind(at, v, slackRun) }
	f.kind(at, v, func(kind string) (slackShape, bool) {
		s := slackShape{"elements", slackFieldsOf{"elements": slackList(1, math.MaxInt, runs)}}
		switch kind {
		case "rich_text_section":
		case "rich_text_quote", "rich_text_preformatted":
			s.may["border"] = slackNumber(0, 1)
		case "rich_text_list":
			s.must += " style"
			s.may["elements"] = slackList(1, math.MaxInt, slackRich)
			s.may["style"], s.may["indent"], s.may["offset"], s.may["border"] = slackAmong("bullet", "ordered"), slackNumber(0, 8), slackNumber(0, 1000), slackNumber(0, 1)
		default:
			return s, false
		}
		return s, true
	})
}

// slackToken is one of the tokens of
// https://docs.slack.dev/reference/block-kit/block-elements/date-element.
var slackToken = regexp.MustCompile(`\{(day_divider_pretty|date_num|date_slash|date_long|date_long_full|date_long_pretty|date|date_pretty|date_short|date_short_pretty|time|time_secs|ago)\}`)

// slackRun is the shape of a run of rich text.
func slackRun(kind string) (slackShape, bool) {
	styled := func(must string, may slackFieldsOf) (slackShape, bool) {
		may["style"] = func(f *slackFaults, at string, v any) {
			o, _ := v.(map[string]any)
			f.fields(at, o, slackShape{"", slackFieldsOf{"bold": slackFlag, "italic": slackFlag, "strike": slackFlag, "code": slackFlag, "underline": slackFlag,
				"highlight": slackFlag, "client_highlight": slackFlag, "unlink": slackFlag}})
		}
		return slackShape{must, may}, true
	}
	switch kind {
	case "text":
		return styled("text", slackFieldsOf{"text": slackWords(1, math.MaxInt)})
	case "link":
		return styled("url", slackFieldsOf{"url": slackWeb, "text": slackWords(0, math.MaxInt), "unsafe": slackFlag})
	case "date":
		return styled("timestamp format", slackFieldsOf{"timestamp": slackNumber(0, 253402300799), "url": slackWeb, "fallback": slackWords(1, slackFieldText),
			"format": func(f *slackFaults, at string, v any) {
				if s, _ := v.(string); !slackToken.MatchString(s) {
					f.add("%s: %v has no token", at, v)
				}
			}})
	case "usergroup":
		return styled("usergroup_id", slackFieldsOf{"usergroup_id": slackWords(1, slackID)})
	case "user":
		return styled("user_id", slackFieldsOf{"user_id": slackWords(1, slackID)})
	case "channel":
		return styled("channel_id", slackFieldsOf{"channel_id": slackWords(1, slackID)})
	case "broadcast":
		return styled("range", slackFieldsOf{"range": slackAmong("here", "channel", "everyone")})
	case "emoji":
		return styled("name", slackFieldsOf{"name": slackWords(1, slackID), "unicode": slackWords(1, slackID), "skin_tone": slackNumber(1, 6)})
	}
	return slackShape{}, false
}
