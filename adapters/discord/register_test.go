package discord

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/readout-bot/readout/adapters/discord/discordtest"
	"github.com/readout-bot/readout/bot"
)

// Commands are written once, and again only when they have changed. The server refuses
// what is over a limit of Discord's.
func TestRegister(t *testing.T) {
	for _, guild := range []string{"", discordtest.Guild} {
		s := discordtest.New(t)
		for i := range 2 {
			c, _ := client(t, s, nil)
			c.o.Guild = guild
			if written, err := c.Register(t.Context()); err != nil || written != (i == 0) {
				t.Fatalf("guild %q, time %d: written %t, error %v", guild, i, written, err)
			}
		}
		got, writes := s.Registered(guild)
		if writes != 1 {
			t.Errorf("guild %q: written %d times; want 1", guild, writes)
		}
		for _, u := range bot.Catalogue() {
			words := strings.Fields(u.Name)
			if !strings.Contains(string(got), `"name":"`+words[len(words)-1]+`"`) {
				t.Errorf("guild %q: %q is not registered", guild, u.Name)
			}
		}
	}
}

func TestRegisterChanged(t *testing.T) {
	s := discordtest.New(t)
	c, _ := client(t, s, nil)
	if err := c.registered(t.Context()); err != nil {
		t.Fatal(err)
	}
	old := commands()
	old[0].Options[0].Description += " (older)"
	address := "https://discord.com/api/v9/applications/" + discordtest.Application + "/commands"
	if err := c.call(t.Context(), "PUT", address, old, nil, patience); err != nil {
		t.Fatal(err)
	}
	if err := c.registered(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, writes := s.Registered(""); writes != 3 {
		t.Errorf("written %d times; want 3: first, changed by hand, changed back", writes)
	}
}

// Every command of the catalogue comes back from an interaction as the words that
// bot.Handler reads.
func TestTextOfEveryCommand(t *testing.T) {
	s := discordtest.New(t)
	h := &script{}
	c, _ := client(t, s, h)
	run(t, s, c)
	for _, u := range bot.Catalogue() {
		values := map[string]string{}
		for _, o := range u.Options {
			values[o.Name] = "some " + o.Name
		}
		id := s.SendCommand(discordtest.Anna, discordtest.Channel, u.Name, values)
		s.Wait(t, u.Name, func() bool { return answered(s, id) })
		list := h.commands()
		if got, want := list[len(list)-1].Text, u.Text(values); got != want {
			t.Errorf("%s: got text %q; want %q", u.Name, got, want)
		}
	}
}

func TestInvite(t *testing.T) {
	m, err := Invite(discordtest.Application)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(m.URL)
	if err != nil {
		t.Fatal(err)
	}
	// View Channels, Send Messages, Embed Links, Read Message History, Create Public Threads,
	// Send Messages in Threads:
	// https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags
	const want = 1<<10 | 1<<11 | 1<<14 | 1<<16 | 1<<35 | 1<<38
	q := u.Query()
	if u.Host != "discord.com" || q.Get("client_id") != discordtest.Application || q.Get("scope") != "bot applications.commands" ||
		q.Get("permissions") != "309237730304" || m.Bits != want {
		t.Errorf("got %s with %d; want permissions %d", m.URL, m.Bits, int64(want))
	}
	for _, n := range append(append(m.Scopes, m.Permissions...), m.Intents...) {
		if n.Name == "" || n.Why == "" || !strings.Contains(m.String(), n.Why) {
			t.Errorf("%+v: the text does not say why", n)
		}
	}
	if !strings.Contains(m.String(), m.URL) {
		t.Errorf("the text does not hold the address:\n%s", m)
	}
	if b, err := json.Marshal(m); err != nil || !strings.Contains(string(b), `"permission_bits":309237730304`) {
		t.Errorf("got JSON %s, error %v", b, err)
	}
	for _, id := range []string{"", "readout", "12 34", "-1"} {
		if _, err := Invite(id); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("application ID %q: got error %v; want one line", id, err)
		}
	}
}
