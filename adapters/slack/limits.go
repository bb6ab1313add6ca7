package slack

import "time"

// What Slack takes. Lengths are in UTF-16 units, as its own JavaScript types count them;
// that is never less than runes.
const (
	// https://docs.slack.dev/reference/block-kit/blocks/header-block
	maxHeader = 150
	// https://docs.slack.dev/reference/block-kit/blocks/ (50 in messages)
	maxBlocks = 50
	// https://docs.slack.dev/reference/block-kit/composition-objects/text-object. Nothing is
	// documented for the text of a rich_text block; it is held to the same.
	maxText = 3000
	// The sum over all blocks is limited and undocumented: msg_blocks_too_long was seen from
	// about 13,200 characters (slackapi/bolt-js#2509), and with many rich_text elements from
	// 11,341 characters of text (slackapi/bolt-js#2867). Since containers count in some way,
	// this bounds the JSON of the blocks, which is more than any way of counting.
	maxBlocksJSON = 11000
	// chat.update refuses text over 4,000 bytes, counted after &<> are escaped:
	// https://docs.slack.dev/reference/methods/chat.update. Posts keep to it too, since any
	// post may be edited later.
	maxTextBytes = 4000
	// https://docs.slack.dev/reference/block-kit/block-elements/button-element
	maxURL    = 3000
	maxButton = 75 // of a label; some 30 are shown
	// https://docs.slack.dev/reference/block-kit/blocks/actions-block takes 25 elements; a
	// bot.Message has five controls.
	maxButtons = 5
	// https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element
	maxMenu = 5
	// https://docs.slack.dev/reference/block-kit/composition-objects/option-object
	maxOption      = 75
	maxOptionValue = 150
	// https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element
	maxOptions = 100
	// https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element
	maxPlaceholder = 150
	maxInput       = 3000
	// https://docs.slack.dev/reference/block-kit/blocks/input-block
	maxLabel = 2000
	// https://docs.slack.dev/reference/views/modal-views and .../home-tab-views. The size of
	// a view is limited to 250 kB (view_too_large, https://docs.slack.dev/reference/methods/views.open).
	maxViewBlocks  = 100
	maxViewTitle   = 24
	maxViewPrivate = 3000
	maxViewJSON    = 100_000
	// https://docs.slack.dev/interactivity/implementing-slash-commands#responding: a
	// response_url works 5 times in 30 minutes.
	maxResponses = 5
	// https://docs.slack.dev/apis/events-api/using-socket-mode: up to 10 connections per app.
	maxSockets = 10
	// https://docs.slack.dev/reference/methods/conversations.history: no more than 999; 200
	// is recommended.
	historyPage = 200
	// https://docs.slack.dev/apis/web-api/rate-limits: one message a second to a channel,
	// with short bursts.
	postEvery = time.Second
	postBurst = 3
	// https://docs.slack.dev/authentication/verifying-requests-from-slack: the age from
	// which a signed request may be a replay is checked by the library.
	maxRequest = 1 << 20
	// https://docs.slack.dev/reference/app-manifest
	maxAppName   = 35
	maxUsageHint = 1000
)

// What Readout grants itself.
const (
	callTimeout    = 15 * time.Second        // one call of the Web API; slack-go's own client has no timeout
	maxAnswer      = 16 << 20                // bytes of one answer of the Web API
	promptWithin   = 2500 * time.Millisecond // what a trigger is good for, which lives 3 s
	submitWithin   = time.Second             // the check of a form, for which Slack waits 3 s
	suggestWithin  = 250 * time.Millisecond  // suggestions: people type on
	suggestions    = 20                      // offered at once
	maxPrompts     = 256                     // waiting
	hearWithin     = time.Second             // one look at whether somebody goes on in a thread
	jobTimeout     = 2 * time.Minute         // one command from acknowledgement to its last reply; response_url lives 30 min
	postPatience   = 5 * time.Second         // waiting for a turn inside Post; beyond, the queue comes back
	replyAgain     = time.Second             // before an answer is tried again; longer each time
	replyPatience  = time.Minute             // the same for a reply, which nobody repeats
	workers        = 16                      // commands handled at once
	maxWaiting     = 1024                    // commands acknowledged and not yet done
	shutdownGrace  = 10 * time.Second        // for commands under way when Run ends
	helloTimeout   = 30 * time.Second        // from dialling to Slack's hello
	idleTimeout    = 90 * time.Second        // of silence on the socket, pings included
	settledAfter   = 5 * time.Second         // a connection that lived this long did not end at once
	healthyAfter   = time.Minute             // a connection that lived this long was a good one
	reconnectMax   = 30 * time.Second        // the longest pause between connections
	keepAlive      = 15 * time.Second        // TCP; slack-go sends no pings of its own (slack-go/slack#1566)
	maxFrame       = 4 << 20                 // bytes of one frame on the socket
	profileAge     = 10 * time.Minute        // how long a person's role and zone are kept
	maxProfiles    = 10_000                  // people kept
	maxPaced       = 4096                    // channels whose pace is kept before the idle ones are dropped
	clockTolerance = time.Minute             // between Slack's clock and ours
	maxPages       = 8                       // messages that one bot.Message becomes; more floods a channel
	roomForRest    = 300                     // kept on the last page to say how many lines are missing
)

// How much of each field is shown. Together they keep one line well below maxBlocksJSON.
const (
	showLabel   = 150
	showHeading = 200
	showLead    = 1500
	showLine    = 1500
	showNote    = 300
	showQuote   = 1500
	showSource  = 100
	showFooter  = 1000
	showURL     = 1000 // of a control
)
