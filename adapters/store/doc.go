// Package store keeps everything that Readout knows, in one SQLite file or in one
// PostgreSQL database, and hands out its work through the River job queue. Both engines
// run the same SQL; only full-text search, row locks and the migrations differ.
//
// Times are unix milliseconds, zero for none; publish times keep their zone inside the
// entry's body (body.go). An article's place is its primary key and grows with its publish time, so
// that "the latest first" is the order in which every index is read anyway. Texts are
// bytes, since spans count them and PostgreSQL's text knows no NUL.
//
// It never decides who gets what or in which words: that is bot's.
package store
