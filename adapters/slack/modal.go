package slack

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/readout-bot/readout/bot"
)

// lacks reports whether the command of a form says nothing without it: a field that must
// have a value has none, or the command would only ask.
func lacks(f bot.Form) bool {
	return f.Asks || slices.ContainsFunc(f.Fields, func(d bot.Field) bool { return d.Required && d.Value == "" })
}

// modal is a form as Slack shows it.
func modal(f bot.Form, s state) slack.ModalViewRequest {
	v := slack.ModalViewRequest{
		Type:            slack.VTModal,
		CallbackID:      viewForm,
		Title:           plainText(orBlank(cut(clean(f.Title), maxViewTitle))),
		Submit:          plainText(orOK(cut(clean(f.Submit), maxViewTitle))),
		PrivateMetadata: s.String(),
	}
	for _, d := range f.Fields {
		v.Blocks.BlockSet = append(v.Blocks.BlockSet, input(d))
		if p := cut(clean(d.Problem), maxText); p != "" {
			v.Blocks.BlockSet = append(v.Blocks.BlockSet, contextBlock(p))
		}
	}
	if f.Where != "" {
		v.Blocks.BlockSet = append(v.Blocks.BlockSet, where(f.Where, s.Channel))
	}
	if note := noteBlock(f.Note); note != nil {
		v.Blocks.BlockSet = append(v.Blocks.BlockSet, note)
	}
	return v
}

func orBlank(s string) string { return first(s, clearedByBlank) }
func orOK(s string) string    { return first(s, "OK") } // a form with fields must have a button

// noteBlock is the note under a form, a line a line.
func noteBlock(note string) slack.Block {
	var lines []slack.RichTextSectionElement
	for line := range strings.Lines(note) {
		if line = clean(line); line == "" {
			continue
		}
		if len(lines) > 0 {
			line = "\n" + line
		}
		lines = appendRun(lines, text(cut(line, showLine), nil))
	}
	if len(lines) == 0 {
		return nil
	}
	return slack.NewRichTextBlock("", slack.NewRichTextSection(lines...))
}

// input is a field. Blocks and elements keep their ids when the view is updated, so that
// Slack keeps what was typed (https://docs.slack.dev/reference/views/modal-views).
func input(d bot.Field) *slack.InputBlock {
	return &slack.InputBlock{
		Type:           slack.MBTInput,
		BlockID:        fieldPrefix + d.Name,
		Label:          plainText(orBlank(cut(clean(d.Label), maxLabel))),
		Element:        element(d),
		Optional:       !d.Required,
		DispatchAction: d.Live,
	}
}

// where is the picker of channels. Left empty, it is the place that the form was opened in,
// which may be a direct message.
func where(label, here string) *slack.InputBlock {
	pick := &slack.SelectBlockElement{Type: slack.OptTypeConversations, ActionID: fieldElement,
		Filter: &slack.SelectBlockElementFilter{Include: []string{"public", "private"}, ExcludeBotUsers: true}}
	if here != "" && here[0] != 'D' {
		pick.InitialConversation = here
	}
	return &slack.InputBlock{Type: slack.MBTInput, BlockID: whereBlock, Label: plainText(cut(clean(label), maxLabel)), Element: pick, Optional: true}
}

func element(d bot.Field) slack.BlockElement {
	var hint *slack.TextBlockObject
	if h := cut(clean(d.Hint), maxPlaceholder); h != "" {
		hint = plainText(h)
	}
	options, initial := choices(d.Choices, d.Value)
	least := 0 // suggest before anything is typed
	switch {
	case len(options) > 0:
		return &slack.SelectBlockElement{Type: slack.OptTypeStatic, ActionID: fieldElement, Placeholder: hint, Options: options, InitialOption: initial}
	case d.Suggest != "" && (d.Several || d.Listed):
		e := &slack.MultiSelectBlockElement{Type: slack.MultiOptTypeExternal, ActionID: suggestPrefix + string(d.Suggest), Placeholder: hint, MinQueryLength: &least}
		for _, v := range parted(d) {
			if o := choice(bot.Choice{Label: v, Value: v}); o != nil && len(e.InitialOptions) < maxOptions {
				e.InitialOptions = append(e.InitialOptions, o)
			}
		}
		return e
	case d.Suggest != "":
		e := &slack.SelectBlockElement{Type: slack.OptTypeExternal, ActionID: suggestPrefix + string(d.Suggest), Placeholder: hint, MinQueryLength: &least}
		e.InitialOption = choice(bot.Choice{Label: d.Value, Value: d.Value})
		return e
	}
	e := &slack.PlainTextInputBlockElement{
		Type: slack.METPlainTextInput, ActionID: fieldElement, Placeholder: hint, InitialValue: cut(d.Value, maxInput), Multiline: d.Long, MaxLength: maxInput,
	}
	if d.Live {
		e.DispatchActionConfig = &slack.DispatchActionConfig{TriggerActionsOn: []string{"on_enter_pressed", "on_character_entered"}}
	}
	return e
}

// parted are the values that a field holds.
func parted(d bot.Field) []string {
	if d.Several { // those of feeds, which commas part as well
		return strings.Fields(strings.ReplaceAll(d.Value, ",", " "))
	}
	var all []string
	for v := range strings.SplitSeq(d.Value, ",") {
		all = append(all, strings.TrimSpace(v))
	}
	return all
}

// choices are the options of a menu, and the one whose value is chosen.
func choices(all []bot.Choice, chosen string) (options []*slack.OptionBlockObject, initial *slack.OptionBlockObject) {
	for _, c := range all[:min(len(all), maxOptions)] {
		o := choice(c)
		if o == nil {
			continue
		}
		options = append(options, o)
		if c.Value == chosen {
			initial = o
		}
	}
	return options, initial
}

// choice is one option; nil if Slack cannot take it.
func choice(c bot.Choice) *slack.OptionBlockObject {
	label := cut(clean(first(c.Label, c.Value)), maxOption)
	if label == "" || c.Value == "" || units(c.Value) > maxOptionValue {
		return nil
	}
	return slack.NewOptionBlockObject(c.Value, plainText(label), nil)
}
