// Package bot decides who gets what, where, when and in which words: it collects articles
// from feeds, keeps what they say, plans and delivers briefs, and answers commands and
// questions. All that it needs from outside stands in ports.go; it opens no socket, no
// file and no database itself, and knows no platform's markup.
package bot
