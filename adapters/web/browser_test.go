package web

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/readout-bot/readout/adapters/web/webtest"
	"github.com/readout-bot/readout/bot"
)

// What is typed is answered in both columns, and what is posted and edited meanwhile
// appears, all without a reload.
func TestPageInBrowser(t *testing.T) {
	s, server := start(t, Options{Examples: []string{"help me"}})
	ctx := webtest.Browser(t, 1280, 800)
	column := func(selector string) string {
		t.Helper()
		text, err := chromedp.Run(ctx, chromedp.Text(selector))
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	do := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, steps...); err != nil {
			t.Fatal(err)
		}
	}
	do(chromedp.Navigate(server.URL),
		chromedp.SendKeys("#text", "who Solheim\n"),
		chromedp.WaitVisible(`.view-1 article[data-n="2"]`),
		chromedp.Click("[data-say]"),
		chromedp.WaitVisible(`.view-1 article[data-n="4"].private`))
	for name, text := range map[string]string{"Slack": column(".view-0 .stream"), "Discord": column(".view-1 .stream")} {
		for _, want := range []string{"You", "who Solheim", name + ` shows "You said: who Solheim"`, "only visible to you"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s column lacks %q:\n%s", name, want, text)
			}
		}
	}

	ref, err := s.Post(ctx, bot.Post{To: Channel, Message: bot.Message{Title: "first edition"}})
	if err != nil {
		t.Fatal(err)
	}
	do(chromedp.WaitVisible(`.view-0 article[data-n="` + ref + `"]`))
	if err := s.Edit(ctx, Channel, ref, bot.Message{Title: "second edition"}); err != nil {
		t.Fatal(err)
	}
	do(chromedp.Poll[chromedp.Void](`document.querySelector(".view-1 .stream").innerText.includes("second edition")`))
	if text := column(".view-0 .stream"); strings.Contains(text, "first edition") || !strings.Contains(text, "second edition") {
		t.Errorf("the edit does not show:\n%s", text)
	}
}

// A button says its command; a form opens over the page, checks itself while it is filled,
// completes names, and says what it makes.
func TestFormInBrowser(t *testing.T) {
	s, server := start(t, Options{})
	ctx := webtest.Browser(t, 1280, 800)
	do := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, steps...); err != nil {
			t.Fatal(err)
		}
	}
	holds := func(js string) chromedp.Action[chromedp.Void] { return chromedp.Poll[chromedp.Void](js) }
	if _, err := s.Post(ctx, bot.Post{Message: bot.Message{Title: "brief"}}); err != nil {
		t.Fatal(err)
	}
	do(chromedp.Navigate(server.URL),
		chromedp.Click(`.view-0 article[data-n="1"] .said > button`),
		chromedp.WaitVisible(`.view-1 article[data-n="3"]`),
		chromedp.Click(`.view-1 article[data-n="1"] summary`),
		chromedp.Click(`.view-1 article[data-n="1"] .menu button`),
		chromedp.WaitVisible("dialog .sheet"),
		chromedp.SendKeys(`[name="field-spec"]`, "never"),
		chromedp.Click(`.sheet button:not([name]):not([type])`),
		chromedp.WaitVisible("dialog .problem"),
		chromedp.SetValue(`[name="field-spec"]`, "never mind"),
		chromedp.Click(`[name="check"]`),
		holds(`document.querySelector("dialog .note")?.textContent === "Next: never mind"`),
		chromedp.SendKeys(`[name="field-about"]`, "Sol"),
		holds(`document.querySelector("#suggest-about option")?.value === "<Sol>"`),
		chromedp.Click(`.sheet button:not([name]):not([type])`),
		holds(`document.querySelector(".view-1 .stream").innerText.includes("You said: schedule add never mind about Sol") && !document.querySelector("dialog").open`))
}
