package bot

import "time"

// A RuleKind says what a rule does.
type RuleKind string

// The kinds of rules.
const (
	// Corrections of who is who.
	Merge RuleKind = "merge" // Name and Other are one actor, called Name
	Split RuleKind = "split" // Name is an actor of its own, whatever it was joined with
	Alias RuleKind = "alias" // Other is one more name of the actor Name
	Mute  RuleKind = "mute"  // Name is nobody: it is left out everywhere

	// Corrections of the meeting or decision About, which is called Name.
	Drop    RuleKind = "drop"    // there is none
	Redate  RuleKind = "redate"  // it is on, or due by, the day Other, as 2026-05-19
	Without RuleKind = "without" // Other has no part in it
	Restate RuleKind = "restate" // its status is Other

	// Wishes of Channel.
	Follow RuleKind = "follow" // the actor Name, or About, comes first
	More   RuleKind = "more"   // such things as About go up
	Less   RuleKind = "less"   // and down

	// MayEdit makes an editor of the person, group or role with the platform's id Name.
	MayEdit RuleKind = "editor"
)

// A Rule is what people have settled for a tenant: a correction, a wish or a right. It holds
// for all that is stored and all that comes, until it is undone; of two that contradict, the
// later holds.
type Rule struct {
	ID          int64
	Tenant      string
	Channel     string // the String of the one that it holds for; empty for all of the tenant
	Kind        RuleKind
	Name, Other string
	About       *Subject // nil for rules about names
	User        string   // the platform's id of who made it
	Made        time.Time
}

// mostRules bounds the rules of a tenant.
const mostRules = 5000

// ofNames and ofSubjects report whether a rule corrects who is who, or a meeting or decision.
func (k RuleKind) ofNames() bool    { return k == Merge || k == Split || k == Alias || k == Mute }
func (k RuleKind) ofSubjects() bool { return k == Drop || k == Redate || k == Without || k == Restate }

// words writes a rule as the command that makes it.
func (r Rule) words() string {
	switch r.Kind {
	case Merge:
		return "merge " + r.Name + " with " + r.Other
	case Alias:
		return "alias " + r.Name + " as " + r.Other
	case Drop:
		return "wrong " + r.About.ID + " because nothing: " + r.Name
	case Redate:
		return "wrong " + r.About.ID + " because date day " + r.Other + ": " + r.Name
	case Without:
		return "wrong " + r.About.ID + " because person name " + r.Other + ": " + r.Name
	case Restate:
		return "wrong " + r.About.ID + " because standing status " + r.Other + ": " + r.Name
	case MayEdit:
		return "editor add " + r.Name
	}
	if r.About != nil {
		return string(r.Kind) + " " + r.About.ID + ": " + r.Name
	}
	return string(r.Kind) + " " + r.Name
}
