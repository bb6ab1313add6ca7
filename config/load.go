package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
	"github.com/goccy/go-yaml"
	"github.com/joho/godotenv"
)

// Files says where Load looks. An empty path means the usual place, where a file may be
// missing; one that is named must be there.
type Files struct {
	Env  string // usually .env
	YAML string // usually readout.yaml
}

// Load reads the settings and checks them. environ is in the form of os.Environ.
func Load(files Files, environ []string) (*Config, error) {
	c := new(Config)
	defaults := map[string]string{}
	for _, s := range Settings() {
		defaults[s.Name] = s.Default
	}
	if err := env.ParseWithOptions(c, env.Options{Environment: defaults}); err != nil {
		return nil, fmt.Errorf("default settings: %w", err)
	}
	if err := loadYAML(c, files.YAML); err != nil {
		return nil, err
	}
	vars, err := readEnv(files.Env)
	if err != nil {
		return nil, err
	}
	for _, kv := range environ {
		if k, v, ok := strings.Cut(kv, "="); ok && v != "" {
			vars[k] = v
		}
	}
	if err := env.ParseWithOptions(c, env.Options{Environment: vars}); err != nil {
		return nil, envFault(err)
	}
	return c, c.Validate()
}

// envFault turns the library's words for a variable that cannot be read into ours. The
// value stays out of it: it may be a secret in the wrong place.
func envFault(err error) error {
	var faults []error
	for _, s := range Settings() {
		if strings.Contains(err.Error(), `"`+s.Field+`"`) {
			faults = append(faults, fmt.Errorf("%s: cannot be read: want %s", s.Name, s.wants()))
		}
	}
	if len(faults) == 0 {
		return errors.New("environment: a setting cannot be read")
	}
	return errors.Join(faults...)
}

// readEnv reads a file of NAME=VALUE lines; the usual one may be missing.
func readEnv(path string) (map[string]string, error) {
	named := path != ""
	if !named {
		path = ".env"
	}
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return map[string]string{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	vars, err := godotenv.UnmarshalBytes(b)
	if err != nil {
		// The library quotes the text it stumbled on, which may hold a token.
		return nil, fmt.Errorf("%s: a line is not NAME=VALUE", path)
	}
	for k, v := range vars {
		if v == "" {
			delete(vars, k) // as .env.example leaves them: not set
		}
	}
	return vars, nil
}

// loadYAML reads the YAML file strictly: an unknown key is a fault, shown with its line.
func loadYAML(c *Config, path string) error {
	named := path != ""
	if !named {
		path = "readout.yaml"
	}
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return nil
	}
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	read := *c // the library empties what it decodes an empty document into
	switch err := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict()).Decode(&read); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return fmt.Errorf("%s: %s", path, yamlFault(b))
	}
	*c = read
	return nil
}

// secretLine matches a YAML line that sets a secret; tokenLike, a Slack or Discord token
// wherever it stands.
var (
	secretLine = regexp.MustCompile(`(?m)^(\s*(?:database|[a-z_]*(?:token|secret|keys?))\s*:\s*)\S.*$`)
	tokenLike  = regexp.MustCompile(`xox[a-z]-\S+|xapp-\S+|[\w-]{20,}\.[\w-]{4,}\.[\w-]{20,}`)
)

// yamlFault describes what is wrong with a YAML file, with line and caret, after the values
// of secrets in it are masked: the description shows the lines around the fault.
func yamlFault(b []byte) string {
	masked := tokenLike.ReplaceAll(secretLine.ReplaceAll(b, []byte("${1}"+mask)), []byte(mask))
	err := yaml.UnmarshalWithOptions(masked, new(Config), yaml.Strict())
	if err == nil { // the fault lies in a masked value
		return "the value of a secret is not plain text; put it in quotes"
	}
	return strings.TrimSpace(yaml.FormatError(err, false, true))
}

// A Setting describes one field of Config.
type Setting struct {
	Name    string // of the environment variable
	Field   string // of the struct
	Default string
	Help    string
	Secret  bool
	index   []int
}

// Settings returns every setting in the order of Config.
func Settings() []Setting {
	return settings(reflect.TypeFor[Config](), nil)
}

func settings(t reflect.Type, at []int) []Setting {
	var all []Setting
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(append([]int{}, at...), i)
		name, ok := f.Tag.Lookup("env")
		if !ok {
			all = append(all, settings(f.Type, index)...)
			continue
		}
		all = append(all, Setting{
			Name: name, Field: f.Name, Default: f.Tag.Get("default"), Help: f.Tag.Get("help"),
			Secret: f.Type == reflect.TypeFor[Secret](), index: index,
		})
	}
	return all
}

// wants says what form the value of a setting takes.
func (s Setting) wants() string {
	if reflect.TypeFor[Config]().FieldByIndex(s.index).Type == reflect.TypeFor[time.Duration]() {
		return "a duration such as 15m"
	}
	return "plain text"
}
