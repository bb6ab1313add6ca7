package config

import (
	"encoding/json"
	"log/slog"
)

// mask stands for a Secret wherever one is printed.
const mask = "•••"

// A Secret is a setting that must not be read over anybody's shoulder: it prints as •••
// in every verb of fmt, in JSON, in YAML and in logs. Reveal alone gives it away.
type Secret string

// Reveal returns the secret itself, for the one call that needs it.
func (s Secret) Reveal() string { return string(s) }

// String returns •••, or nothing for an empty secret, so that one sees whether it is set.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return mask
}

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return s.String() }

// MarshalJSON hides the secret from JSON.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// MarshalText hides the secret from YAML and other text encodings.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue hides the secret from slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
