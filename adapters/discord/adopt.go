package discord

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

// slack is how far our clock and Discord's may be apart when a copy is looked for.
const slack = 2 * time.Minute

// adopt fills in the IDs of those parts that are in the channel already, posted by us
// since an earlier attempt began.
func (c *Client) adopt(ctx context.Context, channel string, since time.Time, parts []payload, ids []string) error {
	self, err := c.self(ctx)
	if err != nil {
		return err
	}
	after := snowflake(since.Add(-slack))
	for {
		var page []*discordgo.Message
		q := url.Values{"limit": {strconv.Itoa(historyMax)}, "after": {after}}
		err := c.call(ctx, http.MethodGet, discordgo.EndpointChannelMessages(channel)+"?"+q.Encode(), nil, &page, callTimeout)
		if err != nil {
			return err
		}
		for _, m := range page {
			if m == nil {
				continue
			}
			if later(m.ID, after) {
				after = m.ID
			}
			if m.Author == nil || m.Author.ID != self.user {
				continue
			}
			for i, p := range parts {
				if ids[i] == "" && carries(m, p.Nonce) {
					ids[i] = m.ID
				}
			}
		}
		if len(page) < historyMax {
			return nil
		}
	}
}

// carries reports whether m has the mark of a nonce in its last footer.
func carries(m *discordgo.Message, nonce string) bool {
	if len(m.Embeds) == 0 {
		return false
	}
	f := m.Embeds[len(m.Embeds)-1].Footer
	return f != nil && (f.Text == mark(nonce) || strings.HasSuffix(f.Text, " · "+mark(nonce)))
}

// snowflake is the first ID that Discord may give at t
// (https://discord.com/developers/docs/reference#snowflakes).
func snowflake(t time.Time) string {
	const epoch = 1420070400000 // 2015-01-01T00:00:00Z in milliseconds
	return strconv.FormatInt(max(0, t.UnixMilli()-epoch)<<22, 10)
}

// number reports whether s can be a snowflake; nothing else gets into an address.
func number(s string) bool {
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil
}

// later reports whether a came after b; both are snowflakes.
func later(a, b string) bool {
	return len(a) > len(b) || len(a) == len(b) && a > b
}
