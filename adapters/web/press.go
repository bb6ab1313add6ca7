package web

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/readout-bot/readout/bot"
)

// Buttons and menus of a payload are submit buttons of one form, so that they work without
// scripts; what a platform would send back when one is pressed is the button's value.

// mostSuggested is how many values are offered while somebody types.
const mostSuggested = 20

// button shows a control of a payload: id and value are what the platform would send.
func (f *fragment) button(label, id, value string) {
	pressed := url.Values{"id": {id}, "value": {value}}.Encode()
	f.raw(`<button form="press" name="` + template.HTMLEscapeString(f.platform) + `" value="` + template.HTMLEscapeString(pressed) + `">`)
	f.text(label)
	f.raw("</button>")
}

// A menuItem is a choice of a menu in a payload.
type menuItem struct{ label, id, value string }

// menu shows an overflow or select menu.
func (f *fragment) menu(label string, items []menuItem) {
	f.raw(`<details class="menu"><summary>`)
	f.text(label)
	f.raw("</summary>")
	for _, it := range items {
		f.button(it.label, it.id, it.value)
	}
	f.raw("</details>")
}

// pressed returns the control behind a button of the page.
func (s *Server) pressed(form url.Values) (bot.Control, bool) {
	for _, v := range s.o.Views {
		raw := form.Get(v.Name)
		if raw == "" || v.Control == nil {
			continue
		}
		values, err := url.ParseQuery(raw)
		if err != nil {
			return bot.Control{}, false
		}
		return v.Control(values.Get("id"), values.Get("value"))
	}
	return bot.Control{}, false
}

// press says what a button stands for, or opens its form.
func (s *Server) press(w http.ResponseWriter, r *http.Request) {
	if !s.parse(w, r) {
		return
	}
	c, ok := s.pressed(r.PostForm)
	switch {
	case !ok:
		http.Error(w, "this button is of another version of the page: load it again", http.StatusBadRequest)
		return
	case c.Form && s.open(w, r, c.Command):
		return
	}
	s.say(w, r, c.Command)
}

// A sheet is a form on the page.
type sheet struct {
	bot.Form
	Alone bool // as a page of its own, where there are no scripts
}

// open shows the form of a command; false if it has none.
func (s *Server) open(w http.ResponseWriter, r *http.Request, command string) bool {
	f, err := s.o.Handler.Form(r.Context(), s.command(command))
	if err != nil {
		if !errors.Is(err, bot.ErrNotFound) {
			s.o.Log.Warn("form not opened", "channel", Channel, "err", err)
		}
		return false
	}
	s.sheet(w, r, f)
	return true
}

func (s *Server) sheet(w http.ResponseWriter, r *http.Request, f bot.Form) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if err := page.ExecuteTemplate(w, "sheet.html", sheet{f, r.Header.Get("X-Readout") == ""}); err != nil {
		s.o.Log.Warn("form not written", "err", err)
	}
}

// submit says the command that a filled form makes, or shows the form again with what is
// wrong; with "check" set it only shows it again.
func (s *Server) submit(w http.ResponseWriter, r *http.Request) {
	if !s.parse(w, r) {
		return
	}
	values := map[string]string{}
	for name, v := range r.PostForm {
		if field, ok := strings.CutPrefix(name, "field-"); ok {
			values[field] = strings.Join(v, ", ")
		}
	}
	command := bot.Fill(r.PostForm.Get("command"), values)
	f, err := s.o.Handler.Form(r.Context(), s.command(command))
	if err == nil && (r.PostForm.Get("check") != "" || wrong(f)) {
		s.sheet(w, r, f)
		return
	}
	s.say(w, r, command)
}

func wrong(f bot.Form) bool {
	for _, field := range f.Fields {
		if field.Problem != "" {
			return true
		}
	}
	return false
}

// suggest completes a field: a line of label and value, parted by a tab, each.
func (s *Server) suggest(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
	defer cancel()
	for _, c := range s.o.Handler.Suggest(ctx, Channel, bot.Suggestion(q.Get("what")), q.Get("typed"), mostSuggested) {
		line := strings.NewReplacer("\n", " ", "\t", " ")
		w.Write([]byte(line.Replace(c.Label) + "\t" + line.Replace(c.Value) + "\n"))
	}
}

// parse reads a posted form; false if it is too long, and then that is answered.
func (s *Server) parse(w http.ResponseWriter, r *http.Request) bool {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "too long: a command is one line", http.StatusRequestEntityTooLarge)
		return false
	}
	return true
}
