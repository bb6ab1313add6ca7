package discordtest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// empty reports whether there is nothing to show, which Discord refuses to post.
func (o outgoing) empty() bool {
	return (o.Content == nil || strings.TrimSpace(*o.Content) == "") && (o.Embeds == nil || len(*o.Embeds) == 0)
}

// mention finds who is meant in a text (https://discord.com/developers/docs/reference#message-formatting).
var mention = regexp.MustCompile(`@everyone|@here|<@!?(\d+)>|<@&(\d+)>`)

// pings returns whom a message notifies: those mentioned in its content, as far as its
// allowed mentions let it. Embeds notify nobody.
func (o outgoing) pings() []string {
	if o.Content == nil {
		return nil
	}
	var who []string
	for _, m := range mention.FindAllString(*o.Content, -1) {
		kind := "users"
		switch {
		case m[0] == '@':
			kind = "everyone"
		case strings.HasPrefix(m, "<@&"):
			kind = "roles"
		}
		a := o.AllowedMentions
		if a == nil || slices.Contains(a.Parse, kind) || kind == "roles" && slices.Contains(a.Roles, m[3:len(m)-1]) {
			who = append(who, m)
		}
	}
	return who
}

// checked notes what a checker of bottest's finds wrong with what a bot sent; false if there
// is anything. The caller holds mu.
func (s *Server) checked(what string, err error) bool {
	if err != nil {
		s.violations = append(s.violations, fmt.Sprintf("%s: %v", what, err))
	}
	return err == nil
}

// Violations returns what bots have sent that Discord or the house does not take.
func (s *Server) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.violations)
}
