package bot

import "time"

// A RuleKind says what a rule makes of the actors that it names.
type RuleKind string

// The kinds of rules.
const (
	Merge RuleKind = "merge" // Name and Other are one actor, called Name
	Split RuleKind = "split" // Name is an actor of its own, whatever it was joined with
	Alias RuleKind = "alias" // Other is one more name of the actor Name
	Mute  RuleKind = "mute"  // Name is nobody: it is left out everywhere
)

// A Rule is a person's correction of who is who. It holds for one tenant, for all that is
// stored and all that comes, until it is undone; of two that contradict, the later holds.
type Rule struct {
	ID          int64
	Tenant      string
	Kind        RuleKind
	Name, Other string // names of actors; Other is empty for Split and Mute
	User        string // the platform's id of who made it
	Made        time.Time
}
