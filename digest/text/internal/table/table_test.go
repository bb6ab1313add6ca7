package table

import (
	"math/rand/v2"
	"testing"
)

func TestBuild(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	entries := map[uint64][]byte{}
	for range 5000 {
		entries[random.Uint64()] = []byte{byte(random.Uint32()), byte(random.Uint32())}
	}
	data := string(Build(entries, 2))
	table, rest, err := Open(data+"rest", 2)
	if err != nil || rest != "rest" {
		t.Fatalf("Open: %q after the table, %v", rest, err)
	}
	wrong := 0 // two keys may share a fingerprint
	for h, v := range entries {
		if table.Lookup(h) != string(v) {
			wrong++
		}
	}
	found := 0
	for range 10000 {
		if table.Lookup(random.Uint64()) != "" {
			found++
		}
	}
	if wrong > 5 || found > 20 {
		t.Errorf("%d of 5000 wrong, %d of 10000 unknown keys found", wrong, found)
	}
	for n := range len(data) {
		if _, _, err := Open(data[:n], 2); err == nil {
			t.Fatalf("Open of %d of %d bytes gave no error", n, len(data))
		}
	}
}
