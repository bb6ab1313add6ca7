// Package bot decides who gets what, where, when and in which words: it collects articles
// from feeds, keeps what they say, plans and delivers briefs, and answers commands and
// questions. All that it needs from outside stands in ports.go; it opens no socket, no
// file and no database itself, and knows no platform's markup.
//
// On the clock: Plan finds what is due (schedule.go), Poll reads a feed and keeps what is
// new by its identity (collect.go, identity.go), Deliver carries a slot out (deliver.go)
// with a brief of what is new since the last (compose.go, brief.go).
//
// When asked: Handle takes a command in plain words (catalogue.go, parse.go, handle.go).
// Look-ups rest on the rules that make one picture of many articles: the diary
// (diary.go, how a report is told to be of a known meeting in diary_match.go, what it
// changes in diary_steps.go), the ledger (ledger.go, ledger_match.go), what both share
// (library.go, step.go), and how they are shown (changes.go, lookup.go, dossier.go, why.go); a question is parted into intent, names, topic and time
// (question.go, window.go, topic.go) and answered with facts (ask.go, facts.go, askchanges.go). The rest
// is feeds.go, schedules.go and status.go.
//
// What can be done with what is shown are controls and forms that say commands (controls.go,
// forms.go, suggest.go, pages.go); follow.go, wrong.go and editors.go keep what people settle
// as rules, followup.go makes whole what follows up on a question, amend.go keeps posted
// briefs true.
//
// Who is who and which articles tell one story are derived on every read (actors.go and
// those beside it, stories.go, storymarks.go); only people's corrections of it are stored (rules.go), and
// correct.go puts them under every look-up.
//
// A Bot keeps nothing between calls but the line in which questions wait (turns.go); what is
// worked out of an entry stays with the entry (shared.go). What people read is written here and nowhere else:
// dates, counts and lists in words.go, what is wrong with a site in faults.go.
package bot
