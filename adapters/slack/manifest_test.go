package slack

import (
	"encoding/json"
	"fmt"
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
// elements.
type rule struct {
	is       string // "object", "list", "text", "bool", "number"; "any" where we never set it
	must     bool   // may not be left out
	min, max int    // characters or elements; no limit where max is zero
	want     *regexp.Regexp
	unique   bool // of a list
}

// rules restate, as facts, Slack's published schema of a manifest of major version 2
// (https://github.com/slackapi/manifest-schema, schemas/manifest.schema.2.0.0.json, as
// of its commit 085a104) and https://docs.slack.dev/reference/app-manifest. Nothing else is
// allowed at any level.
func rules() map[string]rule {
	const event = "^(app_home_opened|app_mention|app_uninstalled|message\\.(channels|groups|im|mpim)|tokens_revoked)$"
	const scope = "^((app_mentions|channels|chat|groups|im|usergroups|users):(read|write|history)|commands)$"
	text := func(min, max int) rule { return rule{is: "text", min: min, max: max} }
	address := func(max int) rule { return rule{is: "text", max: max, want: regexp.MustCompile(`^https://[^\s?#]+$`)} } // http is allowed; not by us
	must := func(r rule) rule { r.must = true; return r }
	list := func(min, max int) rule { return rule{is: "list", min: min, max: max} }
	set := func(min, max int) rule { return rule{is: "list", min: min, max: max, unique: true} }
	object, flag, number, other := rule{is: "object"}, rule{is: "bool"}, rule{is: "number"}, rule{is: "any"}
	return map[string]rule{
		"$schema": text(0, 0),

		"_metadata":                object,
		"_metadata.schema_version": number,
		"_metadata.min_version":    number,
		"_metadata.major_version":  number,
		"_metadata.minor_version":  number,

		"display_information":                  must(object),
		"display_information.name":             must(text(1, 35)),
		"display_information.description":      text(1, 140),
		"display_information.long_description": text(175, 4000),
		"display_information.background_color": {is: "text", min: 4, max: 7, want: regexp.MustCompile("^#([0-9a-fA-F]{3}){1,2}$")},

		"settings":                                             object,
		"settings.allowed_ip_address_ranges":                   set(1, 50),
		"settings.allowed_ip_address_ranges[]":                 text(7, 18),
		"settings.event_subscriptions":                         object,
		"settings.event_subscriptions.request_url":             address(3500),
		"settings.event_subscriptions.user_events":             set(0, 100),
		"settings.event_subscriptions.user_events[]":           text(1, 50),
		"settings.event_subscriptions.bot_events":              set(0, 100),
		"settings.event_subscriptions.bot_events[]":            {is: "text", max: 50, want: regexp.MustCompile(event)},
		"settings.event_subscriptions.metadata_subscriptions":  set(1, 20),
		"settings.incoming_webhooks":                           object,
		"settings.incoming_webhooks.incoming_webhooks_enabled": flag,
		"settings.interactivity":                               object,
		"settings.interactivity.is_enabled":                    must(flag),
		"settings.interactivity.request_url":                   address(3500),
		"settings.interactivity.message_menu_options_url":      address(3500),
		"settings.org_deploy_enabled":                          flag,
		"settings.socket_mode_enabled":                         flag,
		"settings.token_rotation_enabled":                      flag,
		"settings.is_hosted":                                   flag,
		"settings.is_mcp_enabled":                              flag,
		"settings.hermes_app_type":                             text(0, 0),
		"settings.function_runtime":                            text(0, 0),
		"settings.siws_links":                                  object,
		"settings.siws_links.initiate_uri":                     address(3500),

		"features":                                         object,
		"features.app_home":                                object,
		"features.app_home.home_tab_enabled":               flag,
		"features.app_home.messages_tab_enabled":           flag,
		"features.app_home.messages_tab_read_only_enabled": flag,
		"features.bot_user":                                object,
		"features.bot_user.display_name":                   must(text(1, 80)),
		"features.bot_user.always_online":                  flag,
		"features.shortcuts":                               list(1, 10),
		"features.shortcuts[]":                             object,
		"features.shortcuts[].name":                        must(text(1, 24)),
		"features.shortcuts[].type":                        {is: "text", must: true, want: regexp.MustCompile("^(message|global)$")},
		"features.shortcuts[].callback_id":                 must(text(1, 255)),
		"features.shortcuts[].description":                 must(text(1, 150)),
		"features.slash_commands":                          list(1, 50),
		"features.slash_commands[]":                        object,
		"features.slash_commands[].command":                {is: "text", must: true, min: 2, max: 32, want: regexp.MustCompile("^/[a-z0-9_-]+$")},
		"features.slash_commands[].url":                    address(3000),
		"features.slash_commands[].description":            must(text(1, 2000)),
		"features.slash_commands[].usage_hint":             text(1, 1000),
		"features.slash_commands[].should_escape":          flag,
		"features.unfurl_domains":                          set(1, 5),
		"features.unfurl_domains[]":                        text(1, 255),
		"features.workflow_steps":                          list(1, 10),
		"features.functions":                               list(0, 50),
		"features.assistant_view":                          other,
		"features.agent_view":                              other,
		"features.code_channels":                           other,

		"oauth_config":                          object,
		"oauth_config.redirect_urls":            set(0, 1000),
		"oauth_config.redirect_urls[]":          address(2500),
		"oauth_config.scopes":                   object,
		"oauth_config.scopes.bot":               list(0, 255),
		"oauth_config.scopes.bot[]":             {is: "text", max: 50, want: regexp.MustCompile(scope)},
		"oauth_config.scopes.user":              list(0, 255),
		"oauth_config.scopes.user[]":            text(1, 50),
		"oauth_config.scopes.bot_optional":      list(0, 255),
		"oauth_config.scopes.bot_optional[]":    text(1, 50),
		"oauth_config.scopes.user_optional":     list(0, 255),
		"oauth_config.scopes.user_optional[]":   text(1, 50),
		"oauth_config.token_management_enabled": flag,
		"oauth_config.pkce_enabled":             flag,

		"app_directory": other, "functions": other, "workflows": other, "datastores": other, "outgoing_domains": other,
		"types": other, "external_auth_providers": other, "mcp_servers": other,
	}
}

// checkManifest holds a manifest to the rules, and to being whole for its way in.
func checkManifest(t *testing.T, b []byte) {
	t.Helper()
	for _, fault := range manifestFaults(t, b) {
		t.Error(fault)
	}
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

// manifestFaults is what breaks the rules.
func manifestFaults(t *testing.T, b []byte) []string {
	t.Helper()
	var raw any
	if err := json.Unmarshal(b, &raw); err != nil {
		t.Fatal(err)
	}
	all := ruled{rules: rules()}
	all.rules[""] = rule{is: "object"}
	all.check("", raw)
	return all.faults
}

// A ruled holds a manifest to rules.
type ruled struct {
	rules  map[string]rule
	faults []string
}

func (r *ruled) add(format string, args ...any) {
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

func (r *ruled) check(path string, v any) {
	want, ok := r.rules[path]
	if !ok {
		r.add("%s: Slack knows no such setting", path)
		return
	}
	is, size := "number", want.min
	switch v := v.(type) {
	case map[string]any:
		is = "object"
		r.fields(path, v)
	case []any:
		is, size = "list", len(v)
		seen := map[string]bool{}
		for _, e := range v {
			r.check(path+"[]", e)
			if want.unique && seen[fmt.Sprint(e)] {
				r.add("%s: %v stands twice", path, e)
			}
			seen[fmt.Sprint(e)] = true
		}
	case string:
		is, size = "text", units(v)
		if want.want != nil && !want.want.MatchString(v) {
			r.add("%s: %q, want %v", path, v, want.want)
		}
	case bool:
		is = "bool"
	}
	if is != want.is || size < want.min || want.max > 0 && size > want.max {
		r.add("%s: a %s of %d, want a %s of %d to %d", path, is, size, want.is, want.min, want.max)
	}
}

// fields checks what is in an object, and that what must be there is.
func (r *ruled) fields(path string, object map[string]any) {
	under := strings.TrimPrefix(path+".", ".")
	for name, v := range object {
		r.check(under+name, v)
	}
	for p, rule := range r.rules {
		name, ok := strings.CutPrefix(p, under)
		if _, there := object[name]; ok && rule.must && !there && !strings.ContainsAny(name, ".[") {
			r.add("%s is missing", p)
		}
	}
}

// TestManifestRules: what breaks a rule is found, each way of doing so.
func TestManifestRules(t *testing.T) {
	good, err := Manifest(App{URL: "https://readout.example/slack", Install: true})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"nothing":          {"Readout", "Readout", ""},
		"a long name":      {`"name": "Readout"`, `"name": "` + strings.Repeat("x", 36) + `"`, "display_information.name"},
		"no name":          {`"name": "Readout",`, ``, "display_information.name is missing"},
		"an unknown place": {`"app_home":`, `"app_homes":`, "features.app_homes"},
		"an unknown field": {`"home_tab_enabled":`, `"home_tab":`, "features.app_home.home_tab"},
		"a word for true":  {`"home_tab_enabled": true`, `"home_tab_enabled": "true"`, "features.app_home.home_tab_enabled"},
		"no slash":         {`"/readout"`, `"readout"`, "slash_commands[].command"},
		"no description":   {`"description": "Who acts, who meets whom next, and what is undecided",`, ``, "slash_commands[].description is missing"},
		"plain http":       {`"https://readout.example/slack/events"`, `"http://readout.example/slack/events"`, "event_subscriptions.request_url"},
		"an event twice":   {`"app_mention",`, `"app_mention", "app_mention",`, "stands twice"},
		"an odd event":     {`"app_mention",`, `"app_mentioned",`, "bot_events[]"},
		"an odd scope":     {`"commands"`, `"admin"`, "scopes.bot[]"},
		"an odd shortcut":  {`"type": "message"`, `"type": "channel"`, "shortcuts[].type"},
	} {
		if !strings.Contains(string(good), c.old) {
			t.Fatalf("%s: %q is not in %s", name, c.old, good)
		}
		faults := strings.Join(manifestFaults(t, []byte(strings.Replace(string(good), c.old, c.new, 1))), "\n")
		if (faults == "") != (c.want == "") || !strings.Contains(faults, c.want) {
			t.Errorf("%s: got faults %q, want one of %q", name, faults, c.want)
		}
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
