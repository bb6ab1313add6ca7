package slack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"github.com/readout-bot/readout/bot"
)

var _ bot.Poster = (*Client)(nil)

// Options are what a Client needs. BotToken serves one workspace, Install all that install
// the app; one of them is a must. Of AppToken and SigningSecret each opens one way in, and
// without both the client only posts.
type Options struct {
	BotToken      string // xoxb-…
	AppToken      string // xapp-…, for Socket Mode
	SigningSecret string // for signed HTTP
	// APIURL is the base of the Web API; empty for https://slack.com/api/. GovSlack and
	// tests have others.
	APIURL string
	// HTTPClient calls the Web API; nil for one with a timeout. One without a timeout gets it.
	HTTPClient *http.Client
	Handler    bot.Handler
	// Editors are the ids of the users and user groups who may change feeds and schedules,
	// besides admins. "everyone" is every member, though no guest; "creators" is who created
	// a channel, in that channel.
	Editors []string
	// Sockets is how many Socket Mode connections are held; zero means two, so that one stays
	// when Slack renews the other. An app may have ten, over all its replicas.
	Sockets int
	// Talks let people go on in a thread without a mention; nil: only mentions are answered.
	Talks   Talks
	Log     *slog.Logger // nil discards
	Install *Install     // nil: only the workspace of BotToken
}

// Install is what it takes for workspaces to install the app by themselves.
type Install struct {
	ClientID, ClientSecret string
	// Redirect is the address under which /oauth of HTTP is reached.
	Redirect string
	// Keys seal the tokens that Store keeps: NAME:KEY, where KEY is 32 bytes in base64. The
	// first seals, all open.
	Keys  []string
	Store Installations
}

// A Client is one installed app in one workspace. It is safe for concurrent use.
type Client struct {
	http     *http.Client
	base     string // of the Web API
	apiHost  string
	appToken string
	signing  string
	handler  bot.Handler
	editors  map[string]bool
	sockets  int
	log      *slog.Logger

	only     *workspace // of the bot token in the options; nil without one
	installs *installs  // nil without Options.Install
	redirect string
	scopes   []string
	pace     pacer

	room    chan struct{} // one for each request acknowledged and not yet done
	jobs    chan request
	prompts chan prompter
	gate    sync.RWMutex   // held while a request is admitted
	taking  bool           // under gate: Run is on
	asking  sync.WaitGroup // calls of the handler that nobody may wait for any more

	presses   presses
	live      live
	talks     Talks        // nil: nobody goes on without a mention
	overheard chan request // what may go on with a talk

	// Tests change them.
	pingTimeout, helloTimeout   time.Duration
	submitWithin, suggestWithin time.Duration
}

// New checks the options; it opens no connection.
func New(o Options) (*Client, error) {
	if err := checkTokens(o); err != nil {
		return nil, err
	}
	base := o.APIURL
	if base == "" {
		base = slack.APIURL
	}
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, fmt.Errorf("slack API address %q: want https://HOST/api/", base)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Sockets == 0 {
		o.Sockets = 2
	}
	c := &Client{
		http:         httpClient(o.HTTPClient),
		base:         strings.TrimSuffix(base, "/") + "/",
		apiHost:      u.Host,
		appToken:     o.AppToken,
		signing:      o.SigningSecret,
		handler:      o.Handler,
		editors:      map[string]bool{},
		log:          o.Log,
		talks:        o.Talks,
		overheard:    make(chan request, maxWaiting),
		pace:         pacer{every: postEvery, burst: postBurst},
		room:         make(chan struct{}, maxWaiting),
		jobs:         make(chan request, maxWaiting),
		prompts:      make(chan prompter, maxPrompts),
		pingTimeout:  pingTimeout,
		helloTimeout: helloTimeout,

		submitWithin: submitWithin, suggestWithin: suggestWithin,
	}
	for _, id := range o.Editors {
		c.editors[id] = true
	}
	if o.AppToken != "" {
		c.sockets = o.Sockets
	}
	if o.BotToken != "" {
		c.only = c.newWorkspace(o.BotToken)
	}
	if o.Install != nil {
		k, err := readKeys(o.Install.Keys)
		if err != nil {
			return nil, err
		}
		c.installs = &installs{store: o.Install.Store, keys: k, id: o.Install.ClientID, secret: o.Install.ClientSecret}
		c.redirect, c.scopes = o.Install.Redirect, scopes(o.Editors)
	}
	return c, nil
}

// checkTokens finds the tokens that were mixed up, each with one line that says where the
// right one is.
func checkTokens(o Options) error {
	switch {
	case o.Install != nil && (o.Install.ClientID == "" || o.Install.ClientSecret == "" || o.Install.Redirect == "" || len(o.Install.Keys) == 0 || o.Install.Store == nil):
		return errors.New("slack: to let workspaces install the app, its client ID and client secret (from Basic Information), the address of /oauth, a key and a store are needed")
	case o.BotToken == "" && o.Install != nil:
	case o.BotToken == "":
		return errors.New("slack: no bot token: copy the one that starts with xoxb- from OAuth & Permissions in the app's settings")
	case !strings.HasPrefix(o.BotToken, "xoxb-") && !strings.HasPrefix(o.BotToken, "xoxe.xoxb-"):
		return errors.New("slack: the bot token does not start with xoxb-: copy the Bot User OAuth Token from OAuth & Permissions in the app's settings")
	case o.AppToken != "" && !strings.HasPrefix(o.AppToken, "xapp-"):
		return errors.New("slack: the app-level token does not start with xapp-: make one with connections:write under Basic Information in the app's settings")
	case o.Sockets < 0 || o.Sockets > maxSockets:
		return fmt.Errorf("slack: %d Socket Mode connections: want 1 to %d", o.Sockets, maxSockets)
	case o.Handler == nil && (o.AppToken != "" || o.SigningSecret != ""):
		return errors.New("slack: a way in without a handler for what comes")
	}
	return nil
}

// httpClient is given, or a new client, with a timeout, bounded answers and no redirects:
// the Web API has none, and one would carry the token elsewhere.
func httpClient(given *http.Client) *http.Client {
	c := http.Client{}
	if given != nil {
		c = *given
	}
	if c.Timeout == 0 {
		c.Timeout = callTimeout
	}
	if c.CheckRedirect == nil {
		c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	}
	if c.Transport == nil {
		c.Transport = http.DefaultTransport
	}
	if t, ok := c.Transport.(*http.Transport); ok {
		t = t.Clone()
		t.MaxIdleConnsPerHost = workers
		c.Transport = t
	}
	c.Transport = bounded{c.Transport}
	return &c
}

// bounded caps what an answer may weigh.
type bounded struct{ http.RoundTripper }

// CloseIdleConnections is what http.Client looks for.
func (b bounded) CloseIdleConnections() {
	if t, ok := b.RoundTripper.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(resp.Body, maxAnswer), resp.Body}
	}
	return resp, err
}

const botTokenAdvice = "copy the Bot User OAuth Token from OAuth & Permissions in the app's settings, or install the app again"

// Check asks Slack whether the bot token is good. The error is one clear line.
func (c *Client) Check(ctx context.Context) error {
	if c.only == nil {
		return nil
	}
	_, _, err := c.only.whoami(ctx)
	if err == nil {
		return nil
	}
	if errors.Is(err, errOrganisation) {
		return err
	}
	if told := tokenError("bot token", botTokenAdvice, err); told != nil {
		return told
	}
	return fmt.Errorf("slack: auth.test: %w", outcome(err))
}
