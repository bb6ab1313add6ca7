package discord

import (
	"errors"
	"fmt"

	"github.com/gorilla/websocket"
)

// A closeError is the code with which the gateway closed a connection
// (https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes).
type closeError int

// The codes after which connecting again is useless, and those that end a session.
const (
	closeToken           closeError = 4004
	closeSequence        closeError = 4007
	closeTimeout         closeError = 4009
	closeShard           closeError = 4010
	closeShardsRequired  closeError = 4011
	closeVersion         closeError = 4012
	closeIntents         closeError = 4013
	closeIntentsRefused  closeError = 4014
	closeAuthenticatedNo closeError = 4003
)

func (e closeError) Error() string {
	switch e {
	case closeToken:
		return errToken.Error()
	case closeIntentsRefused:
		return "discord refuses the intents (4014): see Privileged Gateway Intents under Bot at https://discord.com/developers/applications"
	case closeShardsRequired:
		return "discord refuses one connection for so many servers (4011): the bot needs shards"
	}
	return fmt.Sprintf("gateway closed with code %d", int(e))
}

// fatal reports whether a person has to act before another attempt makes sense.
func fatal(err error) bool {
	var e closeError
	if !errors.As(err, &e) {
		return errors.Is(err, errToken)
	}
	switch e {
	case closeToken, closeShard, closeShardsRequired, closeVersion, closeIntents, closeIntentsRefused:
		return true
	}
	return false
}

// resumable reports whether the session may go on over another connection.
func resumable(err error) bool {
	var e closeError
	if !errors.As(err, &e) {
		return !errors.Is(err, errInvalid)
	}
	switch e {
	case closeSequence, closeTimeout, closeAuthenticatedNo, websocket.CloseNormalClosure, websocket.CloseGoingAway:
		return false
	}
	return true
}
