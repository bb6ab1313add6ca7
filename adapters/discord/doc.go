// Package discord is Readout in Discord: it posts messages as embeds, takes /readout,
// mentions and direct messages, and keeps one gateway connection alive. It translates
// envelopes and markup; what is said, and to whom, is package bot's.
//
// It talks through bwmarrin/discordgo v0.29.0, whose known traps are met where they lie:
//
//   - gate.go keeps rate limits itself, so that no wait ignores its context and no 429 is
//     retried without bound (rest.go); transport.go shows discordgo only answers that it copes
//     with;
//   - socket.go supervises the gateway from outside the session (line.go), which may deadlock,
//     and replaces it; gateway.go knows where to connect, which discordgo would ask at a bad
//     moment, and where to resume, which it does not know; tap.go reads the gateway's frames
//     before discordgo does;
//   - interact.go decodes interactions itself, since discordgo knows no form with a menu;
//     command.go takes events that discordgo could not decode, and survives a panic;
//   - post.go sends the nonce that discordgo has no field for, and adopt.go finds what was
//     posted before.
//
// What people do comes in by the gateway, divided into shards.go, or by http.go; controls.go,
// forms.go and suggest.go are what can be pressed, filled in and completed; a form that answers
// while it is filled in is a message (panel.go, fill.go), kept in drafts.go; reply.go answers.
// places.go knows forums, announcement channels and threads; doctor.go names what is missing.
//
// The bot needs the scopes bot and applications.commands and no privileged intent:
// messages that mention it, and direct messages, carry their text without one
// (https://discord.com/developers/docs/events/gateway#message-content-intent).
// [Invite] returns the address that adds it to a server. Its token is under Bot at
// https://discord.com/developers/applications.
package discord
