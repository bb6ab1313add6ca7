package bottest

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/readout-bot/readout/bot"
)

var (
	_ bot.Store = (*Store)(nil)
	_ bot.Queue = (*Store)(nil)
)

// A Store is a bot.Store and bot.Queue in memory. Like a real one it keeps copies, whole
// milliseconds and, save for publish times, no zones. It works inside synctest bubbles.
type Store struct {
	// Tick is the time between two calls of Worker.Plan; set it before Work. Zero is a second.
	Tick time.Duration

	mu            sync.Mutex
	feeds         map[string]bot.Feed
	followers     map[string]map[string]time.Time // by feed URL and tenant: since when
	articles      []*article                      // by ID, which is the index and one
	identities    map[string]*article
	subscriptions map[string]bot.Subscription
	deliveries    map[slotKey]*delivery
	events        map[string]event
	edits         []bot.Edit
	changes       []bot.Change
	threads       map[[2]string]said // by tenant and thread
	rules         []bot.Rule
	lastRule      int64
	jobs          []*job
	wake          chan struct{} // closed when a job comes due or ends
}

// An event is one that Start was called for.
type event struct {
	lease time.Time
	done  bool
}

// A said is what was asked last in a thread.
type said struct {
	text string
	at   time.Time
}

// NewStore returns an empty Store.
func NewStore() *Store {
	return &Store{
		feeds:         make(map[string]bot.Feed),
		followers:     make(map[string]map[string]time.Time),
		identities:    make(map[string]*article),
		subscriptions: make(map[string]bot.Subscription),
		deliveries:    make(map[slotKey]*delivery),
		events:        make(map[string]event),
		threads:       make(map[[2]string]said),
		wake:          make(chan struct{}),
	}
}

// kept returns t as a store keeps it.
func kept(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.Truncate(time.Millisecond).UTC()
}

// copied returns a deep copy of v, by way of the JSON that a real store would keep.
func copied[T any](v T) (T, error) {
	var c T
	b, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	return c, err
}

// AddFeed implements bot.Feeds.
func (s *Store) AddFeed(ctx context.Context, tenant string, f bot.Feed) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.followers[f.URL][tenant]; ok {
		return false, nil
	}
	if len(s.followers[f.URL]) == 0 { // new, or forgotten meanwhile: its first poll is to come
		s.followers[f.URL] = make(map[string]time.Time)
		s.feeds[f.URL] = keptFeed(f)
	}
	s.followers[f.URL][tenant] = kept(f.Added)
	return true, nil
}

func keptFeed(f bot.Feed) bot.Feed {
	f.Added, f.Polled, f.Succeeded, f.Next = kept(f.Added), kept(f.Polled), kept(f.Succeeded), kept(f.Next)
	return f
}

// RemoveFeed implements bot.Feeds.
func (s *Store) RemoveFeed(ctx context.Context, tenant, url string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.followers[url][tenant]; !ok {
		return fmt.Errorf("feed %s of %q: %w", url, tenant, bot.ErrNotFound)
	}
	delete(s.followers[url], tenant)
	return nil
}

// Feeds implements bot.Feeds.
func (s *Store) Feeds(ctx context.Context, tenant string) ([]bot.Feed, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var feeds []bot.Feed
	for url, f := range s.feeds {
		own, ok := s.followers[url][tenant]
		shared, ok2 := s.followers[url][""]
		switch {
		case ok && ok2 && shared.Before(own):
			f.Added = shared
		case ok:
			f.Added = own
		case ok2:
			f.Added = shared
		default:
			continue
		}
		feeds = append(feeds, f)
	}
	slices.SortFunc(feeds, func(a, b bot.Feed) int { return cmp.Compare(a.URL, b.URL) })
	return feeds, nil
}

// Feed implements bot.Feeds.
func (s *Store) Feed(ctx context.Context, url string) (bot.Feed, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.followers[url]) == 0 {
		return bot.Feed{}, fmt.Errorf("feed %s: %w", url, bot.ErrNotFound)
	}
	return s.feeds[url], nil
}

// SaveFeed implements bot.Feeds.
func (s *Store) SaveFeed(ctx context.Context, f bot.Feed) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, ok := s.feeds[f.URL]
	if !ok {
		return fmt.Errorf("feed %s: %w", f.URL, bot.ErrNotFound)
	}
	f.Added = old.Added
	s.feeds[f.URL] = keptFeed(f)
	return nil
}

// PlanPolls implements bot.Feeds.
func (s *Store) PlanPolls(ctx context.Context, now, until time.Time) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	planned := 0
	for url, f := range s.feeds {
		if len(s.followers[url]) == 0 || f.Next.After(kept(now)) {
			continue
		}
		f.Next = kept(until)
		s.feeds[url] = f
		if s.enqueue(&job{feed: url}) {
			planned++
		}
	}
	return planned, nil
}

// Subscribe implements bot.Subscriptions.
func (s *Store) Subscribe(ctx context.Context, n bot.Subscription) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old, ok := s.subscriptions[n.ID]; ok && old.Channel.Tenant() != n.Channel.Tenant() {
		return fmt.Errorf("subscription %s: the id is another tenant's", n.ID)
	}
	n.Feeds, n.Words = slices.Clone(n.Feeds), slices.Clone(n.Words)
	n.Next, n.Created = kept(n.Next), kept(n.Created)
	s.subscriptions[n.ID] = n
	return nil
}

// Unsubscribe implements bot.Subscriptions.
func (s *Store) Unsubscribe(ctx context.Context, tenant, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n, ok := s.subscriptions[id]; !ok || n.Channel.Tenant() != tenant {
		return fmt.Errorf("subscription %s of %q: %w", id, tenant, bot.ErrNotFound)
	}
	delete(s.subscriptions, id)
	for key, d := range s.deliveries { // what nobody began to post is no longer pending
		if key.subscription == id && d.Settled.IsZero() && d.Tried.IsZero() {
			delete(s.deliveries, key)
		}
	}
	return nil
}

// Subscriptions implements bot.Subscriptions.
func (s *Store) Subscriptions(ctx context.Context, tenant string) ([]bot.Subscription, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.subscribed(func(n bot.Subscription) bool { return n.Channel.Tenant() == tenant }), nil
}

// subscribed returns copies of the subscriptions that keep holds for, by ID.
func (s *Store) subscribed(keep func(bot.Subscription) bool) []bot.Subscription {
	var all []bot.Subscription
	for _, n := range s.subscriptions {
		if keep(n) {
			n.Feeds, n.Words = slices.Clone(n.Feeds), slices.Clone(n.Words)
			all = append(all, n)
		}
	}
	slices.SortFunc(all, func(a, b bot.Subscription) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// Subscription implements bot.Subscriptions.
func (s *Store) Subscription(ctx context.Context, id string) (bot.Subscription, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.subscribed(func(n bot.Subscription) bool { return n.ID == id })
	if len(found) == 0 {
		return bot.Subscription{}, fmt.Errorf("subscription %s: %w", id, bot.ErrNotFound)
	}
	return found[0], nil
}

// PlanSlots implements bot.Subscriptions.
func (s *Store) PlanSlots(ctx context.Context, now time.Time, plan func(bot.Subscription) ([]bot.Slot, time.Time)) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	planned := 0
	for _, n := range s.subscribed(func(n bot.Subscription) bool { return n.Paused == "" && !n.Next.After(kept(now)) }) {
		slots, next := plan(n)
		n.Next = kept(next)
		s.subscriptions[n.ID] = n
		for _, slot := range slots {
			if s.deliveries[keyOf(slot)] != nil {
				continue
			}
			s.deliveries[keyOf(slot)] = newDelivery(slot)
			s.enqueue(&job{slot: slot})
			planned++
		}
	}
	return planned, nil
}

// Start implements bot.Journal.
func (s *Store) Start(ctx context.Context, id string, now, lease time.Time) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e, ok := s.events[id]; ok && (e.done || e.lease.After(kept(now))) {
		return false, nil
	}
	s.events[id] = event{lease: kept(lease)}
	return true, nil
}

// Finish implements bot.Journal.
func (s *Store) Finish(ctx context.Context, id string, now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events[id] = event{done: true}
	return nil
}

// SaveAsked implements bot.Journal.
func (s *Store) SaveAsked(ctx context.Context, tenant, thread, text string, now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.threads[[2]string{tenant, thread}] = said{text, kept(now)}
	return nil
}

// Asked implements bot.Journal.
func (s *Store) Asked(ctx context.Context, tenant, thread string, since time.Time) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if last, ok := s.threads[[2]string{tenant, thread}]; ok && !last.at.Before(kept(since)) {
		return last.text, nil
	}
	return "", nil
}

// Record implements bot.Journal.
func (s *Store) Record(ctx context.Context, c bot.Change) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.When = kept(c.When)
	s.changes = append(s.changes, c)
	return nil
}

// Changes implements bot.Journal.
func (s *Store) Changes(ctx context.Context, tenant string, limit int) ([]bot.Change, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var own []bot.Change
	for _, c := range slices.Backward(s.changes) {
		if c.Tenant == tenant {
			own = append(own, c)
		}
	}
	slices.SortStableFunc(own, func(a, b bot.Change) int { return b.When.Compare(a.When) })
	return own[:min(limit, len(own))], nil
}

// Totals implements bot.Journal.
func (s *Store) Totals(ctx context.Context) (bot.Totals, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := bot.Totals{Articles: len(s.articles), Subscriptions: len(s.subscriptions)}
	for url, f := range s.feeds {
		if len(s.followers[url]) == 0 {
			continue
		}
		t.Feeds++
		if f.Failures > 0 {
			t.FailingFeeds++
		}
		if f.Polled.After(t.LastPolled) {
			t.LastPolled = f.Polled
		}
	}
	for _, d := range s.deliveries {
		switch {
		case d.Settled.IsZero():
			t.Pending++
		case d.Fault != "":
			t.Failed++
		default:
			t.Posted++
			if d.Settled.After(t.LastPosted) {
				t.LastPosted = d.Settled
			}
		}
	}
	return t, nil
}
