package discord

import (
	"time"
	"unicode/utf8"
)

// Limits of a message
// (https://discord.com/developers/docs/resources/message#embed-object-embed-limits).
// Discord does not say what it counts; this package counts UTF-16 units, which are never
// fewer than code points.
const (
	embedsMax      = 10
	titleMax       = 256
	descriptionMax = 4096
	footerMax      = 2048
	embedSumMax    = 6000 // titles, descriptions and footers of all embeds of a message
	nonceMax       = 25   // https://discord.com/developers/docs/resources/message#create-message
	historyMax     = 100  // https://discord.com/developers/docs/resources/message#get-channel-messages
)

// Limits of components
// (https://discord.com/developers/docs/components/reference) and of forms
// (https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-modal).
const (
	buttonsMax     = 5 // in a row
	buttonLabelMax = 80
	customIDMax    = 100
	optionsMax     = 25 // of a menu, and suggested at once
	optionTextMax  = 100
	placeholderMax = 150
	modalFieldsMax = 5
	modalTitleMax  = 45
	modalLabelMax  = 45
	inputHintMax   = 100
	inputMax       = 4000
)

// Limits of an application command
// (https://discord.com/developers/docs/interactions/application-commands#application-command-object).
const (
	commandNameMax        = 32
	commandDescriptionMax = 100
	commandOptionsMax     = 25
)

// Times that Discord sets
// (https://discord.com/developers/docs/interactions/receiving-and-responding).
const (
	ackWithin   = 3 * time.Second  // until the first response to an interaction
	tokenLife   = 15 * time.Minute // of an interaction's token
	answerAfter = 10 * time.Minute // our own patience for an answer, well below tokenLife
)

// Rates (https://discord.com/developers/docs/topics/rate-limits#global-rate-limit).
// Interaction end points do not count.
const globalPerSecond = 50

// What a line may take of an embed, in UTF-16 units after escaping. Together with the
// marks between them they stay below descriptionMax, so that a line is never torn apart.
const (
	labelMax  = 200
	textMax   = 1000
	noteMax   = 200
	quoteMax  = 1200
	sourceMax = 100
	urlMax    = 512
	leadMax   = 1500
	footMax   = 400
)

// partsMax is how many messages one post may become. What does not fit into them is
// counted instead of shown: a channel is not flooded.
const partsMax = 10

// units counts UTF-16 units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF && r <= utf8.MaxRune {
			n++
		}
	}
	return n
}
