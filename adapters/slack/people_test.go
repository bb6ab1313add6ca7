package slack

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/readout-bot/readout/adapters/slack/slacktest"
	"github.com/readout-bot/readout/bot"
)

// TestRoles: who may change, by what Slack says of people, their groups and the channel, for
// commands, buttons and forms alike.
func TestRoles(t *testing.T) {
	const stranger, desk0, maker = "U0STRANGER", "U0DESK", "U0MAKER"
	for name, c := range map[string]struct {
		editors []string
		want    map[string]bot.Role
	}{
		"admins alone": {nil, map[string]bot.Role{slacktest.Admin: bot.Admin}},
		"a group":      {[]string{"S0DESK"}, map[string]bot.Role{slacktest.Admin: bot.Admin, desk0: bot.Editor}},
		"creators":     {[]string{"creators"}, map[string]bot.Role{slacktest.Admin: bot.Admin, maker: bot.Editor}},
		"everyone": {[]string{"everyone"}, map[string]bot.Role{slacktest.Admin: bot.Admin, slacktest.Member: bot.Editor,
			desk0: bot.Editor, maker: bot.Editor}},
		"a stranger by id": {[]string{stranger, slacktest.Guest}, map[string]bot.Role{slacktest.Admin: bot.Admin}},
	} {
		t.Run(name, func(t *testing.T) {
			s := slacktest.New(t)
			s.AddStranger(stranger)
			s.AddUser(desk0, "UTC")
			s.AddUser(maker, "UTC")
			s.AddGroup("S0DESK", desk0, slacktest.Guest, stranger)
			s.SetCreator(slacktest.Channel, maker)
			d := &desk{answer: func(c bot.Command) bot.Message {
				return bot.Message{Lead: "re: " + c.Text, Controls: []bot.Control{{Label: "Press", Command: "pressed by " + c.User}}}
			}}
			serve(t, s, d, func(o *Options) { o.Editors = c.editors })
			for _, who := range []string{slacktest.Admin, slacktest.Member, slacktest.Guest, stranger, desk0, maker} {
				s.SendCommand(who, slacktest.Channel, "from "+who)
				m := s.WaitMessage(slacktest.Channel, "re: from "+who)
				s.Press(who, m, "Press")
				s.WaitMessage(slacktest.Channel, "re: pressed by "+who)
			}
			for _, got := range d.commands() {
				if want := c.want[got.User]; got.Role != want {
					t.Errorf("%q is said with role %v, want %v", got.Text, got.Role, want)
				}
				want := []string(nil)
				if got.User == desk0 && got.Role < bot.Editor || got.User == desk0 && name == "a group" {
					want = []string{"S0DESK"}
				}
				if !cmp.Equal(got.Groups, want) {
					t.Errorf("%q is said in groups %q, want %q", got.Text, got.Groups, want)
				}
			}
			if n := s.Calls("usergroups.list"); n != 1 && name != "everyone" {
				t.Errorf("%d calls for groups, want 1", n)
			}
		})
	}
}

// TestWithoutGroups: without the scope for groups, everything else works.
func TestWithoutGroups(t *testing.T) {
	s := slacktest.New(t)
	s.Fail(slacktest.Refused("usergroups.list", "missing_scope"), slacktest.Refused("conversations.info", "missing_scope"))
	d := &desk{}
	serve(t, s, d, func(o *Options) { o.Editors = []string{"S0DESK", "creators"} })
	s.SendCommand(slacktest.Member, slacktest.Channel, "who")
	s.WaitMessage(slacktest.Channel, "re: who")
	if c := d.commands()[0]; c.Role != bot.Reader || len(c.Groups) > 0 {
		t.Errorf("command %+v, want of a reader", c)
	}
}

// TestMentionsKeepIDs: people and groups that a command names reach the bot by their ids.
func TestMentionsKeepIDs(t *testing.T) {
	s := slacktest.New(t)
	d := &desk{}
	serve(t, s, d)
	s.SendCommand(slacktest.Member, slacktest.Channel, "editor add &lt;!subteam^S0DESK|@desk&gt; <!subteam^S0DESK|@desk> <@U0MEMBER|ann>")
	s.WaitMessage(slacktest.Channel, "re: editor add")
	if got, want := d.commands()[0].Text, "editor add <!subteam^S0DESK|@desk> @S0DESK @U0MEMBER"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
}
