package bot

import (
	"fmt"
	"strings"
)

// A Channel is a place where messages go: "slack:T024BE7LD/C061EG9SL",
// "discord:GUILD/CHANNEL", "web:/slack".
type Channel struct {
	Platform string // "slack", "discord", "web", "console"
	// Workspace is the Slack workspace or Discord guild; for a direct message without one,
	// the user. It is empty for the operator's own command line and page.
	Workspace string
	ID        string // the platform's own id of the channel
}

// String returns the form that ParseChannel reads.
func (c Channel) String() string {
	return c.Platform + ":" + c.Workspace + "/" + c.ID
}

// Tenant names the workspace across platforms: "slack:T024BE7LD". What one tenant adds,
// corrects or schedules, no other sees. The operator's own tenant, in which the command
// line and the local page work, is the empty one; its feeds are shared with all.
func (c Channel) Tenant() string {
	if c.Workspace == "" {
		return ""
	}
	return c.Platform + ":" + c.Workspace
}

// ParseChannel reads PLATFORM:WORKSPACE/ID.
func ParseChannel(s string) (Channel, error) {
	platform, rest, ok := strings.Cut(s, ":")
	workspace, id, ok2 := strings.Cut(rest, "/")
	if !ok || !ok2 || platform == "" || id == "" {
		return Channel{}, fmt.Errorf("channel %q: want PLATFORM:WORKSPACE/CHANNEL, like slack:T024BE7LD/C061EG9SL", s)
	}
	return Channel{Platform: platform, Workspace: workspace, ID: id}, nil
}
