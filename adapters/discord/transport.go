package discord

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/readout-bot/readout/bot"
)

// home is where discordgo sends everything; its end points are package variables, so that
// another base can only be put in below it, per session.
const home = "https://discord.com/api"

// A transport stands between discordgo and the network. It sends requests to base in
// place of home, learns the rate limits, and shows discordgo v0.29.0 only answers that it
// copes with: without rate-limit headers, on which it would sleep regardless of contexts;
// no 502, which it would turn into a bare string; a JSON body also where Cloudflare in
// front of Discord sends a page.
type transport struct {
	base string
	gate *gate
	next http.RoundTripper
}

func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	asked := r.URL.String()
	if rest, ok := strings.CutPrefix(asked, home); ok && t.base != home {
		u, err := url.Parse(t.base + rest)
		if err != nil {
			return nil, fmt.Errorf("discord address: %w", anonymous(err))
		}
		r = r.Clone(r.Context())
		r.URL, r.Host = u, u.Host
	}
	resp, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, answerMax+1))
	if err != nil {
		return nil, err
	}
	if len(body) > answerMax {
		return nil, fmt.Errorf("discord answer: %w", bot.ErrTooLarge)
	}
	t.gate.note(route(r.Method, asked), resp.StatusCode, resp.Header)
	if resp.StatusCode >= 400 {
		resp.StatusCode, body = digestible(resp.StatusCode, resp.Header, body)
	}
	for name := range resp.Header {
		if strings.HasPrefix(name, "X-Ratelimit-") {
			resp.Header.Del(name)
		}
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// codeBlocked is our own, for an answer of Cloudflare's in place of Discord's.
const codeBlocked = -1

// digestible returns an error answer in the form that discordgo reads: JSON, for a 429
// with the time to wait, and 503 in place of 502.
func digestible(status int, h http.Header, body []byte) (int, []byte) {
	if status == http.StatusBadGateway {
		status = http.StatusServiceUnavailable
	}
	var object map[string]any
	isJSON := json.Unmarshal(body, &object) == nil
	if status == http.StatusTooManyRequests {
		after, _ := object["retry_after"].(float64)
		after = max(after, seconds(h.Get("Retry-After")).Seconds(), seconds(h.Get("X-RateLimit-Reset-After")).Seconds())
		if !isJSON && after == 0 {
			after = blocked.Seconds()
		}
		body, _ = json.Marshal(map[string]any{"message": "rate limited", "retry_after": after})
		return status, body
	}
	if !isJSON {
		e := discordgo.APIErrorMessage{Message: "no JSON in the answer"}
		if status < 500 && status != http.StatusUnauthorized && status != http.StatusNotFound {
			e.Code = codeBlocked
		}
		body, _ = json.Marshal(e)
	}
	return status, body
}

// roads returns what makes connections: enough are kept for a rush of answers, and one that
// went dead without a word is found out before people stop waiting.
func roads() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = workers
	t.HTTP2 = &http.HTTP2Config{SendPingTimeout: 10 * time.Second, PingTimeout: 2 * time.Second}
	return t
}
