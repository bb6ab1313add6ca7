// Package web shows the bot in a browser on the operator's own machine: what Slack and
// what Discord receive, side by side, from the very payloads that would be posted, and a
// box for commands and questions. It also answers /healthz and /metrics. It needs no
// token, loads nothing from elsewhere, and shows the page to this machine alone, whatever
// address it listens on: who sees the page commands the bot as its operator.
package web
