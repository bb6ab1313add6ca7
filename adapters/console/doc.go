// Package console shows messages as plain text for a terminal and as Markdown for a file.
// It never decides what is said, only how it is laid out, and it lets no control character
// of a stranger's text reach the terminal.
package console
