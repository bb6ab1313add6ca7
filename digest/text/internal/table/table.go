// Package table is a compact read-only map from hashes to a few bytes. It is read in
// place from the bytes that Build wrote, so that opening one costs nothing.
package table

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// A Table maps hashes to values of a fixed width. Of hashes that were never put in, about
// one in 30,000 is found none the less: a table keeps 16 bits of each hash.
type Table struct {
	slots string
	width int
	n     uint64
}

const header = 8

// Open reads the table at the start of data, whose values are width bytes long, and returns
// what follows it.
func Open(data string, width int) (Table, string, error) {
	if len(data) < header {
		return Table{}, "", errors.New("table: cut short")
	}
	head := []byte(data[:header])
	n := int(binary.LittleEndian.Uint32(head))
	if got := int(binary.LittleEndian.Uint32(head[4:])); got != width {
		return Table{}, "", fmt.Errorf("table: values of %d bytes, want %d", got, width)
	}
	size := n * (width + 2)
	if n == 0 || len(data)-header < size {
		return Table{}, "", errors.New("table: cut short")
	}
	return Table{slots: data[header : header+size], width: width, n: uint64(n)}, data[header+size:], nil
}

// Lookup returns the value of h, or "".
func (t *Table) Lookup(h uint64) string {
	if t.n == 0 {
		return ""
	}
	step := t.width + 2
	for i := int((h >> 32) * t.n >> 32); ; {
		slot := t.slots[i*step : i*step+step]
		fp := uint16(slot[0]) | uint16(slot[1])<<8
		if fp == 0 {
			return ""
		}
		if fp == fingerprint(h) {
			return slot[2:]
		}
		if i++; i == int(t.n) {
			i = 0
		}
	}
}

// fingerprint is never 0, which marks a free slot.
func fingerprint(h uint64) uint16 {
	return uint16(h) | 1
}

// Build writes a table of entries, whose values are all width bytes long.
func Build(entries map[uint64][]byte, width int) []byte {
	n := len(entries)*4/3 + 2
	step := width + 2
	out := make([]byte, header+n*step)
	binary.LittleEndian.PutUint32(out, uint32(n))
	binary.LittleEndian.PutUint32(out[4:], uint32(width))
	slots := out[header:]
	hashes := make([]uint64, 0, len(entries))
	for h := range entries {
		hashes = append(hashes, h)
	}
	slices.Sort(hashes)
	for _, h := range hashes {
		i := int((h >> 32) * uint64(n) >> 32)
		for slots[i*step] != 0 || slots[i*step+1] != 0 {
			if i++; i == n {
				i = 0
			}
		}
		binary.LittleEndian.PutUint16(slots[i*step:], fingerprint(h))
		copy(slots[i*step+2:i*step+step], entries[h])
	}
	return out
}
