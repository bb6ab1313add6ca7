package discord

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"sync"
	"time"
)

// What ends a connection before discordgo sees the frame that says so.
var (
	errReconnect = errors.New("discord asks to reconnect before the session is ready")
	errInvalid   = errors.New("discord has no such session any more")
	errAgain     = errors.New("discord wants the session resumed")
	errSpeech    = errors.New("not what a gateway says")
)

// Gateway opcodes and frames
// (https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway, RFC 6455, 5.2).
const (
	opDispatch  = 0
	opReconnect = 7
	opInvalid   = 9
	opHello     = 10

	frameContinue = 0
	frameText     = 1
	frameClose    = 8

	messageMax   = 16 << 20 // bytes of one message of the gateway
	heartbeatMin = 50       // milliseconds
	writeTimeout = 10 * time.Second
)

// A tap is the connection to the gateway under a discordgo session. It reads the
// gateway's frames before discordgo does, and ends the connection at those that
// discordgo v0.29.0 does not survive:
//
//   - opcode 7 before READY, on which Open waits for ever for a lock that it holds itself
//     (bwmarrin/discordgo#513, #1694);
//   - messages that are no event, a heartbeat of no time, guilds that cannot be decoded:
//     each a panic in a goroutine that nobody can recover.
//
// Events that Readout does not ask for go no further. Reads and writes have deadlines; a
// connection silent for longer than two heartbeats is dead.
type tap struct {
	net.Conn
	in      *bufio.Reader
	silence time.Duration

	mu       sync.Mutex
	ended    error  // why there is no more to read; nil before
	hello    bool   // HELLO came
	resumeAt string // of READY; empty before

	refused  bool   // the HTTP response is no upgrade: nothing is tapped
	greeted  bool   // the status line of the HTTP response is through
	upgraded bool   // and all of its head
	passed   int    // messages that discordgo got
	held     []byte // frames of a message that is not complete
	message  []byte // its payload so far
	out      []byte // what discordgo may read now
}

func newTap(conn net.Conn, silence time.Duration) *tap {
	return &tap{Conn: conn, in: bufio.NewReader(conn), silence: silence}
}

func (t *tap) Write(p []byte) (int, error) {
	if err := t.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return 0, err
	}
	return t.Conn.Write(p)
}

func (t *tap) Read(p []byte) (int, error) {
	for len(t.out) == 0 {
		if err := t.SetReadDeadline(time.Now().Add(t.silence)); err != nil {
			return 0, err
		}
		if err := t.fill(); err != nil {
			t.end(err)
			// Now, before discordgo says goodbye: that would end the session, which may be
			// resumed (https://discord.com/developers/docs/events/gateway#initiating-a-disconnect).
			t.Close()
			return 0, err
		}
	}
	n := copy(p, t.out)
	t.out = t.out[n:]
	return n, nil
}

// end keeps the first reason for there being no more to read.
func (t *tap) end(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended == nil {
		t.ended = err
	}
}

// cause returns why there is no more to read: a closeError where the gateway said so.
func (t *tap) cause() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.ended
}

// fill reads one line of the HTTP response or, after it, one frame.
func (t *tap) fill() error {
	if !t.upgraded {
		return t.handshake()
	}
	head, kind, final, payload, err := t.frame()
	if err != nil {
		return err
	}
	if kind >= frameClose { // close, ping, pong: never fragmented
		if kind == frameClose && len(payload) >= 2 {
			t.end(closeError(binary.BigEndian.Uint16(payload)))
		}
		t.out = append(head, payload...)
		return nil
	}
	if kind != frameText && kind != frameContinue {
		return fmt.Errorf("%w: a binary message", errSpeech)
	}
	t.held = append(append(t.held, head...), payload...)
	t.message = append(t.message, payload...)
	if len(t.message) > messageMax {
		return fmt.Errorf("%w: a message above %d bytes", errSpeech, messageMax)
	}
	if !final {
		return nil
	}
	held, message := t.held, t.message
	t.held, t.message = nil, nil
	pass, err := t.inspect(message)
	if err != nil || !pass {
		return err
	}
	t.passed++
	t.out = held
	return nil
}

// handshake reads a line of the HTTP response, or what follows the head of one that is no
// upgrade.
func (t *tap) handshake() error {
	if t.refused {
		b := make([]byte, 512)
		n, err := t.in.Read(b)
		t.out = b[:n]
		return err
	}
	line, err := t.in.ReadSlice('\n')
	if err != nil {
		return err
	}
	if !t.greeted {
		t.greeted = true
		if !bytes.HasPrefix(line, []byte("HTTP/1.1 101 ")) {
			t.refused = true
			t.end(fmt.Errorf("the gateway answers %q", bytes.TrimSpace(line)))
		}
	}
	t.upgraded = len(bytes.TrimSpace(line)) == 0
	t.out = bytes.Clone(line)
	return nil
}

// frame reads one frame: its header as it came, its opcode, whether it ends a message,
// and its payload.
func (t *tap) frame() (head []byte, kind byte, final bool, payload []byte, err error) {
	head = make([]byte, 2, 10)
	if _, err = io.ReadFull(t.in, head); err != nil {
		return nil, 0, false, nil, err
	}
	if head[1]&0x80 != 0 {
		return nil, 0, false, nil, fmt.Errorf("%w: a masked frame", errSpeech)
	}
	size := uint64(head[1])
	if more := map[uint64]int{126: 2, 127: 8}[size]; more > 0 {
		head = head[:2+more]
		if _, err = io.ReadFull(t.in, head[2:]); err != nil {
			return nil, 0, false, nil, err
		}
		size = 0
		for _, b := range head[2:] {
			size = size<<8 | uint64(b)
		}
	}
	if size > messageMax {
		return nil, 0, false, nil, fmt.Errorf("%w: a frame above %d bytes", errSpeech, messageMax)
	}
	payload = make([]byte, size)
	_, err = io.ReadFull(t.in, payload)
	return head, head[0] & 0x0f, head[0]&0x80 != 0, payload, err
}

// inspect decides whether discordgo gets a message.
func (t *tap) inspect(message []byte) (pass bool, err error) {
	var e struct {
		Op   *int            `json:"op"`
		Type string          `json:"t"`
		Data json.RawMessage `json:"d"`
	}
	if err := json.Unmarshal(message, &e); err != nil || e.Op == nil {
		return false, fmt.Errorf("%w: a message without an opcode", errSpeech)
	}
	switch *e.Op {
	case opDispatch:
		switch e.Type {
		case "READY":
			t.ready(e.Data)
			return true, nil
		case "RESUMED", "INTERACTION_CREATE", "MESSAGE_CREATE":
			return true, nil
		}
		return false, nil
	case opReconnect:
		// Open reads two messages under its lock: HELLO and the next.
		if t.passed < 2 {
			return false, errReconnect
		}
	case opInvalid: // with whether the session may be resumed all the same
		if string(bytes.TrimSpace(e.Data)) == "true" {
			return false, errAgain
		}
		return false, errInvalid
	case opHello:
		var hello struct {
			Interval int64 `json:"heartbeat_interval"`
		}
		if err := json.Unmarshal(e.Data, &hello); err != nil || hello.Interval < heartbeatMin {
			return false, fmt.Errorf("%w: HELLO without a heartbeat interval", errSpeech)
		}
		t.mu.Lock()
		t.hello = true
		t.mu.Unlock()
	}
	return true, nil
}

// ready notes where READY says that the session may be resumed, if that is the address of a
// gateway.
func (t *tap) ready(data json.RawMessage) {
	var r struct {
		At string `json:"resume_gateway_url"`
	}
	if json.Unmarshal(data, &r) != nil {
		return
	}
	if u, err := url.Parse(r.At); err != nil || u.Host == "" || u.Scheme != "wss" && u.Scheme != "ws" {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.resumeAt = r.At
}

func (t *tap) resume() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.resumeAt
}

// welcomed reports whether HELLO came, to which discordgo says who it is.
func (t *tap) welcomed() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.hello
}
