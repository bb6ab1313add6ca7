// Command readout reads the news for a team and tells it who is acting, who meets whom
// next, and what is still undecided. It wires the parts together and holds no rule of
// its own: the bot's are in package bot, the reader's in package digest.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/readout-bot/readout/config"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// commands is the grammar of the command line, flags and sub-commands.
type commands struct {
	Config   string            `placeholder:"FILE" help:"YAML file with settings (usually readout.yaml, if there is one)."`
	EnvFile  string            `placeholder:"FILE" help:"File of NAME=VALUE settings (usually .env, if there is one)."`
	Database config.Secret     `placeholder:"URL" help:"Path for SQLite or postgres:// URL; weighs more than READOUT_DATABASE."`
	Set      map[string]string `placeholder:"NAME=VALUE" mapsep:"none" help:"Any setting of .env.example by its name; weighs more than the environment."`
	Version  kong.VersionFlag  `help:"Print the version and stop."`

	Demo    demoCommand    `cmd:"" help:"Show Readout at work on a bundled story: a page on localhost, no token needed."`
	Digest  digestCommand  `cmd:"" help:"Print what articles say: actors, upcoming meetings, open decisions."`
	Inspect inspectCommand `cmd:"" help:"Print, as JSON, what the reader sees: sentences, tokens, names, times."`
	Eval    evalCommand    `cmd:"" help:"Measure the reader against annotated articles."`
	Serve   serveCommand   `cmd:"" help:"Run the bot: poll feeds, post briefs, answer in Slack and Discord."`
	Doctor  doctorCommand  `cmd:"" help:"Look whether tokens, sessions and permissions are as serve needs them, channel by channel."`
	Feed    feedCommand    `cmd:"" help:"Feeds of this installation, shared with every channel."`

	Today     todayCommand     `cmd:"" help:"Today's brief of the library."`
	Who       whoCommand       `cmd:"" help:"Who somebody is, and what they said, meet and decide."`
	Meetings  meetingsCommand  `cmd:"" help:"Meetings ahead."`
	Decisions decisionsCommand `cmd:"" help:"Open decisions."`
	Ask       askCommand       `cmd:"" help:"Ask the library a question."`
	Stories   storiesCommand   `cmd:"" help:"The stories of the whole library."`
	Actors    actorsCommand    `cmd:"" help:"Who is who in the whole library."`
	Why       whyCommand       `cmd:"" help:"Why a meeting or decision stands as it does: its sentences and rules."`
	Calendar  calendarCommand  `cmd:"" help:"Write the meetings as an iCalendar file."`
	Status    statusCommand    `cmd:"" help:"Feeds, schedules and deliveries at a glance."`

	Merge    sayCommand `cmd:"" help:"Make two names one actor: readout merge ECB with European Central Bank."`
	Split    sayCommand `cmd:"" help:"Make a name an actor of its own again."`
	Alias    sayCommand `cmd:"" help:"Give an actor one more name: readout alias NAME as NAME."`
	Mute     sayCommand `cmd:"" help:"Leave somebody out of everything."`
	Wrong    sayCommand `cmd:"" help:"Put a meeting or decision right: readout wrong ID because date day 2026-05-19."`
	Rules    sayCommand `cmd:"" help:"Which corrections were made."`
	Undo     sayCommand `cmd:"" help:"Take a correction back, the latest or the one of that number."`
	Follow   sayCommand `cmd:"" help:"Put an actor, meeting or decision first in a channel's briefs; list; remove NAME."`
	Unfollow sayCommand `cmd:"" help:"Follow it no longer."`
	More     sayCommand `cmd:"" help:"Put such things higher in a channel's briefs."`
	Less     sayCommand `cmd:"" help:"Put such things lower."`
	Weights  sayCommand `cmd:"" help:"What was put higher and lower in a channel."`
	Schedule sayCommand `cmd:"" help:"Briefs of a channel: add WORDS, list, pause, resume, remove, preview."`
	Editor   sayCommand `cmd:"" help:"Who may change feeds and schedules of a workspace: add ID, list, remove ID."`
	Audit    sayCommand `cmd:"" help:"Who changed what lately."`
	Home     sayCommand `cmd:"" help:"A channel at a glance."`
	Help     sayCommand `cmd:"" help:"What can be said in the chat."`

	ImportArticles importCommand  `cmd:"" help:"Keep the articles of a file: an archive to look things up in."`
	Rebuild        rebuildCommand `cmd:"" help:"Read every stored article again, after an update of the reader."`

	Manifest manifestCommand `cmd:"" help:"Print what to paste into Slack, or the link that invites the Discord bot."`
}

// An app is what every sub-command gets: the streams, the context and the settings.
type app struct {
	ctx    context.Context
	in     io.Reader
	out    io.Writer
	err    io.Writer
	flags  *commands
	loaded *config.Config
}

// run carries out one command line and returns its exit code: 0, 1 for a failure that is
// told in one line (or one line a fault), 2 for a command line that makes no sense.
func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	var flags commands
	parser, err := kong.New(&flags, kong.Name("readout"), kong.Writers(out, errs),
		kong.Description("Reads the news for a team: who is acting, who meets whom next, what is still undecided."),
		kong.Vars{"version": "readout " + release()}, kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Exit(func(code int) { panic(exit(code)) }))
	if err != nil {
		panic(err) // the grammar itself is wrong
	}
	code, parsed := 0, (*kong.Context)(nil)
	func() {
		defer func() {
			if r := recover(); r != nil {
				e, ok := r.(exit) // --help and --version
				if !ok {
					panic(r)
				}
				code = int(e)
			}
		}()
		if len(args) == 0 {
			args = []string{"--help"}
		}
		parsed, err = parser.Parse(args)
	}()
	switch {
	case err != nil:
		fmt.Fprintf(errs, "readout: %v\nreadout: --help shows what there is\n", err)
		return 2
	case parsed == nil:
		return code
	}
	a := &app{ctx: ctx, in: in, out: out, err: errs, flags: &flags}
	switch err := parsed.Run(a); {
	case err == nil:
		return 0
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(errs, "readout: interrupted")
	default:
		a.complain(err)
	}
	return 1
}

// exit is how kong's wish to leave travels up to run.
type exit int

// errTold is returned by a command that has told its faults already.
var errTold = errors.New("told")

// complain writes an error on the error stream, a line for each fault in it.
func (a *app) complain(err error) {
	if errors.Is(err, errTold) {
		return
	}
	for line := range strings.SplitSeq(strings.TrimSpace(err.Error()), "\n") {
		fmt.Fprintf(a.err, "readout: %s\n", line)
	}
}

// settings loads the settings once; flags weigh most.
func (a *app) settings() (*config.Config, error) {
	if a.loaded != nil {
		return a.loaded, nil
	}
	environ, err := a.environ()
	if err != nil {
		return nil, err
	}
	c, err := config.Load(config.Files{Env: a.flags.EnvFile, YAML: a.flags.Config}, environ)
	if err != nil {
		return nil, err
	}
	if a.flags.Database != "" {
		c.Database = a.flags.Database
	}
	a.loaded = c
	return c, nil
}

// environ is the environment with what --set puts over it.
func (a *app) environ() ([]string, error) {
	environ := os.Environ()
	for name, value := range a.flags.Set {
		if !slices.ContainsFunc(config.Settings(), func(s config.Setting) bool { return s.Name == name }) {
			return nil, fmt.Errorf("--set %s: no such setting; .env.example lists them", name)
		}
		environ = append(environ, name+"="+value)
	}
	return environ, nil
}

// log returns the logger for the level in the settings; it writes to the error stream.
func (a *app) log(c *config.Config) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Log)); err != nil {
		level = slog.LevelInfo // unreachable: settings are checked
	}
	return slog.New(slog.NewTextHandler(a.err, &slog.HandlerOptions{Level: level}))
}

// release is the version that the build was stamped with, or "dev" for one from source.
func release() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "dev"
	}
	return info.Main.Version
}
