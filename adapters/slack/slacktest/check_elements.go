package slacktest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
)

// The limits of docs.slack.dev/reference/block-kit/block-elements, of
// .../composition-objects/option-object and of docs.slack.dev/reference/views; lengths in
// UTF-16 units.
const (
	maxActions     = 25
	maxActionID    = 255
	maxButton      = 75
	maxValue       = 2000
	maxOverflow    = 5
	minOverflow    = 2
	maxOptionText  = 75
	maxOptionValue = 150
	maxOptions     = 100
	maxPlaceholder = 150
	maxInputLength = 3000
	maxLabel       = 2000
	maxViewBlocks  = 100
	maxViewTitle   = 24
	maxPrivate     = 3000
	maxView        = 250_000 // bytes
)

// CheckView reports what Slack would refuse in the view of views.open, push, update or publish.
func CheckView(view []byte) error {
	var v struct {
		Type     string `json:"type"`
		Title    *node  `json:"title"`
		Submit   *node  `json:"submit"`
		Close    *node  `json:"close"`
		Private  string `json:"private_metadata"`
		Callback string `json:"callback_id"`
		Blocks   []node `json:"blocks"`
	}
	if err := json.Unmarshal(view, &v); err != nil {
		return err
	}
	switch {
	case v.Type != "modal" && v.Type != "home":
		return fmt.Errorf("view of type %q", v.Type)
	case v.Blocks == nil || len(v.Blocks) > maxViewBlocks:
		return fmt.Errorf("view of %d blocks", len(v.Blocks))
	case units(v.Private) > maxPrivate:
		return fmt.Errorf("private_metadata of %d characters", units(v.Private))
	case units(v.Callback) > maxActionID:
		return fmt.Errorf("callback_id of %d characters", units(v.Callback))
	case len(view) > maxView:
		return fmt.Errorf("view of %d bytes", len(view))
	case v.Type == "modal" && v.Title == nil:
		return errors.New("modal without a title")
	case v.Type == "home" && (v.Title != nil || v.Submit != nil):
		return errors.New("home tab with a title or a button")
	}
	for _, o := range []*node{v.Title, v.Submit, v.Close} {
		if o == nil {
			continue
		}
		if err := o.checkText(maxViewTitle, "plain_text"); err != nil {
			return err
		}
	}
	ids, inputs := map[string]bool{}, false
	for i, b := range v.Blocks {
		check := b.checkBlock
		if b.Type == "input" {
			check, inputs = b.checkInput, true
		}
		if err := check(); err != nil {
			return fmt.Errorf("block %d (%s): %w", i, b.Type, err)
		}
		if b.BlockID != "" && ids[b.BlockID] {
			return fmt.Errorf("block %d (%s): a second %q", i, b.Type, b.BlockID)
		}
		ids[b.BlockID] = true
	}
	if inputs && v.Type == "modal" && v.Submit == nil {
		return errors.New("modal with inputs and without a button")
	}
	return nil
}

func (n node) checkActions() error {
	if len(n.Elements) == 0 || len(n.Elements) > maxActions {
		return fmt.Errorf("%d elements", len(n.Elements))
	}
	ids := map[string]bool{}
	for _, e := range n.Elements {
		if err := e.checkElement("button", "overflow", "static_select", "external_select"); err != nil {
			return err
		}
		if ids[e.ActionID] {
			return fmt.Errorf("a second %q", e.ActionID)
		}
		ids[e.ActionID] = true
	}
	return nil
}

func (n node) checkInput() error {
	switch {
	case n.Label == nil || n.Element == nil:
		return errors.New("no label or element")
	case units(n.BlockID) > maxBlockID:
		return fmt.Errorf("block_id of %d characters", units(n.BlockID))
	}
	if err := n.Label.checkText(maxLabel, "plain_text"); err != nil {
		return err
	}
	if n.Hint != nil {
		if err := n.Hint.checkText(maxLabel, "plain_text"); err != nil {
			return err
		}
	}
	return n.Element.checkElement("plain_text_input", "static_select", "external_select")
}

// checkElement checks n, an interactive element.
func (n node) checkElement(types ...string) error {
	if !slices.Contains(types, n.Type) {
		return fmt.Errorf("element %q, want %v", n.Type, types)
	}
	if n.ActionID == "" || units(n.ActionID) > maxActionID {
		return fmt.Errorf("%s: action_id of %d characters", n.Type, units(n.ActionID))
	}
	if n.Placeholder != nil {
		if err := n.Placeholder.checkText(maxPlaceholder, "plain_text"); err != nil {
			return fmt.Errorf("%s: placeholder: %w", n.Type, err)
		}
	}
	switch n.Type {
	case "button":
		return n.checkButton()
	case "overflow":
		if len(n.Options) < minOverflow || len(n.Options) > maxOverflow {
			return fmt.Errorf("overflow of %d options", len(n.Options))
		}
	case "static_select":
		if len(n.Options) == 0 || len(n.Options) > maxOptions {
			return fmt.Errorf("static_select of %d options", len(n.Options))
		}
		if o := n.InitialOption; o != nil && !slices.ContainsFunc(n.Options, func(p node) bool { return p.Value == o.Value && p.text() == o.text() }) {
			return fmt.Errorf("static_select: initial option %q is none of its options", o.Value)
		}
	case "plain_text_input":
		if n.MaxLength > maxInputLength || units(n.InitialValue) > maxInputLength {
			return fmt.Errorf("plain_text_input of %d characters, at most %d", units(n.InitialValue), n.MaxLength)
		}
	}
	options := n.Options
	if n.InitialOption != nil {
		options = append(slices.Clone(options), *n.InitialOption)
	}
	for _, o := range options {
		if err := o.checkOption(); err != nil {
			return fmt.Errorf("%s: %w", n.Type, err)
		}
		if o.URL != "" && n.Type != "overflow" {
			return fmt.Errorf("%s: an option with an address", n.Type)
		}
	}
	return nil
}

func (n node) checkButton() error {
	if err := n.checkObject(maxButton, "plain_text"); err != nil {
		return fmt.Errorf("button: %w", err)
	}
	var style string
	if len(n.Style) > 0 && (json.Unmarshal(n.Style, &style) != nil || style != "primary" && style != "danger") {
		return fmt.Errorf("button: style %s", n.Style)
	}
	if units(n.Value) > maxValue {
		return fmt.Errorf("button: value of %d characters", units(n.Value))
	}
	return checkAddress(n.URL)
}

// checkOption checks n, an option of a menu.
func (n node) checkOption() error {
	var o node
	if err := json.Unmarshal(n.Text, &o); err != nil {
		return fmt.Errorf("option: %w", err)
	}
	if err := o.checkText(maxOptionText, "plain_text"); err != nil {
		return fmt.Errorf("option: %w", err)
	}
	if n.Value == "" || units(n.Value) > maxOptionValue {
		return fmt.Errorf("option: value of %d characters", units(n.Value))
	}
	return checkAddress(n.URL)
}

// checkAddress checks what an element opens; empty for nothing.
func checkAddress(s string) error {
	if s == "" {
		return nil
	}
	if u, err := url.Parse(s); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || len(s) > maxURL {
		return fmt.Errorf("address %q", s)
	}
	return nil
}
