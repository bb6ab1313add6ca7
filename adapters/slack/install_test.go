package slack

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/readout-bot/readout/adapters/slack/slacktest"
	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

// testKey is a key that nobody uses.
func testKey(name string) string {
	return name + ":" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat(name, 32)[:32]))
}

// A site is a client that workspaces can install, and the address it is reached at.
type site struct {
	*Client
	url   string
	store *bottest.MemoryInstallations
	d     *desk
}

// open runs a client that other workspaces can install, over signed HTTP, besides the one of
// the bot token.
func openSite(t *testing.T, s *slacktest.Server, change ...func(*Options)) site {
	t.Helper()
	late := &lateHandler{}
	web := httptest.NewServer(http.StripPrefix("/slack", late))
	t.Cleanup(web.Close)
	at := site{url: web.URL + "/slack", store: &bottest.MemoryInstallations{}, d: &desk{}}
	at.Client = newClient(t, s, append([]func(*Options){func(o *Options) {
		o.SigningSecret, o.Handler = slacktest.SigningSecret, at.d
		o.Install = &Install{ClientID: slacktest.ClientID, ClientSecret: slacktest.ClientSecret, Redirect: at.url + "/oauth", Keys: []string{testKey("a")}, Store: at.store}
	}}, change...)...)
	late.set(at.HTTP())
	s.DeliverTo(at.url)
	run(t, at.Client)
	for !at.open() {
		time.Sleep(time.Millisecond)
	}
	return at
}

// A lateHandler is set after its server has started, whose address it needs.
type lateHandler struct {
	mu sync.Mutex
	h  http.Handler
}

func (l *lateHandler) set(h http.Handler) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.h = h
}

func (l *lateHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	h := l.h
	l.mu.Unlock()
	h.ServeHTTP(w, r)
}

// browse opens an address in a browser of its own and returns where it ends.
func browse(t *testing.T, u string) *http.Response {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar, Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get(u)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body = io.NopCloser(bytes.NewReader(page))
	return resp
}

var otherNews = bot.Channel{Platform: "slack", Workspace: slacktest.OtherTeam, ID: slacktest.OtherChannel}

// TestInstall: a workspace installs the app in a browser; its people are answered with its
// own token, whoever installed is an admin, and the other workspace goes on as before.
func TestInstall(t *testing.T) {
	s := slacktest.New(t)
	at := openSite(t, s)
	if _, err := at.Post(t.Context(), bot.Post{To: otherNews, Key: "k0"}); !errors.Is(err, bot.ErrGone) {
		t.Errorf("post to a workspace that did not install: got error %v, want ErrGone", err)
	}
	resp := browse(t, at.url+"/install")
	if resp.StatusCode != 200 || resp.Request.URL.Path != "/app_redirect" || resp.Request.URL.Query().Get("team") != slacktest.OtherTeam {
		t.Fatalf("installing ended with %s at %s", resp.Status, resp.Request.URL)
	}
	sealed, err := at.store.Installation(t.Context(), slacktest.OtherTeam)
	if err != nil || bytes.Contains(sealed, []byte("xoxb")) {
		t.Errorf("kept %q, error %v; want it sealed", sealed, err)
	}
	if _, err := at.Post(t.Context(), bot.Post{To: otherNews, Message: bot.Message{Title: "Theirs"}, Key: "k1"}); err != nil {
		t.Error(err)
	}
	e := s.Mention(slacktest.Member, slacktest.OtherChannel, "who Lind").For(slacktest.OtherTeam)
	s.Deliver(&e)
	s.SendMention(slacktest.Member, slacktest.Channel, "ours")
	for channel, team := range map[string]string{slacktest.OtherChannel: slacktest.OtherTeam, slacktest.Channel: slacktest.Team} {
		if m := s.WaitMessage(channel, "re: "); m.Team != team {
			t.Errorf("answered in %s with the token of %s, want %s", channel, m.Team, team)
		}
	}
	for _, c := range at.d.commands() {
		if want := map[string]bot.Role{slacktest.OtherTeam: bot.Admin, slacktest.Team: bot.Reader}[c.From.Workspace]; c.Role != want {
			t.Errorf("role in %s is %v, want %v", c.From.Workspace, c.Role, want)
		}
	}
}

// TestInstallRefused: a state of another browser, an old or a used one, or no consent
// installs nothing.
func TestInstallRefused(t *testing.T) {
	s := slacktest.New(t)
	at := openSite(t, s)
	back := func(cookie, state, rest string) int {
		r := httptest.NewRequest(http.MethodGet, "/oauth?state="+state+rest, nil)
		if cookie != "" {
			r.AddCookie(&http.Cookie{Name: stateCookie, Value: cookie})
		}
		w := httptest.NewRecorder()
		at.HTTP().ServeHTTP(w, r)
		return w.Code
	}
	now := time.Now()
	good := at.newState("mine", now)
	for name, code := range map[string]int{
		"no cookie":       back("", good, "&code=x"),
		"another browser": back("yours", good, "&code=x"),
		"no state":        back("mine", "", "&code=x"),
		"old":             back("mine", at.newState("mine", now.Add(-stateAge-time.Second)), "&code=x"),
		"forged":          back("mine", good[:len(good)-4]+"AAAA", "&code=x"),
		"declined":        back("mine", at.newState("mine", now), "&error=access_denied"),
	} {
		if code != http.StatusBadRequest {
			t.Errorf("%s: status %d, want 400", name, code)
		}
	}
	if code := back("mine", good, "&code=wrong"); code != http.StatusBadGateway {
		t.Errorf("a wrong code: status %d, want 502", code)
	}
	if code := back("mine", good, "&code=wrong"); code != http.StatusBadRequest {
		t.Errorf("a used state: status %d, want 400", code)
	}
	s.Whole()
	resp := browse(t, at.url+"/install")
	if page, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode != http.StatusBadRequest || !strings.Contains(string(page), "workspace by workspace") {
		t.Errorf("for a whole organisation: %s, error %v: %s", resp.Status, err, page)
	}
	if n := s.Calls("auth.revoke"); n != 1 {
		t.Errorf("%d tokens given back, want 1", n)
	}
	s.Decline(true)
	if resp := browse(t, at.url+"/install"); resp.StatusCode != http.StatusBadRequest {
		t.Errorf("declined at Slack: %s", resp.Status)
	}
	if _, err := at.store.Installation(t.Context(), slacktest.OtherTeam); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("kept all the same: %v", err)
	}
}

// TestRotation: a token is renewed before it ends, and at once where Slack says it has ended;
// of two replicas one renews, and both go on.
func TestRotation(t *testing.T) {
	s := slacktest.New(t)
	s.Rotate()
	at := openSite(t, s)
	browse(t, at.url+"/install")
	other := newClient(t, s, func(o *Options) {
		o.Install = &Install{ClientID: slacktest.ClientID, ClientSecret: slacktest.ClientSecret, Redirect: at.url + "/oauth", Keys: []string{testKey("b"), testKey("a")}, Store: at.store}
	})
	post := func(c *Client, key string) {
		t.Helper()
		if _, err := c.Post(t.Context(), bot.Post{To: otherNews, Message: bot.Message{Title: key}, Key: key}); err != nil {
			t.Errorf("%s: %v", key, err)
		}
	}
	post(at.Client, "first")
	if n := s.Calls("oauth.v2.access"); n != 1 {
		t.Errorf("%d calls for tokens, want 1", n)
	}
	at.installs.of(slacktest.OtherTeam).expires = time.Now().Add(refreshBefore / 2)
	post(at.Client, "renewed in time")
	post(other, "by a replica with another key")
	s.Expire(slacktest.OtherTeam)
	post(other, "expired before its time")
	if n := s.Calls("oauth.v2.access"); n != 3 {
		t.Errorf("%d calls for tokens, want 3", n)
	}
	// The first replica has an old token, and cannot read what the other sealed with its key.
	if _, err := at.Post(t.Context(), bot.Post{To: otherNews, Key: "x"}); err == nil {
		t.Error("a replica without the key renewed all the same")
	}
	third := newClient(t, s, func(o *Options) {
		o.Install = &Install{ClientID: slacktest.ClientID, ClientSecret: slacktest.ClientSecret, Redirect: at.url + "/oauth", Keys: []string{testKey("b")}, Store: at.store}
	})
	post(third, "by one that has it")
}

// TestRotationRace: two replicas that renew at the same time end up with the same token.
func TestRotationRace(t *testing.T) {
	s := slacktest.New(t)
	s.Rotate()
	at := openSite(t, s)
	browse(t, at.url+"/install")
	var replicas []*Client
	for range 3 {
		replicas = append(replicas, newClient(t, s, func(o *Options) {
			o.Install = &Install{ClientID: slacktest.ClientID, ClientSecret: slacktest.ClientSecret, Redirect: at.url + "/oauth", Keys: []string{testKey("a")}, Store: at.store}
		}))
	}
	for _, c := range replicas { // each has the first token at hand
		if _, err := c.workspace(t.Context(), slacktest.OtherTeam); err != nil {
			t.Fatal(err)
		}
		c.installs.of(slacktest.OtherTeam).expires = time.Now().Add(refreshBefore / 2)
	}
	var all sync.WaitGroup
	for _, c := range replicas {
		all.Go(func() {
			if _, err := c.Post(t.Context(), bot.Post{To: otherNews, Message: bot.Message{Title: "x"}, Key: "k"}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// TestUninstalled: a workspace that removes the app, or revokes its token, is forgotten; the
// other goes on.
func TestUninstalled(t *testing.T) {
	for _, event := range []map[string]any{
		{"type": "app_uninstalled"},
		{"type": "tokens_revoked", "tokens": map[string]any{"bot": []string{slacktest.BotUser}}},
	} {
		s := slacktest.New(t)
		at := openSite(t, s)
		browse(t, at.url+"/install")
		if _, err := at.Post(t.Context(), bot.Post{To: otherNews, Message: bot.Message{Title: "x"}, Key: "k"}); err != nil {
			t.Fatal(err)
		}
		s.Revoke(slacktest.OtherTeam)
		users := s.Event("", map[string]any{"type": "tokens_revoked", "tokens": map[string]any{"oauth": []string{slacktest.Member}}}).For(slacktest.OtherTeam)
		s.Deliver(&users) // somebody's own token
		e := s.Event("", event).For(slacktest.OtherTeam)
		s.Deliver(&e)
		for { // the event is acknowledged before it is carried out
			if _, err := at.store.Installation(t.Context(), slacktest.OtherTeam); errors.Is(err, bot.ErrNotFound) {
				break
			}
			time.Sleep(time.Millisecond)
		}
		if _, err := at.Post(t.Context(), bot.Post{To: otherNews, Key: "k2"}); !errors.Is(err, bot.ErrGone) {
			t.Errorf("after %v: got error %v, want ErrGone", event["type"], err)
		}
		if _, err := at.Post(t.Context(), bot.Post{To: news, Message: bot.Message{Title: "x"}, Key: "k"}); err != nil {
			t.Errorf("the other workspace: %v", err)
		}
		e = s.Mention(slacktest.Member, slacktest.OtherChannel, "who").For(slacktest.OtherTeam)
		s.Deliver(&e) // acknowledged, and answered by nobody
		s.SendMention(slacktest.Member, slacktest.Channel, "ours")
		s.WaitMessage(slacktest.Channel, "re: ours")
	}
}

// TestRevoked: a revoked token pauses its own workspace only.
func TestRevoked(t *testing.T) {
	s := slacktest.New(t)
	at := openSite(t, s)
	browse(t, at.url+"/install")
	s.Revoke(slacktest.OtherTeam)
	if _, err := at.Post(t.Context(), bot.Post{To: otherNews, Message: bot.Message{Title: "x"}, Key: "k"}); !errors.Is(err, bot.ErrGone) {
		t.Errorf("got error %v, want ErrGone", err)
	}
	if _, err := at.Post(t.Context(), bot.Post{To: news, Message: bot.Message{Title: "x"}, Key: "k"}); err != nil {
		t.Errorf("the other workspace: %v", err)
	}
}

// TestOnlyInstalled: without a token of its own, a client serves who installs it.
func TestOnlyInstalled(t *testing.T) {
	s := slacktest.New(t)
	at := openSite(t, s, func(o *Options) { o.BotToken = "" })
	browse(t, at.url+"/install")
	e := s.Mention(slacktest.Member, slacktest.OtherChannel, "who").For(slacktest.OtherTeam)
	s.Deliver(&e)
	s.WaitMessage(slacktest.OtherChannel, "re: who")
	if err := at.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestSeal: what is sealed for one workspace opens for no other, changed by a bit for none,
// and with the key that sealed it only.
func TestSeal(t *testing.T) {
	k, err := readKeys([]string{testKey("a"), testKey("b")})
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := k.seal("T1", []byte("token"))
	if err != nil {
		t.Fatal(err)
	}
	if got, old, err := k.open("T1", sealed); err != nil || string(got) != "token" || old {
		t.Errorf("opened %q, old %v, error %v", got, old, err)
	}
	if _, _, err := k.open("T2", sealed); err == nil {
		t.Error("opened for another workspace")
	}
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		if got, _, err := k.open("T1", changed); err == nil {
			t.Errorf("byte %d changed: opened %q", i, got)
		}
	}
	if _, _, err := k[1:].open("T1", sealed); err == nil || !strings.Contains(err.Error(), `key "a"`) {
		t.Errorf("without the key: got error %v", err)
	}
	swapped := keys{k[1], k[0]}
	if _, old, err := swapped.open("T1", sealed); err != nil || !old {
		t.Errorf("with a newer key before it: old %v, error %v", old, err)
	}
	for _, bad := range []string{"", "a", "a:", ":" + strings.SplitN(testKey("a"), ":", 2)[1], "a:!!!", "a:c2hvcnQ="} {
		if _, err := readKeys([]string{bad}); err == nil {
			t.Errorf("key %q taken", bad)
		}
	}
}
