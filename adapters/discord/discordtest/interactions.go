package discordtest

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot/bottest"
)

// An interaction is something that somebody did to the bot.
type interaction struct {
	id        string
	kind      int
	channel   string
	sent      time.Time
	reached   time.Time // the bot, by the gateway; zero: not yet
	source    *Message  // under which it was done; nil for none
	original  *Message  // the first response, or the answer in its place
	responded time.Time // zero: not yet
	modal     *Modal    // that was opened
	choices   []Choice  // that were suggested
}

// Types of interactions
// (https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-interaction-type).
const (
	kindPing    = 1
	kindCommand = 2
	kindPress   = 3
	kindTyping  = 4
	kindSubmit  = 5
)

// SendCommand has a person give /readout with a sub-command, such as "feed add", and
// values by option, in a channel. It returns the ID of the interaction.
func (s *Server) SendCommand(by Person, where, command string, values map[string]string) (id string) {
	options := []any{}
	for name, v := range values {
		options = append(options, map[string]any{"name": name, "type": 3, "value": v})
	}
	return s.interact(kindCommand, by, where, commandData(command, options), "")
}

// Type has a person type a value of a command's option, so that it may be completed.
func (s *Server) Type(by Person, where, command, option, typed string) (id string) {
	return s.interact(kindTyping, by, where, commandData(command, []any{
		map[string]any{"name": option, "type": 3, "value": typed, "focused": true}}), "")
}

func commandData(command string, options []any) map[string]any {
	const subCommand, group = 1, 2
	first, second, two := strings.Cut(command, " ")
	kind := subCommand
	if two {
		options = []any{map[string]any{"name": second, "type": subCommand, "options": options}}
		kind = group
	}
	return map[string]any{"id": "500000000000000001", "name": "readout", "type": 1,
		"options": []any{map[string]any{"name": first, "type": kind, "options": options}}}
}

// ReadThis has a person give the command of a message's menu.
func (s *Server) ReadThis(by Person, where, message string) (id string) {
	s.mu.Lock()
	var m any
	if c := s.channels[where]; c != nil {
		if _, there := c.find(message); there != nil {
			m = there
		}
	}
	s.mu.Unlock()
	return s.interact(kindCommand, by, where, map[string]any{"id": "500000000000000002", "name": "Read this", "type": 3,
		"target_id": message, "resolved": map[string]any{"messages": map[string]any{message: m}}}, "")
}

// Press has a person press the button with a label under a message.
func (s *Server) Press(t testing.TB, by Person, m Message, label string) (id string) {
	t.Helper()
	for _, c := range m.components() {
		if c.Type == button && c.Label == label && c.CustomID != "" && !c.Disabled {
			return s.interact(kindPress, by, m.Channel, map[string]any{"custom_id": c.CustomID, "component_type": button}, m.ID)
		}
	}
	t.Fatalf("discordtest: no button %q to press under %q: %+v", label, m.Text(), m.Components)
	return ""
}

// Pick has a person choose what begins with a label from the menu under a message.
func (s *Server) Pick(t testing.TB, by Person, m Message, label string) (id string) {
	t.Helper()
	for _, c := range m.components() {
		for _, o := range c.Options {
			if strings.HasPrefix(o.Label, label) {
				return s.choose(by, m, c, map[string]any{"values": []string{o.Value}})
			}
		}
	}
	t.Fatalf("discordtest: no choice %q under %q: %+v", label, m.Text(), m.Components)
	return ""
}

// Choose has a person choose what begins with labels from the menu of a name under a message: all
// that shall be chosen, or nothing.
func (s *Server) Choose(t testing.TB, by Person, m Message, menu string, labels ...string) (id string) {
	t.Helper()
	for _, c := range m.components() {
		if c.Placeholder != menu {
			continue
		}
		values := []string{}
		for _, l := range labels {
			for _, o := range c.Options {
				if strings.HasPrefix(o.Label, l) {
					values = append(values, o.Value)
				}
			}
		}
		if len(values) == len(labels) {
			return s.choose(by, m, c, map[string]any{"values": values})
		}
	}
	t.Fatalf("discordtest: no choices %q from %q under %q: %+v", labels, menu, m.Text(), m.Components)
	return ""
}

// ChoosePlace has a person choose a channel from the menu of a name under a message; permissions
// are what the person may do there.
func (s *Server) ChoosePlace(t testing.TB, by Person, m Message, menu, channel string, permissions int64) (id string) {
	t.Helper()
	for _, c := range m.components() {
		if c.Placeholder == menu && c.Type == channelMenu {
			return s.choose(by, m, c, map[string]any{"values": []string{channel}, "resolved": map[string]any{
				"channels": map[string]any{channel: map[string]any{"id": channel, "permissions": strconv.FormatInt(permissions, 10)}}}})
		}
	}
	t.Fatalf("discordtest: no menu of channels %q under %q: %+v", menu, m.Text(), m.Components)
	return ""
}

func (s *Server) choose(by Person, m Message, c Component, data map[string]any) string {
	data["custom_id"], data["component_type"] = c.CustomID, c.Type
	return s.interact(kindPress, by, m.Channel, data, m.ID)
}

// Types of components
// (https://discord.com/developers/docs/components/reference#component-object-component-types).
const (
	button      = 2
	channelMenu = 8
)

// components are the buttons and menus of a message.
func (m Message) components() (list []Component) {
	for _, row := range m.Components {
		list = append(list, row.Components...)
	}
	return list
}

// Submit has a person send off a form that was opened, with other values in the fields that
// are named.
func (s *Server) Submit(by Person, where string, form Modal, values map[string]string) (id string) {
	entries := []any{}
	for n, l := range form.Components {
		if l.Component == nil {
			continue
		}
		e := map[string]any{"type": l.Component.Type, "id": n, "custom_id": l.Component.CustomID}
		value, given := values[l.Component.CustomID]
		if l.Component.Type == 3 {
			for _, o := range l.Component.Options {
				if o.Default && !given {
					value = o.Value
				}
			}
			e["values"] = []string{value}
		} else {
			if !given {
				value = l.Component.Value
			}
			e["value"] = value
		}
		entries = append(entries, map[string]any{"type": 18, "id": 10 + n, "component": e})
	}
	return s.interact(kindSubmit, by, where, map[string]any{"custom_id": form.CustomID, "components": entries}, form.under)
}

// interact sends an interaction to the bot, with the message under which it was done, if any.
func (s *Server) interact(kind int, by Person, where string, data any, under string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.id()
	token := "token-" + id
	i := &interaction{id: id, kind: kind, channel: where, sent: time.Now()}
	s.interactions[token] = i
	event := map[string]any{
		"id": id, "application_id": Application, "type": kind, "token": token, "version": 1,
		"channel_id": where, "locale": "en-US", "app_permissions": "0", "data": data,
	}
	if c := s.channels[where]; c != nil && under != "" {
		if _, i.source = c.find(under); i.source != nil {
			event["message"] = *i.source
		}
	}
	if c := s.channels[where]; c != nil {
		event["channel"] = map[string]any{"id": where, "type": c.kind}
		if c.guild != "" {
			event["guild_id"], event["member"] = c.guild, by.member()
		}
	}
	if event["member"] == nil {
		event["user"] = by.author()
	}
	if s.endpoint != "" {
		s.deliver(token, event)
	} else {
		s.dispatch("INTERACTION_CREATE", event)
	}
	return id
}

// SetEndpoint sends interactions to an address from now on, signed, in place of the gateway.
func (s *Server) SetEndpoint(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endpoint = url
}

// PublicKey is what interactions are signed for, in hexadecimal digits.
func (s *Server) PublicKey() string {
	return hex.EncodeToString(s.key.Public().(ed25519.PublicKey))
}

// Sign returns the headers of a request with a body
// (https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint-validating-security-request-headers).
func (s *Server) Sign(body []byte, at time.Time) http.Header {
	stamp := strconv.FormatInt(at.Unix(), 10)
	signature := ed25519.Sign(s.key, append([]byte(stamp), body...))
	return http.Header{"X-Signature-Ed25519": {hex.EncodeToString(signature)}, "X-Signature-Timestamp": {stamp},
		"Content-Type": {"application/json"}}
}

// deliver posts an interaction to the end point and takes the answer for the first response.
// The caller holds mu.
func (s *Server) deliver(token string, event map[string]any) {
	body, err := json.Marshal(event)
	if err != nil {
		panic(err)
	}
	to := s.endpoint
	s.deliveries.Go(func() {
		status, answer := s.post(to, body)
		s.mu.Lock()
		defer s.mu.Unlock()
		defer s.change()
		if status == http.StatusOK {
			_ = s.respond(s.interactions[token], answer)
		}
	})
}

// post makes a signed request.
func (s *Server) post(to string, body []byte) (status int, answer []byte) {
	r, err := http.NewRequest(http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		panic(err)
	}
	r.Header = s.Sign(body, time.Now())
	c := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := c.Do(r)
	if err != nil {
		return 0, nil
	}
	defer resp.Body.Close()
	answer, _ = io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	return resp.StatusCode, answer
}

func (s *Server) postCallback(r *http.Request, body []byte) any {
	i := s.interactions[r.PathValue("token")]
	if i == nil || i.id != r.PathValue("id") {
		return &unknownInteraction
	}
	return s.respond(i, body)
}

// respond takes the first response to an interaction. The caller holds mu.
func (s *Server) respond(i *interaction, body []byte) any {
	var q struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	switch {
	case s.ackWithin > 0 && time.Since(i.sent) > s.ackWithin:
		return &unknownInteraction
	case !i.responded.IsZero():
		return &acknowledged
	case !s.checked(fmt.Sprintf("response to an interaction of type %d", i.kind), bottest.DiscordResponse(body)) || json.Unmarshal(body, &q) != nil:
		return &invalidForm
	case (q.Type == 8) != (i.kind == kindTyping), q.Type == 9 && i.kind == kindSubmit, (q.Type == 6 || q.Type == 7) && i.source == nil:
		s.checked("response", fmt.Errorf("type %d to an interaction of type %d", q.Type, i.kind))
		return &invalidForm
	}
	i.responded = time.Now()
	switch q.Type {
	case 4, 5:
		var o outgoing
		if len(q.Data) > 0 && json.Unmarshal(q.Data, &o) != nil {
			return &invalidForm
		}
		i.original = s.newMessage(i.channel, o)
		i.original.Interaction, i.original.Thinking = i.id, q.Type == 5
	case 6, 7:
		i.original = i.source
		if q.Type == 7 {
			var o outgoing
			if json.Unmarshal(q.Data, &o) != nil {
				return &invalidForm
			}
			o.fill(i.original)
		}
	case 8:
		var d struct{ Choices []Choice }
		if json.Unmarshal(q.Data, &d) != nil {
			return &invalidForm
		}
		i.choices = append([]Choice{}, d.Choices...)
	case 9:
		i.modal = new(Modal)
		if json.Unmarshal(q.Data, i.modal) != nil {
			return &invalidForm
		}
		if i.source != nil {
			i.modal.under = i.source.ID
		}
	}
	return nil
}

// Unanswered returns how many interactions have no answer yet: no response, or one that
// promises more.
func (s *Server) Unanswered() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, i := range s.interactions {
		if i.responded.IsZero() || i.original != nil && i.original.Thinking {
			n++
		}
	}
	return n
}

// Acknowledged returns how long interactions waited for their first response, the shortest
// first: from when somebody acted and, where they came by the gateway, from when they set out
// to the bot, which is later where it was not connected.
func (s *Server) Acknowledged() (acted, told []time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, i := range s.interactions {
		if i.responded.IsZero() {
			continue
		}
		acted = append(acted, i.responded.Sub(i.sent))
		if !i.reached.IsZero() {
			told = append(told, i.responded.Sub(i.reached))
		}
	}
	slices.Sort(acted)
	slices.Sort(told)
	return acted, told
}

// Modal returns the form that was opened in response to an interaction; false if none was.
func (s *Server) Modal(interaction string) (Modal, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := s.interactions["token-"+interaction]; i != nil && i.modal != nil {
		return *i.modal, true
	}
	return Modal{}, false
}

// Choices returns what was suggested in response to typing; false if nothing was answered.
func (s *Server) Choices(interaction string) ([]Choice, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.interactions["token-"+interaction]
	return i.choices, i.choices != nil
}

// answered returns the interaction that a webhook's token belongs to, and the message.
func (s *Server) answered(r *http.Request) (*interaction, *Message, any) {
	i := s.interactions[r.PathValue("token")]
	if i == nil || r.PathValue("app") != Application || i.original == nil {
		return nil, nil, &unknownWebhook
	}
	if id := r.PathValue("message"); id != "" && id != "@original" {
		if _, m := s.channels[i.channel].find(id); m != nil {
			return i, m, nil
		}
		return nil, nil, &unknownMessage
	}
	return i, i.original, nil
}

func (s *Server) patchAnswer(r *http.Request, body []byte) any {
	_, m, refusal := s.answered(r)
	if m == nil {
		return refusal
	}
	o, ok := s.read(r, body)
	if !ok || o.empty() {
		return &invalidForm
	}
	o.fill(m)
	if !m.Thinking {
		m.Edits++
	}
	m.Thinking = false
	return m
}

func (s *Server) deleteAnswer(r *http.Request, _ []byte) any {
	i, m, refusal := s.answered(r)
	if m == nil {
		return refusal
	}
	c := s.channels[i.channel]
	at, _ := c.find(m.ID)
	c.messages = append(c.messages[:at:at], c.messages[at+1:]...)
	return nil
}

func (s *Server) postFollowUp(r *http.Request, body []byte) any {
	i, _, refusal := s.answered(r)
	if i == nil {
		return refusal
	}
	o, ok := s.read(r, body)
	if !ok || o.empty() {
		return &invalidForm
	}
	m := s.newMessage(i.channel, o)
	m.Interaction = i.id
	return m
}
