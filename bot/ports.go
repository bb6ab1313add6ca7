package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/readout-bot/readout/digest"
)

// The bot's view of the outside. Adapters implement these; package bottest holds a fake
// and a conformance suite for each, which the real ones pass too.

// What an adapter may say went wrong, for callers to branch on. Adapters wrap them with
// what was tried on what.
var (
	ErrNotFound = errors.New("not found")
	// ErrGone: the channel, the bot's place in it or the workspace's consent is gone.
	// Posting there again is useless until somebody acts.
	ErrGone = errors.New("gone")
	// ErrNotFeed: the address answered with something that is not a feed, such as a page.
	ErrNotFeed = errors.New("not a feed")
	// ErrMalformed: the address answered with a feed that breaks the rules of its format.
	ErrMalformed = errors.New("malformed feed")
	// ErrPrivateAddress: the address lies in a private, loopback, link-local or metadata range.
	ErrPrivateAddress = errors.New("private address")
	// ErrTooLarge: the answer exceeds the cap on bytes.
	ErrTooLarge = errors.New("too large")
	// ErrNoText: a page or file holds no text that could be an article.
	ErrNoText = errors.New("no article text")
	// ErrRefused: the site lets no program in; it wants a login, a payment or a proof that
	// one is human.
	ErrRefused = errors.New("refused")
	// ErrTooOften: the site wants to be asked less often.
	ErrTooOften = errors.New("asked too often")
	// ErrSiteFault: the site reports an error of its own.
	ErrSiteFault = errors.New("error of the site")
	// ErrDuplicate: the event was handled before, or is being handled elsewhere.
	ErrDuplicate = errors.New("duplicate event")
)

// A RetryError asks to come back later: a 429, a 5xx, a dropped connection.
type RetryError struct {
	After time.Duration // zero: the caller's own back-off
	// Unknown is set when the request may have been carried out all the same, as when
	// the reply was lost. A post that is tried again must look for the first copy.
	Unknown bool
	Err     error
}

func (e *RetryError) Error() string { return fmt.Sprintf("%v (try again later)", e.Err) }
func (e *RetryError) Unwrap() error { return e.Err }

// A NotFeedError is the ErrNotFeed of a page that announces its feed.
type NotFeedError struct {
	Alternate string // the web address of that feed, as the page has it: a stranger's word
	Err       error
}

func (e *NotFeedError) Error() string        { return e.Err.Error() }
func (e *NotFeedError) Unwrap() error        { return e.Err }
func (e *NotFeedError) Is(target error) bool { return target == ErrNotFeed }

// Source reads feeds and pages. Any error may wrap ErrNotFound, ErrRefused,
// ErrPrivateAddress, ErrTooLarge, the context's, or be a *RetryError, around ErrTooOften,
// ErrSiteFault or context.DeadlineExceeded where one of them is the reason.
type Source interface {
	// Poll fetches a feed unless it is unchanged since last. ErrNotFeed, with a
	// *NotFeedError where the page names a feed, and ErrMalformed may be in the error too.
	Poll(ctx context.Context, url string, last Validators) (Polled, error)
	// Article returns the article that an item announces, from the page behind it or, where
	// the feed carries the whole text, from the item itself. ErrNoText if there is none.
	Article(ctx context.Context, item Item) (digest.Article, error)
	// Page returns the article at a URL. ErrNoText if there is none in it.
	Page(ctx context.Context, url string) (digest.Article, error)
}

// Validators are what a server gave to ask whether a feed has changed.
type Validators struct{ ETag, LastModified string }

// Polled is what one poll of a feed brought.
type Polled struct {
	Unchanged  bool // the server said so; all else but After is empty
	Title      string
	Items      []Item // as the feed orders them
	Validators Validators
	After      time.Duration // the server's wish for when to ask next; zero for none
}

// An Item is an entry of a feed.
type Item struct {
	Feed      string // the feed's URL
	GUID      string // as the feed gives it; may be empty
	URL       string
	Title     string
	Source    string    // the feed's title
	Published time.Time // zero if the feed does not say
	Content   string    // HTML of the whole text, where the feed carries it
	Language  string    // of the feed, BCP 47; empty if it does not say
}

// Poster puts messages into channels of one platform.
type Poster interface {
	// Post posts once. Errors: ErrGone, *RetryError; any other is final for this post.
	Post(ctx context.Context, p Post) (ref string, err error)
	// Edit replaces the message that Post returned ref for. ErrNotFound if it was deleted.
	Edit(ctx context.Context, to Channel, ref string, m Message) error
}

// A Post is a message on its way to a channel.
type Post struct {
	To      Channel
	Message Message
	// Key is the same for every attempt at the same post and differs between posts. The
	// adapter lets the platform carry it, so that a copy already there is found.
	Key string
	// Tried is when an earlier attempt began whose outcome is unknown: the adapter first
	// looks for what carries Key since then, and posts only what is missing. Zero on the
	// first attempt.
	Tried time.Time
	// Under is the ref of an earlier post under which this one goes, in its thread; empty for
	// the channel itself.
	Under string
	// Ping is the platform's id of the one role or group that the post calls; empty for
	// nobody, however the message reads.
	Ping string
	// Whom is the platform's id of the one person that the post is for, in a direct message
	// in place of the channel; empty for everybody there.
	Whom string
}

// Handler takes what people say. *Bot is one; Slack, Discord and the page call it.
type Handler interface {
	// Private reports whether the answer to text is for the asker alone. It looks only at
	// the text, so that a platform that wants to know before the work can ask.
	Private(text string) bool
	// Handle answers c through reply, once per c.ID: ErrDuplicate if the event was
	// answered before or is being answered elsewhere. The adapter has acknowledged the
	// event already and wrote no sentence of its own.
	Handle(ctx context.Context, c Command, reply func(context.Context, Message) error) error
	// Form returns the form that c opens: the values that its text has already are in the
	// fields, and what is wrong with one is its Problem. ErrNotFound if c opens none. It is
	// answered from the store within a second, as a modal must open within three of the press
	// (https://docs.slack.dev/reference/methods/views.open).
	Form(ctx context.Context, c Command) (Form, error)
	// Suggest completes what is typed so far, the likeliest first; none if the store does
	// not answer.
	Suggest(ctx context.Context, from Channel, what Suggestion, typed string, limit int) []Choice
}

// A Command is one thing that a person asked of the bot, in plain words.
type Command struct {
	ID   string // the platform's id of the event: a redelivery has the same one
	From Channel
	User string // the platform's id
	// Groups are the platform's ids of the groups or roles that the person is in, as far as
	// the adapter knows them: one of them may be an editor here (see "editor add").
	Groups []string
	Role   Role
	Text   string // "who Rubio", without the mention or the slash
	// Thread is the platform's id of the thread or direct message in which it was said, for
	// what follows up on the question before ("and Rubio?"); empty for none.
	Thread string
	Zone   string // the asker's IANA zone, if the platform tells
	// Elsewhere is set where it was said in another channel than From, so that "here" in the
	// answer would be misread.
	Elsewhere bool
}

// Worker does the work that a Queue hands out. *Bot is one.
type Worker interface {
	// Plan turns what has come due into jobs.
	Plan(ctx context.Context, now time.Time) error
	// Poll polls the feed and keeps its new articles.
	Poll(ctx context.Context, feed string) error
	// Deliver carries out a slot. On *RetryError the queue calls again after its time.
	Deliver(ctx context.Context, s Slot) error
	// Amend brings what was delivered to a subscription up to date. On *RetryError the queue
	// calls again after its time.
	Amend(ctx context.Context, subscription string) error
}

// Queue hands work to workers: each job to one worker at a time across all processes on
// the same database, again if its worker died.
type Queue interface {
	// Work calls w until ctx is done, then waits for what is under way.
	Work(ctx context.Context, w Worker) error
}

// Store keeps everything. What a method changes, it changes in one transaction. Every
// method that takes a tenant touches only what is that tenant's.
type Store interface {
	Feeds
	Library
	Subscriptions
	Deliveries
	Edits
	Journal
	Rules
}

// Feeds are the sources that tenants follow. A feed that several follow is polled once.
type Feeds interface {
	// AddFeed makes tenant follow the feed at url; false if it does already.
	AddFeed(ctx context.Context, tenant string, f Feed) (added bool, err error)
	// RemoveFeed ends that; ErrNotFound if tenant does not follow it. Its articles stay.
	RemoveFeed(ctx context.Context, tenant, url string) error
	// Feeds returns what tenant follows and what the operator shares, by URL.
	Feeds(ctx context.Context, tenant string) ([]Feed, error)
	// Feed returns one feed that anybody follows, or ErrNotFound.
	Feed(ctx context.Context, url string) (Feed, error)
	// SaveFeed stores title, validators and poll state of a feed.
	SaveFeed(ctx context.Context, f Feed) error
	// PlanPolls makes a poll job of each feed whose Next has come and moves Next to until,
	// so that it is not planned twice meanwhile.
	PlanPolls(ctx context.Context, now, until time.Time) (planned int, err error)
}

// Library holds the articles and what they say.
type Library interface {
	// Unknown returns which of the key sets belong to no article yet, by index. Where a
	// set's article is there, feed is noted as one of its feeds from now on: silently if
	// the feed was never polled with success, else as news to whoever has it only from there.
	Unknown(ctx context.Context, feed string, keys [][]string) ([]int, error)
	// Add stores an entry unless an article with one of its keys is there; then it only
	// notes e.Feed as a further feed of that article.
	Add(ctx context.Context, e Entry) (added bool, err error)
	// Find returns entries, the latest published first. They are shared: what one points at,
	// its lists and what is in them, nobody changes.
	Find(ctx context.Context, q Query) ([]Entry, error)
	// Coverage counts the articles that q chooses, the latest q.Limit of them or all for zero.
	Coverage(ctx context.Context, q Query) (Coverage, error)
	// Names returns the names of actors known to tenant that begin with or contain
	// prefix, the most mentioned first.
	Names(ctx context.Context, tenant, prefix string, limit int) ([]string, error)
	// Called returns the names of actors known to tenant that one of keys finds, the most
	// mentioned first. A name is found by its NameKeys and by its SoundKey.
	Called(ctx context.Context, tenant string, keys []string, limit int) ([]string, error)
	// Near returns up to three names of actors known to tenant that name may be a slip of,
	// as Nearest finds them among the KnownNames most mentioned.
	Near(ctx context.Context, tenant, name string) ([]string, error)
	// Rebuild reads every article again and derives anew all that is stored because of what
	// the articles say, in the order of their publishing. It goes on where one that was
	// interrupted stopped; until it is done, look-ups find only a part. The library is then
	// the same as one that had grown with read. progress, if not nil, is told how many
	// articles are done of how many.
	Rebuild(ctx context.Context, read func(digest.Article) digest.Digest, progress func(done, total int)) error
}

// Subscriptions say which channel gets a brief, of what and when.
type Subscriptions interface {
	// Subscribe stores s, replacing the one with its ID.
	Subscribe(ctx context.Context, s Subscription) error
	// Unsubscribe removes it, with its slots that nobody began to post; ErrNotFound if
	// tenant has none of that ID.
	Unsubscribe(ctx context.Context, tenant, id string) error
	// Subscriptions returns tenant's own, by ID.
	Subscriptions(ctx context.Context, tenant string) ([]Subscription, error)
	// Subscription returns one by ID whoever's it is, or ErrNotFound.
	Subscription(ctx context.Context, id string) (Subscription, error)
	// PlanSlots calls plan for each subscription that is not paused and whose Next is not
	// after now; it stores the Next that plan returns and makes a deliver job of each
	// slot, in one transaction. A slot is planned once.
	PlanSlots(ctx context.Context, now time.Time, plan func(Subscription) (slots []Slot, next time.Time)) (planned int, err error)
}

// Deliveries keep what became of each slot, so that each is posted once.
type Deliveries interface {
	// Claim makes the slot the caller's until the lease ends; false if it is settled or
	// somebody else's. The delivery tells what an earlier claimant left.
	Claim(ctx context.Context, s Slot, now, lease time.Time) (d Delivery, mine bool, err error)
	// Begin keeps the message and the articles in it, before the first attempt to post.
	Begin(ctx context.Context, s Slot, m Message, articles []int64, now time.Time) error
	// Settle ends the slot: with the ref of the post, or with fault, why there is none.
	Settle(ctx context.Context, s Slot, ref, fault string, now time.Time) error
	// Release gives the claim up, so that a later attempt need not wait for its lease.
	Release(ctx context.Context, s Slot) error
	// Delivered returns the last settled deliveries of a subscription, latest due first.
	Delivered(ctx context.Context, subscription string, limit int) ([]Delivery, error)
}

// Edits keep how posted briefs were brought up to date.
type Edits interface {
	// Outdate makes an amend job, to run at at, of each subscription whose tenant has feed,
	// that had a brief posted that was due after since, and that ever had an article which
	// tells of one of names, by their last words. A job of the same subscription and time is
	// there once; at should lie so far ahead that what outdates is stored by then.
	Outdate(ctx context.Context, feed string, names []string, since, at time.Time) (planned int, err error)
	// BeginEdit keeps e before it is carried out; ErrDuplicate if its delivery has an edit of
	// that number.
	BeginEdit(ctx context.Context, e Edit) error
	// SettleEdit ends it: with the ref of the note, or with fault, why there is none. An edit
	// that is settled stays as it is.
	SettleEdit(ctx context.Context, e Edit, ref, fault string, now time.Time) error
	// Edits returns those of a subscription's deliveries due at or after since, in order of
	// due and number.
	Edits(ctx context.Context, subscription string, since time.Time) ([]Edit, error)
}

// Journal remembers events and changes.
type Journal interface {
	// Start notes that the event with id is being handled; false if it was handled or if
	// another's lease on it still runs at now.
	Start(ctx context.Context, id string, now, lease time.Time) (mine bool, err error)
	// Finish notes that it was handled. Events are remembered for at least a day.
	Finish(ctx context.Context, id string, now time.Time) error
	// SaveAsked keeps what was asked last in a thread of tenant's, for at least an hour.
	SaveAsked(ctx context.Context, tenant, thread, text string, now time.Time) error
	// Asked returns it, or nothing if it was asked before since.
	Asked(ctx context.Context, tenant, thread string, since time.Time) (string, error)
	// Record adds to the audit list.
	Record(ctx context.Context, c Change) error
	// Changes returns the latest of tenant's audit list, newest first.
	Changes(ctx context.Context, tenant string, limit int) ([]Change, error)
	// Totals counts what the store holds, over all tenants.
	Totals(ctx context.Context) (Totals, error)
}

// Rules are what people have settled, by tenant.
type Rules interface {
	// SaveRule keeps a new rule and returns it with its ID.
	SaveRule(ctx context.Context, r Rule) (Rule, error)
	// Rules returns tenant's own, in the order they were saved.
	Rules(ctx context.Context, tenant string) ([]Rule, error)
	// DropRule undoes a rule; ErrNotFound if tenant has none of that ID.
	DropRule(ctx context.Context, tenant string, id int64) error
}
