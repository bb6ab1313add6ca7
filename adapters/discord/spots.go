package discord

import (
	"fmt"
	"slices"
	"strings"

	"github.com/readout-bot/readout/bot"
)

// A spot is where a message of a post stands: in the channel that the post went to, or in a
// thread of it.
type spot struct{ to, channel, message string }

// Spots are the messages of a post, in their order.
type spots []spot

// String returns the ref of a post: a message's ID, with that of its thread before it where
// it stands in one, each behind a comma.
func (s spots) String() string {
	var list []string
	for _, x := range s {
		if x.channel == x.to {
			list = append(list, x.message)
		} else {
			list = append(list, x.channel+"/"+x.message)
		}
	}
	return strings.Join(list, ",")
}

// readSpots reads the ref of a post in a channel; bot.ErrNotFound if it is none.
func readSpots(to, ref string) (spots, error) {
	var list spots
	for part := range strings.SplitSeq(ref, ",") {
		channel, message, apart := strings.Cut(part, "/")
		if !apart {
			channel, message = to, part
		}
		if !number(channel) || !number(message) {
			return nil, fmt.Errorf("ref %q: %w: IDs in Discord are numbers", ref, bot.ErrNotFound)
		}
		list = append(list, spot{to, channel, message})
	}
	return list, nil
}

// apart returns the messages that stand where the first does, and the others.
func (s spots) apart() (main, aside spots) {
	at := slices.IndexFunc(s, func(x spot) bool { return x.channel != s[0].channel })
	if at < 0 {
		return s, nil
	}
	return s[:at], s[at:]
}

// apart returns the essentials of a message and, if there is any, what may stand aside. It is
// told by the sections alone what is what; title, lead, footer and controls stay.
func apart(m bot.Message) (essentials bot.Message, rest *bot.Message) {
	essentials = m
	essentials.Sections = nil
	beside := bot.Message{}
	for _, s := range m.Sections {
		if s.Aside {
			beside.Sections = append(beside.Sections, s)
		} else {
			essentials.Sections = append(essentials.Sections, s)
		}
	}
	if len(beside.Sections) == 0 {
		return m, nil
	}
	return essentials, &beside
}
