package bot

import (
	"cmp"
	"log/slog"
	"time"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/when"
)

// A Bot collects, delivers and answers. It knows nothing of its own between calls: all
// is in the store, so any number of them may share one.
type Bot struct {
	source Source
	poster Poster
	store  Store
	read   func(digest.Article) digest.Digest
	log    *slog.Logger
	zone   string
	poll   time.Duration

	waiting      line
	calendarLink func(Channel) string
	now          func() time.Time // of look-ups; see At
}

var (
	_ Worker  = (*Bot)(nil)
	_ Handler = (*Bot)(nil)
)

// Options are what a Bot is made of.
type Options struct {
	Source Source
	Poster Poster // a Mux, usually
	Store  Store
	// Read says what an article says: digest.Build, which is the default, or one that
	// refines it. It is called from several goroutines at once.
	Read func(digest.Article) digest.Digest
	Log  *slog.Logger // default: slog.Default
	// Zone is the IANA zone for people whose platform tells none. Default: UTC.
	Zone string
	// PollEvery is how often a feed is polled that has no wish of its own. Default: 15 minutes.
	PollEvery time.Duration
	// CalendarLink returns the address of a channel's calendar. Without it the bot says how
	// to get one.
	CalendarLink func(Channel) string
}

// New returns a Bot. It does nothing until it is called.
func New(o Options) *Bot {
	b := &Bot{
		source: o.Source, poster: o.Poster, store: o.Store, read: o.Read, log: o.Log,
		zone: cmp.Or(o.Zone, "UTC"), poll: cmp.Or(o.PollEvery, 15*time.Minute), calendarLink: o.CalendarLink, now: time.Now, waiting: newLine(),
	}
	if b.log == nil {
		b.log = slog.Default()
	}
	if b.read == nil {
		b.read = digest.Build
	}
	return b
}

// Role is what a person may do.
type Role int

// The roles. Each may do what those before it may.
const (
	Reader Role = iota // look things up
	Editor             // change feeds and schedules
	Admin              // see the audit list, decide who is an editor
)

// A Feed is a source that is polled.
type Feed struct {
	URL        string
	Title      string
	Validators Validators
	Added      time.Time
	Polled     time.Time // last attempt; zero before the first
	Succeeded  time.Time // last attempt that worked; zero before the first
	Next       time.Time // when to poll again
	Failures   int       // in a row
	Fault      string    // what the last failure was, fit for people; empty after a success
}

// An Entry is an article in the library with its digest.
type Entry struct {
	ID        int64
	Keys      []string // its identities: canonical URL, GUID, fingerprint
	Feed      string   // the feed that brought it
	Collected time.Time
	Silent    bool // came with the first poll of its feed: can be looked up, is not news
	Article   digest.Article
	Digest    digest.Digest

	worked *worked // nil unless it is shared
}

// A Query chooses entries. Zero fields do not narrow it.
type Query struct {
	Tenant string   // entries of feeds that this tenant follows or the operator shares
	Feeds  []string // of these, only from feeds with these URLs
	Actor  string   // an actor or party of that name; compared folded, whole or by last words ("Rubio")
	Words  []string // each in the title or the text, by stem
	// Threads keeps entries with at least one of these keys, which MeetsKey, DecidesKey
	// and ThreadKeys return.
	Threads []string
	// Ends returns, of the entries with each of Threads, the first and the last alone.
	Ends bool
	// Meetings and Decisions keep entries with at least one of either, ahead or open, or
	// reported as held, changed or taken; both set, with at least one of the two.
	Meetings, Decisions bool
	// MeetingsFrom and MeetingsUntil keep entries with a meeting that may fall between
	// these days, inclusive; meetings without a day fall anywhere.
	MeetingsFrom, MeetingsUntil   time.Time
	Dated                         bool      // of meetings without a day none is asked for
	PublishedFrom, PublishedUntil time.Time // inclusive, exclusive
	CollectedFrom, CollectedUntil time.Time // inclusive, exclusive
	News                          bool      // leaves silent entries out
	NotIn                         string    // not in any delivery of this subscription, failed ones aside
	In                            Slot      // in that delivery; zero for any
	// Soonest returns, instead of the latest published, the entries with a meeting that
	// ends soonest from MeetingsFrom on, those without a day last.
	Soonest bool
	Detail  Detail // what the entries hold
	Limit   int    // zero: a default of the store's
}

// Detail says how much of each entry a look-up needs; less is found sooner.
type Detail int

// The details, from all of an entry to the least.
const (
	Whole  Detail = iota
	Said          // without what the feeds say of it: Feed, Collected, Silent
	Events        // and of its digest only the meetings, decisions and outcomes
)

// MeetingDays returns the times of the meetings that e tells of: those ahead, and those
// reported as held or changed, by the day of publishing where the sentence names none.
func MeetingDays(e Entry) []digest.When {
	var days []digest.When
	for _, m := range e.Digest.Meetings {
		days = append(days, m.When)
	}
	for _, o := range e.Digest.Outcomes {
		if o.Meeting && o.When.Start.IsZero() {
			day := when.Day(e.Article.Published)
			o.When = digest.When{Start: day, End: day, Precision: when.OneDay}
		}
		if o.Meeting {
			days = append(days, o.When)
		}
	}
	return days
}

// DecisionsTold counts the decisions that d tells of, open or settled.
func DecisionsTold(d digest.Digest) int {
	n := len(d.Decisions)
	for _, o := range d.Outcomes {
		if !o.Meeting {
			n++
		}
	}
	return n
}

// Coverage says what a look-up rests on.
type Coverage struct {
	Articles int
	More     bool      // there are more than were counted, as the query's limit has it
	Newest   time.Time // publish time of the latest; zero if there is none
	Feeds    int       // feeds with at least one of the articles; zero if there are more
}

// A Subscription is a channel with what it gets and when.
type Subscription struct {
	ID      string
	Channel Channel
	Feeds   []string // URLs; empty for all that the tenant follows
	Words   []string // only articles with one of these words or names; empty for all
	Spec    string   // the schedule as it was given: a cron expression or plain words
	Only    Scope    // all of it, only what changed, or only what the channel follows
	Ping    string   // the platform's id of the role or group that each brief calls; empty for none
	Zone    string   // IANA
	Next    time.Time
	Paused  string // why; empty if it is not
	Creator string // the platform's id of who made it
	Created time.Time
}

// A Scope says how much of what is new a brief tells.
type Scope string

// The scopes.
const (
	Everything   Scope = ""
	OnlyChanges  Scope = "changes"  // what moved, was called off, was decided
	OnlyFollowed Scope = "followed" // what its channel follows
)

// A Slot is one planned delivery; the unit of exactly-once bookkeeping.
type Slot struct {
	Subscription string
	Due          time.Time // to the second, UTC
	Late         bool      // its time passed while nothing ran
}

// A Delivery is a slot and what became of it.
type Delivery struct {
	Slot     Slot
	Message  *Message  // what is, or was to be, posted; nil before Begin
	Tried    time.Time // when posting first began; zero before Begin
	Attempts int       // claims so far, with the one that returned this
	Ref      string    // of the post
	Fault    string    // why there is none
	Settled  time.Time
}

// An Edit brings a posted brief up to date.
type Edit struct {
	Slot    Slot    // of the delivery
	N       int     // from 1, in the order of the delivery's edits
	Message Message // what stands in the place of the brief from then on
	Note    Message // what is posted under it
	Begun   time.Time
	Ref     string    // of the note
	Fault   string    // why there is none
	Settled time.Time // zero while it is under way
}

// A Change is a line of the audit list.
type Change struct {
	Tenant string
	User   string
	When   time.Time
	What   string // "feed add https://…"
}

// Totals are counts over the whole store, for status and metrics.
type Totals struct {
	Articles, Feeds, FailingFeeds, Subscriptions int
	Posted, Failed, Pending                      int       // deliveries
	LastPolled, LastPosted                       time.Time // zero: never
}
