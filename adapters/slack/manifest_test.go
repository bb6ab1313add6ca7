package slack

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
)

// TestManifest compares the manifests with testdata/manifest_*.json.
func TestManifest(t *testing.T) {
	for file, app := range map[string]App{
		"testdata/manifest_socket.json": {},
		"testdata/manifest_http.json":   {Name: "Newsroom", URL: "https://readout.example/slack/"},
		"testdata/manifest_many.json":   {URL: "https://readout.example/slack", Install: true, Editors: []string{"creators"}},
	} {
		got, err := Manifest(app)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, '\n')
		if *rewrite {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", file, diff)
		}
		checkManifest(t, got)
	}
}

// A rule is what Slack demands of a value in a manifest; lists are rules for each of their
// elements. Restated from https://docs.slack.dev/reference/app-manifest and from the types of
// Slack's own Node SDK (@slack/web-api, types/request/manifest).
type rule struct {
	is   string // "object", "list", "text", "bool", "number"
	must bool   // may not be left out
	max  int    // characters or elements; zero for no limit
	want *regexp.Regexp
}

var (
	https = regexp.MustCompile(`^https://[^\s?#]+$`)
	rules = map[string]rule{
		"_metadata":                                       {is: "object"},
		"_metadata.major_version":                         {is: "number"},
		"display_information":                             {is: "object", must: true},
		"display_information.name":                        {is: "text", must: true, max: 35},
		"display_information.description":                 {is: "text", max: 140},
		"settings":                                        {is: "object"},
		"settings.event_subscriptions":                    {is: "object"},
		"settings.event_subscriptions.request_url":        {is: "text", want: https},
		"settings.event_subscriptions.bot_events":         {is: "list", max: 100},
		"settings.event_subscriptions.bot_events[]":       {is: "text", want: regexp.MustCompile(`^(app_home_opened|app_mention|app_uninstalled|message\.(channels|groups|im|mpim)|tokens_revoked)$`)},
		"settings.interactivity":                          {is: "object"},
		"settings.interactivity.is_enabled":               {is: "bool", must: true},
		"settings.interactivity.request_url":              {is: "text", want: https},
		"settings.interactivity.message_menu_options_url": {is: "text", want: https},
		"settings.socket_mode_enabled":                    {is: "bool"},
		"settings.token_rotation_enabled":                 {is: "bool"},
		"features":                                        {is: "object"},
		"features.app_home":                               {is: "object"},
		"features.app_home.home_tab_enabled":              {is: "bool"},
		"features.app_home.messages_tab_enabled":          {is: "bool"},
		"features.bot_user":                               {is: "object"},
		"features.bot_user.display_name":                  {is: "text", must: true, max: 80},
		"features.bot_user.always_online":                 {is: "bool"},
		"features.shortcuts":                              {is: "list", max: 10},
		"features.shortcuts[]":                            {is: "object"},
		"features.shortcuts[].type":                       {is: "text", must: true, want: regexp.MustCompile(`^(global|message)$`)},
		"features.shortcuts[].name":                       {is: "text", must: true, max: 24},
		"features.shortcuts[].callback_id":                {is: "text", must: true, max: 255},
		"features.shortcuts[].description":                {is: "text", must: true, max: 150},
		"features.slash_commands":                         {is: "list", max: 50},
		"features.slash_commands[]":                       {is: "object"},
		"features.slash_commands[].command":               {is: "text", must: true, max: 32, want: regexp.MustCompile(`^/[a-z0-9_-]+$`)},
		"features.slash_commands[].description":           {is: "text", must: true, max: 2000},
		"features.slash_commands[].should_escape":         {is: "bool"},
		"features.slash_commands[].url":                   {is: "text", want: https},
		"features.slash_commands[].usage_hint":            {is: "text", max: 1000},
		"oauth_config":                                    {is: "object"},
		"oauth_config.redirect_urls":                      {is: "list", max: 1000},
		"oauth_config.redirect_urls[]":                    {is: "text", want: https},
		"oauth_config.scopes":                             {is: "object"},
		"oauth_config.scopes.bot":                         {is: "list", max: 255},
		"oauth_config.scopes.bot[]":                       {is: "text", want: regexp.MustCompile(`^(app_mentions|channels|chat|groups|im|usergroups|users):(read|write|history)$|^commands$`)},
	}
)

// checkManifest holds a manifest to the rules, and to being whole for its way in.
func checkManifest(t *testing.T, b []byte) {
	t.Helper()
	var raw map[string]any
	if err := json.Unmarshal(b, &raw); err != nil {
		t.Fatal(err)
	}
	checkRules(t, "", raw)
	var m slack.Manifest
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	socket := m.Settings.SocketModeEnabled
	for name, u := range map[string]string{
		"command": m.Features.SlashCommands[0].Url, "events": m.Settings.EventSubscriptions.RequestUrl,
		"interactivity": m.Settings.Interactivity.RequestUrl, "suggestions": m.Settings.Interactivity.MessageMenuOptionsUrl,
	} {
		if socket != (u == "") {
			t.Errorf("%s at %q, Socket Mode %v", name, u, socket)
		}
	}
	if m.Settings.TokenRotationEnabled != (len(m.OAuthConfig.RedirectUrls) > 0) {
		t.Errorf("rotation %v, redirects to %q", m.Settings.TokenRotationEnabled, m.OAuthConfig.RedirectUrls)
	}
}

// checkRules holds all in an object to the rules, and the object to what it must have.
func checkRules(t *testing.T, path string, object map[string]any) {
	t.Helper()
	for name, v := range object {
		checkRule(t, strings.TrimPrefix(path+"."+name, "."), v)
	}
	for p, r := range rules {
		name, ok := strings.CutPrefix(p, strings.TrimPrefix(path+".", "."))
		if _, there := object[name]; ok && r.must && !there && !strings.ContainsAny(name, ".[") {
			t.Errorf("%s is missing", p)
		}
	}
}

func checkRule(t *testing.T, path string, v any) {
	t.Helper()
	r, ok := rules[path]
	if !ok {
		t.Errorf("%s: Slack knows no such setting", path)
		return
	}
	is, size := "number", 0
	switch v := v.(type) {
	case map[string]any:
		is = "object"
		checkRules(t, path, v)
	case []any:
		is, size = "list", len(v)
		for _, e := range v {
			checkRule(t, path+"[]", e)
		}
	case string:
		is, size = "text", units(v)
		if v == "" || r.want != nil && !r.want.MatchString(v) {
			t.Errorf("%s: %q", path, v)
		}
	case bool:
		is = "bool"
	}
	if is != r.is || r.max > 0 && size > r.max {
		t.Errorf("%s: a %s of %d, want a %s of at most %d", path, is, size, r.is, r.max)
	}
}

// TestScopesHaveReasons: each scope stands in the package comment, and no others do.
func TestScopesHaveReasons(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var reasons []string
	for line := range strings.Lines(string(doc)) {
		if rest, ok := strings.CutPrefix(line, "//\t"); ok && !strings.HasPrefix(rest, " ") {
			reasons = append(reasons, strings.Fields(rest)[0])
		}
	}
	slices.Sort(reasons)
	if diff := cmp.Diff(scopes([]string{creators}), reasons); diff != "" {
		t.Errorf("scopes asked for and explained (-asked +explained):\n%s", diff)
	}
}

func TestManifestRefuses(t *testing.T) {
	for _, a := range []App{
		{Name: strings.Repeat("x", 36)},
		{URL: "http://readout.example"},
		{URL: "readout.example"},
		{URL: "https://readout.example/?a=b"},
		{URL: "https://user@readout.example/"},
		{URL: "https://"},
		{Install: true},
	} {
		if b, err := Manifest(a); err == nil {
			t.Errorf("Manifest(%+v) gave %s, want an error", a, b)
		}
	}
}
