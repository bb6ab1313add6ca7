package discord

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/readout-bot/readout/adapters/discord/discordtest"
	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

func TestAlone(t *testing.T) {
	bottest.TestLeases(t, func(*testing.T) bottest.Leases { return newAlone() })
}

// guildOf returns a server's ID whose events go to a shard of four.
func guildOf(shard int) string { return fmt.Sprint(uint64(4<<20+shard) << 22) }

// each has every shard of four answer a command, and demands that each is held once.
func each(t *testing.T, s *discordtest.Server) {
	t.Helper()
	s.Wait(t, "every shard", func() bool { return maps.Equal(s.Held(), map[int]int{0: 1, 1: 1, 2: 1, 3: 1}) })
	for shard := range 4 {
		id := s.SendCommand(discordtest.Anna, s.AddGuild(guildOf(shard)), "today", nil)
		s.Wait(t, fmt.Sprint("an answer by shard ", shard), func() bool { return answered(s, id) })
	}
	if n := s.Overlaps(); n != 0 {
		t.Errorf("a shard was held twice, %d times", n)
	}
}

// As many shards as Discord wants, each with its own servers, at Discord's pace.
func TestShards(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.SetShards(4, 4)
	s.SetConcurrency(2, 100*time.Millisecond)
	h := &script{}
	c, _ := client(t, s, h)
	c.pace.identify = 300 * time.Millisecond // there is some way between the turn and the IDENTIFY
	run(t, s, c)
	each(t, s)
	if n := s.Hasty(); n != 0 {
		t.Errorf("%d shards identified before their time", n)
	}
	if n := len(h.commands()); n != 4 {
		t.Errorf("%d commands were handled; want each of 4 once", n)
	}
	s.DropSockets()
	s.Wait(t, "the loss", func() bool { return len(s.Held()) == 0 })
	each(t, s)
	if identified, resumed := s.Sessions(); identified != 4 || resumed != 4 {
		t.Errorf("identified %d times, resumed %d; want 4 of each", identified, resumed)
	}
}

// mortal are leases that a process is cut off from when it dies, or its database does.
type mortal struct {
	Leases
	dead atomic.Bool
}

var errDead = errors.New("the database does not answer")

func (m *mortal) Lease(ctx context.Context, name, holder string, now, until time.Time) (string, error) {
	if m.dead.Load() {
		return "", errDead
	}
	return m.Leases.Lease(ctx, name, holder, now, until)
}

func (m *mortal) Unlease(ctx context.Context, name, holder string) error {
	if m.dead.Load() {
		return errDead
	}
	return m.Leases.Unlease(ctx, name, holder)
}

// two returns two clients that share leases, with what cuts the first one off from them.
func two(t *testing.T, s *discordtest.Server) (a, b *Client, cut *mortal) {
	t.Helper()
	shared := newAlone()
	cut = &mortal{Leases: shared}
	a, _ = client(t, s, &script{})
	b, _ = client(t, s, &script{})
	a.o.Leases, b.o.Leases = cut, shared
	return a, b, cut
}

// Two processes share the shards. One dies without a word; the other takes over what it held.
func TestTakeOver(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.SetShards(4, 1)
	a, b, cut := two(t, s)
	stop := run(t, s, a)
	run(t, s, b)
	each(t, s)
	cut.dead.Store(true)
	if err := stop(); err != nil { // its connections end with it
		t.Fatal(err)
	}
	died := time.Now()
	each(t, s)
	t.Logf("taken over after %s; a lease is %s", time.Since(died), quick.lease)
}

// A process that is cut off from the leases lets its shards go before they run out.
func TestCutOff(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.SetShards(4, 1)
	a, b, cut := two(t, s)
	run(t, s, a)
	each(t, s)
	cut.dead.Store(true)
	run(t, s, b)
	s.Wait(t, "a take-over", func() bool { n, _ := s.Sessions(); return n >= 8 })
	each(t, s)
}

// A process that stops gives its shards up at once.
func TestHandOver(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.SetShards(4, 1)
	a, b, _ := two(t, s)
	b.pace.lease, a.pace.lease = time.Hour, time.Hour
	b.pace.renew, a.pace.renew = time.Second, time.Second
	stop := run(t, s, a)
	run(t, s, b)
	each(t, s)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	each(t, s)
}

// held returns how many of four shards answer through each handler.
func held(t *testing.T, s *discordtest.Server, h ...*script) (n []int) {
	t.Helper()
	before := make([]int, len(h))
	for i := range h {
		before[i] = len(h[i].commands())
	}
	each(t, s)
	for i := range h {
		n = append(n, len(h[i].commands())-before[i])
	}
	return n
}

// A process that joins gets its part of the shards, each begun once more and not twice; one that
// stops leaves its part to the others.
func TestEven(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.SetShards(4, 1)
	shared := newAlone()
	var clients []*Client
	var handlers []*script
	for range 3 {
		h := &script{}
		c, _ := client(t, s, h)
		c.o.Leases = shared
		clients, handlers = append(clients, c), append(handlers, h)
	}
	stop := run(t, s, clients[0])
	if got := held(t, s, handlers...); !slices.Equal(got, []int{4, 0, 0}) {
		t.Fatalf("alone, the first holds %v", got)
	}
	run(t, s, clients[1])
	s.Wait(t, "two for each", func() bool { n, _ := s.Sessions(); return n == 6 })
	if got := held(t, s, handlers...); !slices.Equal(got, []int{2, 2, 0}) {
		t.Errorf("two of them hold %v; want 2 each", got)
	}
	run(t, s, clients[2])
	s.Wait(t, "one for the third", func() bool { n, _ := s.Sessions(); return n == 7 })
	if got := held(t, s, handlers...); !slices.Equal(got, []int{2, 1, 1}) {
		t.Errorf("three of them hold %v; want 2, 1 and 1", got)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	s.Wait(t, "the shards of who stopped", func() bool { n, _ := s.Sessions(); return n == 9 })
	if got := held(t, s, handlers...); !slices.Equal(got, []int{0, 2, 2}) {
		t.Errorf("the two that are left hold %v; want 2 each", got)
	}
	if n, _ := s.Sessions(); n != 9 {
		t.Errorf("%d sessions were begun; want 9: 4, 2 more for the second, 1 for the third, 2 for the rest", n)
	}
}

// Whatever the processes and shards, the seats share them out whole.
func TestShare(t *testing.T) {
	for shards := 1; shards <= 20; shards++ {
		for processes := 1; processes <= shards; processes++ {
			sum := 0
			for seat := range processes {
				own := share{seat: seat, taken: processes}.of(shards)
				if sum += own; own < shards/processes || own > shards/processes+1 {
					t.Errorf("seat %d of %d holds %d of %d shards", seat, processes, own, shards)
				}
			}
			if sum != shards {
				t.Errorf("%d processes hold %d of %d shards", processes, sum, shards)
			}
		}
	}
	if own := (share{seat: -1, taken: 3}).of(3); own != 0 {
		t.Errorf("who has no seat holds %d shards", own)
	}
}

// All processes go by the number of whoever came first.
func TestNumberOfShards(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.SetShards(2, 1)
	a, b, _ := two(t, s)
	a.o.Shards = 4
	run(t, s, a)
	run(t, s, b)
	each(t, s)
}

// When a bot has grown out of its shards, Discord says so.
func TestMoreShards(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	c, log := client(t, s, &script{})
	c.pace.lease, c.pace.renew = 200*time.Millisecond, 50*time.Millisecond
	run(t, s, c)
	works(t, s)
	s.SetShards(4, 4)
	s.CloseSockets(4011)
	each(t, s)
	if !strings.Contains(log.String(), "discord wants more shards") {
		t.Error("the log does not say that Discord wants more shards")
	}
}

// A handler that panics for one shard does not keep the others from answering.
func TestShardsApart(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.SetShards(4, 1)
	h := &script{handle: func(ctx context.Context, c bot.Command, reply func(context.Context, bot.Message) error) error {
		if c.From.Workspace == guildOf(1) && c.Text == "status" {
			panic("a mistake")
		}
		return reply(ctx, bot.Message{Title: "Fine"})
	}}
	c, _ := client(t, s, h)
	run(t, s, c)
	each(t, s)
	s.SendCommand(discordtest.Anna, s.AddGuild(guildOf(1)), "status", nil)
	each(t, s)
}
