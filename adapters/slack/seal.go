package slack

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// keys seal what is kept about installations: with the first key, so that the others can be
// retired. The zero value seals nothing.
type keys []key

type key struct {
	id   string
	aead cipher.AEAD
}

// readKeys reads keys written as ID:BASE64, each of 32 bytes: AES-256. The current one comes
// first. No error holds a key.
func readKeys(written []string) (keys, error) {
	var all keys
	for i, s := range written {
		id, encoded, ok := strings.Cut(strings.TrimSpace(s), ":")
		raw, err := base64.StdEncoding.DecodeString(encoded)
		if !ok || id == "" || err != nil || len(raw) != 32 {
			return nil, fmt.Errorf("slack token key %d: want NAME:KEY, where KEY is 32 random bytes in base64", i+1)
		}
		block, err := aes.NewCipher(raw)
		if err != nil {
			return nil, fmt.Errorf("slack token key %d: %w", i+1, err) // unreachable
		}
		aead, err := cipher.NewGCM(block)
		if err != nil {
			return nil, fmt.Errorf("slack token key %d: %w", i+1, err) // unreachable
		}
		all = append(all, key{id, aead})
	}
	return all, nil
}

// seal encrypts plain for the workspace named team: nobody can put it in another's place.
func (k keys) seal(team string, plain []byte) ([]byte, error) {
	if len(k) == 0 {
		return nil, errors.New("no key to seal with")
	}
	nonce := make([]byte, k[0].aead.NonceSize())
	rand.Read(nonce) // never fails
	head := append([]byte(k[0].id), 0)
	return k[0].aead.Seal(append(head, nonce...), nonce, plain, k[0].about(team)), nil
}

// open decrypts what seal made. old reports that another key than the first was needed.
func (k keys) open(team string, sealed []byte) (plain []byte, old bool, err error) {
	id, rest, ok := bytes.Cut(sealed, []byte{0})
	if !ok {
		return nil, false, errors.New("not sealed")
	}
	for i, key := range k {
		n := key.aead.NonceSize()
		if key.id != string(id) || len(rest) < n {
			continue
		}
		plain, err := key.aead.Open(nil, rest[:n], rest[n:], key.about(team))
		return plain, i > 0, err
	}
	return nil, false, fmt.Errorf("sealed with key %q, which is not there", id)
}

// about is what a sealed text is bound to.
func (k key) about(team string) []byte { return []byte("slack installation " + team + " " + k.id) }
