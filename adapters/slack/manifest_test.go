package slack

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
)

// TestManifest compares both manifests with testdata/manifest_*.json.
func TestManifest(t *testing.T) {
	for file, app := range map[string]App{
		"testdata/manifest_socket.json": {},
		"testdata/manifest_http.json":   {Name: "Newsroom", URL: "https://readout.example/slack/"},
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

// checkManifest holds a manifest to the rules of docs.slack.dev/reference/app-manifest.
func checkManifest(t *testing.T, b []byte) {
	t.Helper()
	var m slack.Manifest
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	if n := len(m.Display.Name); n < 1 || n > 35 {
		t.Errorf("name of %d characters", n)
	}
	if n := len(m.Display.Description); n > 140 {
		t.Errorf("description of %d characters", n)
	}
	for _, c := range m.Features.SlashCommands {
		if !strings.HasPrefix(c.Command, "/") || len(c.Command) > 32 || len(c.Description) > 2000 || len(c.UsageHint) > 1000 {
			t.Errorf("command %+v", c)
		}
		if m.Settings.SocketModeEnabled != (c.Url == "") {
			t.Errorf("command with address %q, Socket Mode %v", c.Url, m.Settings.SocketModeEnabled)
		}
	}
	if m.Settings.SocketModeEnabled != (m.Settings.EventSubscriptions.RequestUrl == "") {
		t.Errorf("events at %q, Socket Mode %v", m.Settings.EventSubscriptions.RequestUrl, m.Settings.SocketModeEnabled)
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
		if rest, ok := strings.CutPrefix(line, "//\t"); ok {
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
	} {
		if b, err := Manifest(a); err == nil {
			t.Errorf("Manifest(%+v) gave %s, want an error", a, b)
		}
	}
}
