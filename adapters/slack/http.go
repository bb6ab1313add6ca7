package slack

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
)

// HTTP is the way in for Slack's signed requests, to be mounted where the manifest points:
// POST /events, /commands and /interactivity. Requests are refused before Run and after its
// end with 503, unsigned ones with 401; nothing of a request is parsed before its signature
// holds. With Options.Install, GET /install and /oauth let workspaces install the app.
func (c *Client) HTTP() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST /events", c.signed(c.httpEvent))
	mux.Handle("POST /commands", c.signed(c.httpCommand))
	mux.Handle("POST /interactivity", c.signed(c.httpInteraction))
	if c.installs != nil {
		mux.HandleFunc("GET /install", c.install)
		mux.HandleFunc("GET /oauth", c.installed)
	}
	return mux
}

// signed calls next with the raw body if its signature is Slack's and no older than five
// minutes (https://docs.slack.dev/authentication/verifying-requests-from-slack). slack-go
// compares in constant time.
func (c *Client) signed(next func(w http.ResponseWriter, r *http.Request, body []byte)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
		if err != nil {
			status := http.StatusBadRequest
			if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
				status = http.StatusRequestEntityTooLarge
			}
			w.WriteHeader(status)
			return
		}
		if err := c.verify(r.Header, body); err != nil {
			c.log.Warn("slack request refused", "err", err)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next(w, r, body)
	})
}

func (c *Client) verify(h http.Header, body []byte) error {
	v, err := slack.NewSecretsVerifier(h, c.signing)
	if err != nil {
		return err
	}
	if _, err := v.Write(body); err != nil {
		return err
	}
	return v.Ensure()
}

// httpEvent takes an event, or answers the challenge by which Slack tests the address.
func (c *Client) httpEvent(w http.ResponseWriter, r *http.Request, body []byte) {
	var head struct {
		Type      string `json:"type"`
		Challenge string `json:"challenge"`
	}
	if err := json.Unmarshal(body, &head); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if head.Type == slackevents.URLVerification {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_, _ = io.WriteString(w, head.Challenge)
		return
	}
	if !c.open() {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if n := r.Header.Get("X-Slack-Retry-Num"); n != "" {
		// Taken all the same: the first delivery may never have reached us.
		c.log.Info("slack delivers again", "err", r.Header.Get("X-Slack-Retry-Reason"))
	}
	e, err := slackevents.ParseEvent(body, slackevents.OptionNoVerifyToken()) // the signature stands for it
	if err != nil {
		c.log.Warn("slack event not understood", "err", err)
		return // 200: the same bytes again would be no clearer
	}
	if req, ok := c.event(e); ok {
		c.admitHTTP(w, req)
	}
}

func (c *Client) httpCommand(w http.ResponseWriter, _ *http.Request, body []byte) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if form.Get("ssl_check") == "1" { // Slack looks whether the address answers
		return
	}
	if !c.open() {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	s, err := slack.SlashCommandParse(&http.Request{Method: http.MethodPost, Form: form, PostForm: form})
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	req, ok := c.slash(s)
	if !ok {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	c.admitHTTP(w, req)
}

// httpInteraction takes what was pressed, submitted or typed. What Slack waits for is in the
// answer to the request.
func (c *Client) httpInteraction(w http.ResponseWriter, r *http.Request, body []byte) {
	form, err := url.ParseQuery(string(body))
	payload := []byte(form.Get("payload"))
	if err != nil || !json.Valid(payload) {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if !c.open() {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	answers := make(chan any, 1)
	taken := c.interact(payload, func(payload any) error {
		answers <- payload
		return nil
	})
	if !taken {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	select {
	case payload := <-answers:
		if payload != nil {
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(payload) // Slack has hung up otherwise
		}
	case <-r.Context().Done():
	}
}

// admitHTTP acknowledges with an empty 200, which Slack shows to nobody.
func (c *Client) admitHTTP(w http.ResponseWriter, r request) {
	acknowledged := c.admit(r, func() error {
		w.WriteHeader(http.StatusOK)
		if f, ok := w.(http.Flusher); ok {
			f.Flush()
		}
		return nil
	})
	if !acknowledged {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}
