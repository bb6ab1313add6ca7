package discord

import (
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/readout-bot/readout/adapters/discord/discordtest"
	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

// brief is a message with something that may stand aside.
func brief(title string) bot.Message {
	return bot.Message{Title: title, Lead: "2 articles", Sections: []bot.Section{
		{Kind: bot.OfMeetings, Heading: "Meetings", Lines: []bot.Line{{Label: "Fri", Text: "Berg meets Weber about Iran"}}},
		{Kind: bot.OfArticles, Heading: "Articles", Aside: true, Lines: []bot.Line{{Text: "A long read"}, {Text: "Another"}}},
		{Kind: bot.OfDecisions, Heading: "Decisions", Lines: []bot.Line{{Text: "Whether to cut"}}},
	}}
}

func in(id string) bot.Channel {
	return bot.Channel{Platform: platform, Workspace: discordtest.Guild, ID: id}
}

// texts returns what stands in a channel.
func texts(s *discordtest.Server, channel string) (list []string) {
	for _, m := range s.Messages(channel) {
		list = append(list, m.Text())
	}
	return list
}

func TestAside(t *testing.T) {
	for name, kind := range map[string]int{"text": discordtest.Text, "announcement": discordtest.Announcement} {
		t.Run(name, func(t *testing.T) {
			s := discordtest.New(t)
			c, _ := client(t, s, nil)
			to := in(s.AddPlace(kind))
			ref, err := c.Post(t.Context(), bot.Post{To: to, Message: brief("Monday"), Key: "k"})
			if err != nil {
				t.Fatal(err)
			}
			main, threads := s.Messages(to.ID), s.Threads(to.ID)
			if len(main) != 1 || len(threads) != 1 || threads[0].Name != "Monday" || threads[0].ID != main[0].ID {
				t.Fatalf("the channel has %d messages and threads %+v; want one of each, together", len(main), threads)
			}
			beside := texts(s, threads[0].ID)
			if len(beside) != 1 || !strings.Contains(beside[0], "A long read") || strings.Contains(main[0].Text(), "A long read") || !strings.Contains(main[0].Text(), "Whether to cut") {
				t.Errorf("the channel says %q, the thread %q", main[0].Text(), beside)
			}

			// A later post goes into the same thread.
			if _, err := c.Post(t.Context(), bot.Post{To: to, Message: bot.Message{Title: "It was moved"}, Key: "k2", Under: ref}); err != nil {
				t.Fatal(err)
			}
			if got := texts(s, threads[0].ID); len(got) != 2 || !strings.Contains(got[1], "It was moved") {
				t.Errorf("the thread says %q; want the note at its end", got)
			}

			// An edit changes both places, though the thread sleeps.
			s.Archive(threads[0].ID)
			edited := brief("Tuesday")
			edited.Sections[1].Lines[0].Text = "A longer read"
			if err := c.Edit(t.Context(), to, ref, edited); err != nil {
				t.Fatal(err)
			}
			if got := texts(s, threads[0].ID); !strings.Contains(got[0], "A longer read") || !strings.Contains(texts(s, to.ID)[0], "Tuesday") {
				t.Errorf("after the edit the channel says %q, the thread %q", texts(s, to.ID), got)
			}
			edited.Sections = edited.Sections[:1]
			if err := c.Edit(t.Context(), to, ref, edited); err != nil {
				t.Fatal(err)
			}
			if got := texts(s, threads[0].ID); len(got) != 1 || len(texts(s, to.ID)) != 1 {
				t.Errorf("without anything aside the thread says %q; want the note alone", got)
			}
		})
	}
}

// Where threads are refused, everything stands in the channel.
func TestThreadRefused(t *testing.T) {
	s := discordtest.New(t)
	c, log := client(t, s, nil)
	no := discordtest.Fault{Status: http.StatusForbidden, Code: 50013}
	s.Fail("/threads", no, no)
	ref, err := c.Post(t.Context(), bot.Post{To: channel, Message: brief("Monday"), Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	if got := texts(s, discordtest.Channel); len(got) != 2 || !strings.Contains(got[1], "A long read") {
		t.Errorf("the channel says %q; want the rest behind the essentials", got)
	}
	if _, err := c.Post(t.Context(), bot.Post{To: channel, Message: bot.Message{Title: "It was moved"}, Key: "k2", Under: ref}); err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(ref, ",")
	if got := replies(s, discordtest.Channel, first); len(got) != 1 || !strings.Contains(got[0].Text(), "It was moved") {
		t.Errorf("replies are %+v; want the note under the first message", got)
	}
	if !strings.Contains(log.String(), "thread refused") {
		t.Error("the log does not say that the thread was refused")
	}
}

// In a thread and in a direct message there are no threads: a note is a reply.
func TestUnderWithoutThreads(t *testing.T) {
	s := discordtest.New(t)
	c, _ := client(t, s, nil)
	s.SendDM(discordtest.Anna, "hello")
	for name, id := range map[string]string{"thread": s.AddThread(discordtest.Channel), "direct": s.Direct(discordtest.Anna.ID)} {
		ref, err := c.Post(t.Context(), bot.Post{To: in(id), Message: brief("Monday"), Key: "k" + name})
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Messages(id); !strings.Contains(got[len(got)-1].Text(), "A long read") {
			t.Errorf("%s: %q lacks what may stand aside", name, got[len(got)-1].Text())
		}
		if _, err := c.Post(t.Context(), bot.Post{To: in(id), Message: bot.Message{Title: "A note"}, Key: "n" + name, Under: ref}); err != nil {
			t.Fatal(err)
		}
		if got := replies(s, id, ref); len(got) != 1 {
			t.Errorf("%s: %d replies to %s; want 1", name, len(got), ref)
		}
	}
	if n := len(s.Threads(discordtest.Channel)); n != 1 {
		t.Errorf("the channel has %d threads; want the one from before", n)
	}
}

func TestForum(t *testing.T) {
	s := discordtest.New(t)
	c, _ := client(t, s, nil)
	tags := []discordtest.Tag{{ID: "1", Name: "Sport"}, {ID: "2", Name: "Meetings"}, {ID: "3", Name: "iran"}, {ID: "4", Name: "Decisions", Moderated: true}}
	to := in(s.AddPlace(discordtest.Forum, tags...))
	ref, err := c.Post(t.Context(), bot.Post{To: to, Message: brief("Monday"), Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	posts := s.Threads(to.ID)
	if len(posts) != 1 || posts[0].Name != "Monday" || !slices.Equal(posts[0].Tags, []string{"2", "3"}) {
		t.Fatalf("got posts %+v; want one with the tags that are about it", posts)
	}
	if got := texts(s, posts[0].ID); len(got) != 1 || !strings.Contains(got[0], "A long read") || strings.Index(got[0], "A long read") < strings.Index(got[0], "Whether") {
		t.Errorf("the post says %q; want everything, what may stand aside at the end", got)
	}
	if _, err := c.Post(t.Context(), bot.Post{To: to, Message: bot.Message{Title: "A note"}, Key: "n", Under: ref}); err != nil {
		t.Fatal(err)
	}
	if err := c.Edit(t.Context(), to, ref, brief("Tuesday")); err != nil {
		t.Fatal(err)
	}
	if got := texts(s, posts[0].ID); len(got) != 2 || !strings.Contains(got[0], "Tuesday") || !strings.Contains(got[1], "A note") {
		t.Errorf("the post says %q; want it edited, with a note under it", got)
	}

	// A forum that wants a tag gets the first that anybody may set.
	strict := in(s.AddPlace(discordtest.Forum, tags[3], tags[0]))
	s.RequireTag(strict.ID)
	if _, err := c.Post(t.Context(), bot.Post{To: strict, Message: bot.Message{Title: "Quiet"}, Key: "q"}); err != nil {
		t.Fatal(err)
	}
	if got := s.Threads(strict.ID); len(got) != 1 || !slices.Equal(got[0].Tags, []string{"1"}) {
		t.Errorf("got posts %+v; want one with tag 1", got)
	}
}

// A forum knows no nonce: what was lost is found by reading back, also in the archive, and
// what is missing of it is added.
func TestForumOnce(t *testing.T) {
	for name, tt := range map[string]struct {
		fail string
		then func(*discordtest.Server, string)
	}{
		"reply lost":           {"POST /channels/", func(*discordtest.Server, string) {}},
		"reply lost, archived": {"POST /channels/", func(s *discordtest.Server, id string) { s.Archive(id) }},
		"second part lost":     {"/messages", func(*discordtest.Server, string) {}},
	} {
		t.Run(name, func(t *testing.T) {
			s := discordtest.New(t)
			c, _ := client(t, s, nil)
			to := in(s.AddPlace(discordtest.Forum))
			m := long(25)
			began := time.Now()
			s.Fail(tt.fail, discordtest.Fault{Lose: true})
			_, err := c.Post(t.Context(), bot.Post{To: to, Message: m, Key: "k"})
			if r, ok := errors.AsType[*bot.RetryError](err); !ok || !r.Unknown {
				t.Fatalf("first attempt: got error %v; want a RetryError with Unknown", err)
			}
			s.ForgetNonces()
			tt.then(s, s.Threads(to.ID)[0].ID)
			ref, err := c.Post(t.Context(), bot.Post{To: to, Message: m, Key: "k", Tried: began})
			if err != nil {
				t.Fatal(err)
			}
			posts := s.Threads(to.ID)
			if want := len(render(m, partsMax)); len(posts) != 1 || len(s.Messages(posts[0].ID)) != want || strings.Count(ref, ",") != want-1 {
				t.Errorf("there are %d posts with %d messages, ref %s; want one with %d", len(posts), len(s.Messages(posts[0].ID)), ref, want)
			}
			other := in(s.AddPlace(discordtest.Forum))
			if _, err := c.Post(t.Context(), bot.Post{To: other, Message: m, Key: "k", Tried: began}); err != nil || len(s.Threads(other.ID)) != 1 {
				t.Errorf("another forum: error %v, %d posts; want one", err, len(s.Threads(other.ID)))
			}
		})
	}
}

// The aside is lost on the way; the second attempt adds nothing twice.
func TestAsideOnce(t *testing.T) {
	for _, part := range []string{"/threads", "/messages"} {
		s := discordtest.New(t)
		c, _ := client(t, s, nil)
		began := time.Now()
		lost := []discordtest.Fault{{Lose: true}}
		if part == "/messages" { // the second of them, in the thread
			lost = []discordtest.Fault{{}, {}, {Lose: true}}
		}
		s.Fail(part, lost...)
		_, err := c.Post(t.Context(), bot.Post{To: channel, Message: brief("Monday"), Key: "k"})
		if r, ok := errors.AsType[*bot.RetryError](err); !ok || !r.Unknown {
			t.Fatalf("%s: got error %v; want a RetryError with Unknown", part, err)
		}
		s.ForgetNonces()
		ref, err := c.Post(t.Context(), bot.Post{To: channel, Message: brief("Monday"), Key: "k", Tried: began})
		if err != nil {
			t.Fatal(err)
		}
		main := s.Messages(discordtest.Channel)
		if len(main) != 1 || len(s.Messages(main[0].ID)) != 1 || ref != main[0].ID+","+main[0].ID+"/"+s.Messages(main[0].ID)[0].ID {
			t.Errorf("%s: %d messages, %d aside, ref %s; want one of each", part, len(main), len(s.Messages(main[0].ID)), ref)
		}
	}
}

func TestCrosspost(t *testing.T) {
	s := discordtest.New(t)
	c, log := client(t, s, nil)
	news := in(s.AddPlace(discordtest.Announcement))
	post := func(to bot.Channel, key string) []discordtest.Message {
		t.Helper()
		if _, err := c.Post(t.Context(), bot.Post{To: to, Message: brief("Monday"), Key: key}); err != nil {
			t.Fatal(err)
		}
		return s.Messages(to.ID)
	}
	if post(news, "a")[0].Crossposted {
		t.Error("published without being asked to")
	}
	c.o.Crosspost = true
	if !post(news, "b")[1].Crossposted {
		t.Error("not published")
	}
	post(channel, "c")
	if n := s.Calls("/crosspost"); n != 1 {
		t.Errorf("%d requests to publish; want 1, in the announcement channel", n)
	}
	s.Fail("/crosspost", discordtest.Fault{Status: 429, RetryAfter: time.Hour}) // ten an hour is the limit
	post(news, "d")
	if !strings.Contains(log.String(), "not published") {
		t.Error("the log does not say that publishing failed")
	}
}

// A role is called only where the post says so, once, and nobody else with it.
func TestPing(t *testing.T) {
	const role = "165511591545143296"
	for name, tt := range map[string]struct {
		ping string
		want []string
	}{
		"nobody":        {"", nil},
		"a role":        {role, []string{"<@&" + role + ">"}},
		"everyone":      {discordtest.Guild, nil},
		"not a role":    {"everyone", nil},
		"another thing": {"1> <@&" + role, nil},
	} {
		s := discordtest.New(t)
		c, _ := client(t, s, nil)
		m := long(25)
		m.Lead = "@everyone <@&" + role + "> @here"
		ref, err := c.Post(t.Context(), bot.Post{To: channel, Message: m, Key: "k", Ping: tt.ping})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range s.Messages(discordtest.Channel) {
			got = append(got, m.Pings...)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: called (-want +got):\n%s", name, diff)
		}
		if err := c.Edit(t.Context(), channel, ref, m); err != nil {
			t.Fatal(err)
		}
		if n := len(s.Messages(discordtest.Channel)[0].Pings); n != len(tt.want) {
			t.Errorf("%s: after an edit %d calls; want %d", name, n, len(tt.want))
		}
	}
}

// What is for one person alone goes to them, although the channel is gone.
func TestWhom(t *testing.T) {
	s := discordtest.New(t)
	c, _ := client(t, s, nil)
	s.RemoveChannel(discordtest.Channel)
	if _, err := c.Post(t.Context(), bot.Post{To: channel, Whom: discordtest.Anna.ID, Message: bot.Message{Title: "A schedule is paused"}, Key: "k"}); err != nil {
		t.Fatal(err)
	}
	if got := texts(s, s.Direct(discordtest.Anna.ID)); len(got) != 1 || !strings.Contains(got[0], "A schedule is paused") {
		t.Errorf("the direct message says %q", got)
	}
}

// A channel is gone, or the bot is let in no more: the schedule is paused, and who made it is told,
// alone.
func TestChannelGone(t *testing.T) {
	for name, gone := range map[string]func(*discordtest.Server){
		"unknown channel (10003)": func(s *discordtest.Server) { s.RemoveChannel(discordtest.Channel) },
		"missing access (50001)": func(s *discordtest.Server) {
			s.Refuse(discordtest.Channel, discordtest.Fault{Status: 403, Code: 50001})
		},
		"missing permissions (50013)": func(s *discordtest.Server) { s.Fail(posting, discordtest.Fault{Status: 403, Code: 50013}) },
	} {
		t.Run(name, func(t *testing.T) {
			s := discordtest.New(t)
			c, _ := client(t, s, nil)
			store := bottest.NewStore()
			b := bot.New(bot.Options{Store: store, Source: &bottest.Source{}, Poster: c, Log: slog.New(slog.DiscardHandler)})
			now := time.Now()
			sub := bot.Subscription{ID: "morning", Channel: channel, Spec: "every day at 9:00", Zone: "UTC", Next: now.Add(time.Hour),
				Creator: discordtest.Boris.ID, Created: now.Add(-time.Hour)}
			if err := store.Subscribe(t.Context(), sub); err != nil {
				t.Fatal(err)
			}
			gone(s)
			if err := b.Deliver(t.Context(), bot.Slot{Subscription: sub.ID, Due: now.Truncate(time.Second)}); err != nil {
				t.Fatal(err)
			}
			if got, err := store.Subscription(t.Context(), sub.ID); err != nil || got.Paused == "" {
				t.Errorf("the schedule is %+v, error %v; want it paused", got, err)
			}
			told := texts(s, s.Direct(discordtest.Boris.ID))
			if len(told) != 1 || !strings.Contains(told[0], "A schedule is paused") || !strings.Contains(told[0], "schedule resume morning") {
				t.Errorf("who made the schedule was told %q; want that it is paused, and how it goes on", told)
			}
			changes, err := store.Changes(t.Context(), channel.Tenant(), 5)
			if err != nil || len(changes) != 1 || !strings.Contains(changes[0].What, "paused") {
				t.Errorf("the audit list has %+v, error %v; want the pause", changes, err)
			}
			if got := texts(s, discordtest.Channel); len(got) != 0 {
				t.Errorf("the channel says %q", got)
			}
		})
	}
}
