package discord

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/readout-bot/readout/adapters/discord/discordtest"
	"github.com/readout-bot/readout/bot"
)

// Every permission that is missing is named, where it is missing.
func TestDoctor(t *testing.T) {
	const none, all = "", "View Channels|Send Messages (|Create Public Threads|Send Messages in Threads|Embed Links|Read Message History"
	deny := func(id string, kind int, bits int64) discordtest.Overwrite {
		return discordtest.Overwrite{ID: id, Type: kind, Deny: bits}
	}
	for name, tt := range map[string]struct {
		everyone, role int64 // what both may do in the server
		kind           int
		at             []discordtest.Overwrite
		lacks          string
	}{
		"all of it":              {everyone: permissions(), lacks: none},
		"by its role":            {role: permissions(), lacks: none},
		"administrator":          {role: discordtest.Administrator, at: []discordtest.Overwrite{deny(discordtest.Guild, 0, permissions())}, lacks: none},
		"nothing":                {lacks: all},
		"no embeds for everyone": {everyone: permissions(), at: []discordtest.Overwrite{deny(discordtest.Guild, 0, discordgo.PermissionEmbedLinks)}, lacks: "Embed Links"},
		"no history for a role":  {everyone: permissions(), at: []discordtest.Overwrite{deny(discordtest.BotRole, 0, discordgo.PermissionReadMessageHistory)}, lacks: "Read Message History"},
		"another role":           {everyone: permissions(), at: []discordtest.Overwrite{deny("77", 0, permissions())}, lacks: none},
		"no threads for the bot": {everyone: permissions(), at: []discordtest.Overwrite{deny(discordtest.User, 1, discordgo.PermissionCreatePublicThreads)}, lacks: "Create Public Threads"},
		"a forum opens no threads under messages": {everyone: permissions() &^ discordgo.PermissionCreatePublicThreads, kind: discordtest.Forum, lacks: none},
		"given back in the channel": {everyone: permissions(), at: []discordtest.Overwrite{
			deny(discordtest.Guild, 0, discordgo.PermissionEmbedLinks), {ID: discordtest.BotRole, Allow: discordgo.PermissionEmbedLinks}}, lacks: none},
		"hidden": {everyone: permissions(), at: []discordtest.Overwrite{deny(discordtest.Guild, 0, discordgo.PermissionViewChannel)}, lacks: all},
	} {
		s := discordtest.New(t)
		c, _ := client(t, s, nil)
		s.SetRole(discordtest.Guild, tt.everyone)
		s.SetRole(discordtest.BotRole, tt.role)
		id := s.AddPlace(tt.kind)
		s.Overwrite(id, tt.at...)
		list := c.Doctor(t.Context(), []bot.Channel{in(id)})
		got := list[len(list)-1]
		if (got.Wrong == "") != (tt.lacks == none) || got.What != in(id).String() {
			t.Errorf("%s: got %+v; want lack of %q", name, got, tt.lacks)
		}
		for _, want := range strings.Split(tt.lacks, "|") {
			if !strings.Contains(got.Wrong, want) {
				t.Errorf("%s: %q does not name %s", name, got.Wrong, want)
			}
		}
		if n := strings.Count(got.Wrong, ";"); tt.lacks != none && n != strings.Count(tt.lacks, "|") {
			t.Errorf("%s: %q; want only %q", name, got.Wrong, tt.lacks)
		}
	}
}

func TestDoctorElsewhere(t *testing.T) {
	s := discordtest.New(t)
	c, _ := client(t, s, nil)
	c.o.Shards = 1
	s.SetShards(4, 1)
	s.SetIdentifies(3, time.Hour)
	s.SetRole(discordtest.Guild, permissions())
	strict := s.AddPlace(discordtest.Forum, discordtest.Tag{ID: "1", Name: "News", Moderated: true})
	s.RequireTag(strict)
	hidden := s.AddChannel()
	s.Refuse(hidden, discordtest.Fault{Status: http.StatusForbidden, Code: 50001})
	s.SendDM(discordtest.Anna, "hello")
	thread := s.AddThread(discordtest.Channel)
	list := c.Doctor(t.Context(), []bot.Channel{in("1"), in("here"), in(strict), in(hidden), in(s.Direct(discordtest.Anna.ID)), in(thread)})
	for i, want := range []string{"", "sessions are left", "another version", "is gone", "is a number", "none that the bot may set", "cannot be seen", "", ""} {
		if got := list[i].Wrong; (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%+v; want %q", list[i], want)
		}
	}
	if err := c.registered(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.SetIdentifies(900, time.Hour)
	list = c.Doctor(t.Context(), nil)
	if !strings.Contains(list[1].Wrong, "Discord wants 4") || list[2].Wrong != "" {
		t.Errorf("got %+v", list)
	}
	s.Fail("GET /guilds", discordtest.Fault{Status: 500})
	if got := c.Doctor(t.Context(), []bot.Channel{channel})[3]; !strings.Contains(got.Wrong, "500") {
		t.Errorf("got %+v; want the error", got)
	}
	wrong, err := New(Options{Token: "wrong", APIURL: s.URL()})
	if err != nil {
		t.Fatal(err)
	}
	defer wrong.http.CloseIdleConnections()
	if got := wrong.Doctor(t.Context(), []bot.Channel{channel}); len(got) != 1 || !strings.Contains(got[0].Wrong, "does not accept the token") {
		t.Errorf("wrong token: got %+v", got)
	}
}
