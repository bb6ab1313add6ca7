// Package slack is Readout in Slack: it turns slash commands, mentions, direct messages,
// buttons and forms into commands for the bot, and the bot's messages into Block Kit. It writes no sentence of
// its own, keeps nothing on disk and never guesses whether a message was posted: where an
// answer was lost, it reads the channel and adopts the copy that is there.
//
// # Two ways in
//
// With an app-level token, [Client.Run] holds Socket Mode connections. With a signing
// secret, [Client.HTTP] takes Slack's signed requests at three paths: /events, /commands
// and /interactivity. Both feed the same workers, which Run starts: it is called in either
// case. What Slack waits for (a form to open, suggestions, what is wrong with a submission)
// has workers of its own, which wait for nobody.
//
// # One workspace or many
//
// A bot token serves the workspace that it is from. With [Options.Install], further
// workspaces install the app at /install by OAuth; their tokens are sealed with AES-GCM
// before they leave this package, and renewed before they end.
//
// # Tokens
//
// [Manifest] prints what to paste at https://api.slack.com/apps under "Create New App, From a
// manifest". The bot token (xoxb-) is then under OAuth & Permissions once the app is
// installed, the app-level token (xapp-) is made under Basic Information, where the
// signing secret is shown as well.
//
// # Scopes
//
// The bot token needs these and no others; [Manifest] asks for them.
//
//	app_mentions:read  hear "@Readout who Rubio"
//	channels:history   hear what follows up in a thread, and find a post whose answer was
//	                   lost, in public channels that the app was invited to
//	chat:write         post briefs and answers
//	commands           the slash command /readout and the shortcut "Read this"
//	groups:history     the same in private channels
//	im:history         read direct messages to the app, and find such a post there
//	im:write           open a direct message for a person who subscribes there
//	usergroups:read    know the members of a user group that may change feeds and schedules
//	users:read         the asker's time zone, and whether the asker is an admin
//
// Where "creators" are editors, two more say who created a channel:
//
//	channels:read      of public channels
//	groups:read        of private channels the app was invited to
//
// The app-level token needs connections:write, which opens the socket.
//
// # Markup
//
// Everything that strangers wrote goes into rich_text elements or plain_text objects, which
// know no markup: nothing in them can mention, format or link, so nothing is escaped and
// nothing can be forgotten. There are two exceptions: the notification text (escape.go), and
// the line beside a menu, which is marked only if none of its characters means anything in
// mrkdwn (marked.go).
package slack
