package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/readout-bot/readout/adapters/slack/slacktest"
)

// TestSlackSoak runs the real program in Socket Mode against a Slack on which something goes
// wrong all the time: limits, failures, lost answers, cut and renewed connections. Every
// command is answered once, every slot is posted once, and the program does not grow.
// READOUT_SOAK sets for how long, such as 10m.
func TestSlackSoak(t *testing.T) {
	if testing.Short() {
		t.Skip("takes 20 seconds; left out with -short")
	}
	lasts := 20 * time.Second
	if v := os.Getenv("READOUT_SOAK"); v != "" {
		var err error
		if lasts, err = time.ParseDuration(v); err != nil {
			t.Fatal(err)
		}
	}
	t.Parallel()
	s := slacktest.New(t)
	channels := []string{slacktest.Channel, slacktest.OtherChannel, "C0THIRD", "C0FOURTH"}
	for _, c := range channels[2:] {
		s.AddChannel(c, true)
	}
	p := process(t, "", "SLACK_BOT_TOKEN="+slacktest.BotToken, "SLACK_APP_TOKEN="+slacktest.AppToken, "SLACK_API_URL="+s.URL())
	s.WaitSockets(2)
	s.SendCommand(slacktest.Admin, "C0THIRD", `schedule add "* * * * *"`)
	s.WaitMessage("C0THIRD", "* * * * *")

	var asked []question
	began, grown := time.Now(), []sample{}
	dice := rand.New(rand.NewPCG(1, 2)) // the same bad luck each time
	next := map[string]time.Time{"fault": {}, "cut": began.Add(7 * time.Second), "sample": began.Add(lasts / 10)}
	for i := 0; time.Since(began) < lasts; i++ {
		asked = append(asked, ask(s, dice, channels, i))
		now := time.Now()
		if now.After(next["fault"]) {
			s.Fail(misfortune(dice))
			next["fault"] = now.Add(time.Duration(500+dice.IntN(1500)) * time.Millisecond)
		}
		if now.After(next["cut"]) {
			if dice.IntN(2) == 0 {
				s.DropSockets()
			} else {
				s.Refresh()
			}
			next["cut"] = now.Add(time.Duration(20+dice.IntN(40)) * time.Second)
		}
		if now.After(next["sample"]) {
			grown = append(grown, sampleOf(p))
			next["sample"] = now.Add(max(lasts/60, time.Second))
		}
		time.Sleep(time.Duration(200+dice.IntN(300)) * time.Millisecond)
	}
	for _, q := range asked {
		s.WaitMessage(q.channel, q.mark)
	}
	time.Sleep(2 * time.Second) // for answers that come twice
	grown = append(grown, sampleOf(p))
	p.end(syscall.SIGTERM)
	if !strings.Contains(p.said(), "everything under way is settled") {
		t.Error("the program did not end well")
	}
	checkSoak(t, s, asked, grown, lasts)
}

// A question is a command with the mark that its answer repeats.
type question struct{ channel, mark string }

// ask says one of the things that people say.
func ask(s *slacktest.Server, dice *rand.Rand, channels []string, i int) question {
	mark := fmt.Sprintf("Nobody%05d", i)
	channel := channels[dice.IntN(len(channels))]
	if dice.IntN(8) == 0 { // beside the question
		s.OpenHome(slacktest.Member)
	}
	switch dice.IntN(4) {
	case 0:
		s.SendMention(slacktest.Member, channel, "who "+mark)
	case 1:
		s.SendDM(slacktest.Member, "who "+mark)
		channel = s.DM(slacktest.Member)
	default:
		s.SendCommand(slacktest.Member, channel, "who "+mark)
	}
	return question{channel, mark}
}

// misfortune is something that goes wrong once.
func misfortune(dice *rand.Rand) slacktest.Fault {
	method := []string{"chat.postMessage", "response_url"}[dice.IntN(2)]
	all := []slacktest.Fault{
		slacktest.Limited(method, time.Second), slacktest.Limited(method, 3*time.Second), slacktest.Broken(method), slacktest.ReplyLost(method), slacktest.Dropped(method),
		slacktest.Refused("chat.postMessage", "internal_error"), slacktest.Refused(method, "invalid_blocks"),
		slacktest.Broken("views.publish"), slacktest.Broken("users.info"), slacktest.Broken("apps.connections.open"), slacktest.Broken("usergroups.list"),
	}
	return all[dice.IntN(len(all))]
}

// A sample is how large the program is.
type sample struct{ megabytes, goroutines int }

func sampleOf(p *served) sample {
	return sample{int(p.metric("process_resident_memory_bytes")) >> 20, int(p.metric("go_goroutines"))}
}

// checkSoak looks at what the program left behind.
func checkSoak(t *testing.T, s *slacktest.Server, asked []question, grown []sample, lasts time.Duration) {
	t.Helper()
	for _, q := range asked {
		n := 0
		for _, m := range s.Messages(q.channel) {
			if strings.Contains(m.Shown(), q.mark) {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%q in %s is answered %d times, want once", q.mark, q.channel, n)
		}
	}
	slots := map[string]int{}
	for _, m := range s.Messages("C0THIRD") {
		if m.For == "" && m.ThreadTS == "" && m.Via == "web" && m.Key() != "" && !strings.Contains(m.Key(), "#") {
			slots[m.Key()]++
		}
	}
	for key, n := range slots {
		if n != 1 {
			t.Errorf("slot %s is posted %d times, want once", key, n)
		}
	}
	if minutes := int(lasts.Minutes()); len(slots) < minutes-1 || len(slots) > minutes+2 {
		t.Errorf("%d slots posted in %v", len(slots), lasts)
	}
	if r := s.Refused(); len(r) > 0 {
		t.Errorf("slack refused %q", r)
	}
	early, late := largest(grown[:len(grown)/3+1]), largest(grown[2*len(grown)/3:])
	t.Logf("%d commands answered, %d slots posted in %v; %d MB and %d goroutines at most in the first third, %d MB and %d in the last",
		len(asked), len(slots), lasts, early.megabytes, early.goroutines, late.megabytes, late.goroutines)
	if late.megabytes > early.megabytes*3/2+10 || late.goroutines > early.goroutines*3/2+20 {
		t.Errorf("the program grows: %v", grown)
	}
}

func largest(all []sample) sample {
	var top sample
	for _, s := range all {
		top.megabytes, top.goroutines = max(top.megabytes, s.megabytes), max(top.goroutines, s.goroutines)
	}
	return top
}
