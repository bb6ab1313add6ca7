package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/readout-bot/readout/adapters/web/webtest"
)

var pictures = flag.String("pictures", "", "write pictures of the demo's messages into this folder")

// TestDemo walks through the demo in a browser as a newcomer would: asks, opens a line's
// details, fills the set-up form. With -pictures DIR it leaves the pictures of docs there.
func TestDemo(t *testing.T) {
	page := startDemo(t)
	if *pictures != "" { // until there is news, and a brief of it
		time.Sleep(2*time.Minute + 5*time.Second)
	}
	ctx := webtest.Browser(t, 1500, 1600)
	do := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, steps...); err != nil {
			t.Fatal(err)
		}
	}
	last := 0
	// said waits for the answer to what was just asked, and returns it as the platforms show it.
	said := func() string {
		t.Helper()
		last += 2 // the question and the answer
		article := `.view-%d article[data-n="` + strconv.Itoa(last) + `"]`
		do(chromedp.WaitVisible(strings.Replace(article, "%d", "1", 1)))
		text, err := chromedp.Run(ctx, chromedp.Text(strings.Replace(article, "%d", "0", 1)))
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	ask := func(text string) string {
		t.Helper()
		do(chromedp.SendKeys("#text", text+"\n"))
		return said()
	}
	// number runs a script that returns the number of a message.
	number := func(script string) int {
		t.Helper()
		n, err := chromedp.Run(ctx, chromedp.Evaluate[int](script))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	do(chromedp.Navigate(page))
	last = number(`Math.max(0, ...[...document.querySelectorAll(".view-0 article")].map(a => +a.dataset.n))`)
	walk := []struct{ name, ask, want string }{
		{"who", "who Solheim", "Solheim"},
		{"meetings", "meetings next 14d", "Meetings ahead"},
		{"decisions", "decisions", "Open decisions"},
		{"ask", "ask who will meet Arnadottir?", "Arnadottir"},
		{"home", "home", "3 feeds"},
	}
	if *pictures != "" {
		walk = slices.Insert(walk, len(walk)-1, []struct{ name, ask, want string }{
			{"today", "today", "article"},
			{"changes", "ask what changed since monday?", "changed"},
			{"stories", "stories", "Stories"},
			{"schedules", "schedule list", "demo"},
			{"status", "status", "All is well"},
			{"help", "help", "meetings"},
		}...)
	}
	shown := map[string]int{}
	for _, c := range walk {
		if got := ask(c.ask); !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want it to have %q", c.ask, got, c.want)
		}
		shown[c.name] = last
	}
	do(chromedp.Click(`.view-0 article[data-n="`+strconv.Itoa(last)+`"] button[value*="form%3Asetup"]`),
		chromedp.WaitVisible("dialog .sheet"))
	if *pictures == "" {
		return
	}
	do(chromedp.Evaluate[chromedp.Void](unrolled))
	shown["brief"] = number(`+[...document.querySelectorAll(".view-0 article")].find(a => a.textContent.includes("Brief for")).dataset.n`)
	picture(t, ctx, "form.png", "dialog")
	do(chromedp.Evaluate[chromedp.Void](`document.querySelector("dialog [data-close]").click()`))
	for name, n := range shown {
		for view, platform := range []string{"slack", "discord"} {
			picture(t, ctx, platform+"-"+name+".png", fmt.Sprintf(`.view-%d article[data-n="%d"]`, view, n))
		}
	}
	do(chromedp.Evaluate[chromedp.Void](onPhone))
	for _, name := range []string{"brief", "decisions", "home", "who", "schedules"} {
		picture(t, ctx, "slack-"+name+"-phone.png", fmt.Sprintf(`.view-0 article[data-n="%d"]`, shown[name]))
	}
	do(chromedp.Evaluate[chromedp.Void](`document.querySelector('.view-0 button[value*="form%3Awrong"]').click()`), chromedp.WaitVisible("dialog .sheet"))
	picture(t, ctx, "form-wrong.png", "dialog")
}

// unrolled lets the columns grow as long as what is in them, so that a picture has all of it.
const unrolled = `for (const e of document.querySelectorAll("body, main, .view, .stream")) {
	e.style.height = "auto"; e.style.overflow = "visible"; e.style.display = "block";
}
for (const e of document.querySelectorAll("article")) { e.style.padding = "12px"; e.style.maxWidth = "640px"; }`

// onPhone makes messages as wide as on a phone of 375 points, without its margins.
const onPhone = `for (const e of document.querySelectorAll("article")) { e.style.maxWidth = "343px"; }`

func picture(t *testing.T, ctx context.Context, name, selector string) {
	t.Helper()
	png, err := chromedp.Run(ctx, chromedp.Screenshot(selector))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*pictures, name), png, 0o666); err != nil {
		t.Fatal(err)
	}
}

// startDemo runs the demo until the test ends and returns the address of its page.
func startDemo(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out := &shared{}
	done := make(chan error, 1)
	go func() {
		done <- (&demoCommand{Listen: "localhost:0"}).Run(&app{ctx: ctx, in: strings.NewReader(""), out: out, err: io.Discard})
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if m := regexp.MustCompile(`http://\S+`).FindString(out.String()); m != "" {
			return m
		}
	}
	t.Fatalf("the demo did not start: %s", out)
	return ""
}

// A shared buffer is written by one goroutine and read by another.
type shared struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *shared) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *shared) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
