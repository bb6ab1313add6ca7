package config

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
)

var update = flag.Bool("update", false, "rewrite .env.example")

func TestEnvExample(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Settings of Readout. Copy this file to .env and fill in what you need; all of it is\n" +
		"# optional. Variables of the environment weigh more than this file, flags more than both.\n")
	for _, s := range Settings() {
		fmt.Fprintf(&b, "\n# %s\n%s=%s\n", strings.ToUpper(s.Help[:1])+s.Help[1:]+".", s.Name, s.Default)
	}
	const path = "../.env.example"
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != b.String() {
		t.Errorf("%s differs from config.Config; go test ./config -update rewrites it", path)
	}
}

// The example must load as it stands and mean nothing but the defaults.
func TestEnvExampleLoads(t *testing.T) {
	c, err := Load(Files{Env: "../.env.example"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:8080" || c.Poll != 15*time.Minute || c.Slack.Enabled() || c.Discord.Enabled() {
		t.Errorf("got %+v, want the defaults", c)
	}
}

func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOrder(t *testing.T) {
	files := Files{
		YAML: write(t, "readout.yaml", "zone: Europe/Paris\npoll: 20m\nlisten: 127.0.0.1:1\nslack:\n  editors: [U1, U2]\n"),
		Env:  write(t, ".env", "READOUT_POLL=30m\nREADOUT_LISTEN=127.0.0.1:2\nREADOUT_ZONE=\n"),
	}
	c, err := Load(files, []string{"READOUT_LISTEN=127.0.0.1:3", "READOUT_LOG="})
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(c.Zone, c.Poll, c.Listen, c.Log, c.Slack.Editors)
	if want := fmt.Sprint("Europe/Paris", 30*time.Minute, "127.0.0.1:3", "info", []string{"U1", "U2"}); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A file without a setting changes none.
func TestEmptyYAML(t *testing.T) {
	for _, y := range []string{"", "\n", "# zone: UTC\n", "---\n"} {
		c, err := Load(Files{YAML: write(t, "readout.yaml", y), Env: write(t, ".env", "")}, nil)
		if err != nil || c.Zone != "UTC" {
			t.Errorf("%q: got %+v, %v", y, c, err)
		}
	}
}

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		name, yaml string
		env        []string
		want       []string
	}{
		{"zone", "", []string{"READOUT_ZONE=Berlin"}, []string{"READOUT_ZONE", `"Berlin"`, "Europe/Berlin"}},
		{"several at once", "", []string{"READOUT_LISTEN=8080", "READOUT_LOG=loud"}, []string{"READOUT_LISTEN", "READOUT_LOG"}},
		{"duration", "", []string{"READOUT_POLL=often"}, []string{"READOUT_POLL", "15m"}},
		{"too often", "", []string{"READOUT_POLL=1s"}, []string{"READOUT_POLL", "1m0s"}},
		{"range", "", []string{"READOUT_ALLOW=10.0.0.0/8,intranet"}, []string{"READOUT_ALLOW", "intranet"}},
		{"swapped tokens", "", []string{"SLACK_BOT_TOKEN=xapp-1", "SLACK_APP_TOKEN=xoxb-2"}, []string{"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "xoxb-"}},
		{"half of Slack", "", []string{"SLACK_BOT_TOKEN=xoxb-1"}, []string{"SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"}},
		{"other half", "", []string{"SLACK_APP_TOKEN=xapp-1"}, []string{"SLACK_BOT_TOKEN: is missing"}},
		{"half of an installation", "", []string{"SLACK_CLIENT_ID=1.2", "SLACK_APP_TOKEN=xapp-1"}, []string{"SLACK_CLIENT_SECRET", "SLACK_TOKEN_KEYS", "READOUT_PUBLIC_URL"}},
		{"unknown key", "zone: UTC\npol: 15m\n", nil, []string{"readout.yaml", "[2:1]", "pol", "^"}},
		{"syntax", "zone: [UTC\n", nil, []string{"readout.yaml", "[1:"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := Files{Env: write(t, ".env", "")}
			if c.yaml != "" {
				files.YAML = write(t, "readout.yaml", c.yaml)
			}
			_, err := Load(files, c.env)
			if err == nil {
				t.Fatal("got no error")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got %q, want %q in it", err, want)
				}
			}
		})
	}
}

func TestNamedFilesMustExist(t *testing.T) {
	for _, f := range []Files{{YAML: "none.yaml"}, {Env: "none.env"}} {
		if _, err := Load(f, nil); err == nil {
			t.Errorf("%+v: got no error", f)
		}
	}
}

const token = "xoxb-123456789012-hushhushhush"

func TestSecretsNeverPrint(t *testing.T) {
	c := Config{Database: "postgres://u:hushhushhush@db/r", Slack: Slack{BotToken: token}, Discord: Discord{Token: "hushhushhush"}}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%v %+v %#v %s %q\n", c, c, c, c.Slack.BotToken, c.Slack.BotToken)
	fmt.Fprintf(&b, "%v %+v %#v\n", &c, &c, &c)
	for _, marshal := range []func(any) ([]byte, error){json.Marshal, yaml.Marshal} {
		out, err := marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(out)
	}
	slog.New(slog.NewJSONHandler(&b, nil)).Info("start", "token", c.Slack.BotToken, "config", c)
	slog.New(slog.NewTextHandler(&b, nil)).Info("start", "token", c.Slack.BotToken, "config", c)
	if strings.Contains(b.String(), "hush") {
		t.Errorf("a secret shows in:\n%s", &b)
	}
	if !strings.Contains(b.String(), mask) {
		t.Errorf("nothing shows that a secret is set:\n%s", &b)
	}
}

// A fault is shown with the lines around it; a token there must not be among them.
func TestSecretsNeverInFaults(t *testing.T) {
	for _, y := range []string{
		"slack:\n  bot_token: " + token + "\n  bot_tokn: x\n",
		"slack:\n  bot_tokn: " + token + "\n",
		"slack:\n  bot_token: [" + token + "]\n",
	} {
		_, err := Load(Files{YAML: write(t, "readout.yaml", y), Env: write(t, ".env", "")}, nil)
		if err == nil || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: got %v", y, err)
		}
	}
	_, err := Load(Files{Env: write(t, ".env", "SLACK_BOT_TOKEN "+token+"\n")}, nil)
	if err == nil || strings.Contains(err.Error(), "hush") {
		t.Errorf(".env: got %v", err)
	}
}
