package slack

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/readout-bot/readout/bot"
)

// suggest completes what somebody types into a field, or offers what is typed where the
// handler takes too long.
func (c *Client) suggest(i *interaction, answer answerer) bool {
	what, ok := strings.CutPrefix(i.ActionID, suggestPrefix)
	if !ok {
		_ = answer(offered(nil, ""))
		return true
	}
	from := bot.Channel{Platform: platform, Workspace: i.team(), ID: readState(i.View.Private).Channel}
	typed := strings.TrimSpace(i.Value)
	return c.prompt(prompter{
		answer: answer, within: c.suggestWithin, late: offered(nil, typed),
		do: func(ctx context.Context, once answerer) {
			found, _ := within(ctx, c, func() []bot.Choice {
				return c.handler.Suggest(ctx, from, bot.Suggestion(what), typed, suggestions)
			})
			if err := once(offered(found, typed)); err != nil && !errors.Is(err, errAnswered) {
				c.log.Warn("slack suggestions not sent", "err", err)
			}
		},
	})
}

// offered is the answer with what was found. What is typed can be chosen, too: a name that
// no article has had yet.
func offered(found []bot.Choice, typed string) any {
	if typed != "" && !slices.ContainsFunc(found, func(c bot.Choice) bool { return c.Value == typed }) {
		found = append(found, bot.Choice{Label: typed, Value: typed})
	}
	options, _ := choices(found, "")
	if options == nil {
		options = []*slack.OptionBlockObject{} // null is no list of options
	}
	return map[string]any{"options": options}
}
