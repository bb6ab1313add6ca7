-- +goose Up
-- What people have settled: corrections, the wishes of a channel, and rights.
ALTER TABLE rules ADD COLUMN channel TEXT NOT NULL DEFAULT '';
ALTER TABLE rules ADD COLUMN about TEXT NOT NULL DEFAULT ''; -- JSON of bot.Subject; empty for rules about names

ALTER TABLE subscriptions ADD COLUMN scope TEXT NOT NULL DEFAULT ''; -- bot.Scope
ALTER TABLE subscriptions ADD COLUMN ping TEXT NOT NULL DEFAULT '';

-- What was asked last in each thread, for what follows up on it.
CREATE TABLE threads (
	tenant TEXT NOT NULL,
	thread TEXT NOT NULL,
	said   TEXT NOT NULL,
	at     BIGINT NOT NULL,
	PRIMARY KEY (tenant, thread)
) WITHOUT ROWID;
CREATE INDEX threads_at ON threads (at);

-- How delivered briefs were brought up to date.
CREATE TABLE edits (
	subscription TEXT NOT NULL,
	due          BIGINT NOT NULL,
	n            BIGINT NOT NULL, -- from 1
	message      TEXT NOT NULL, -- JSON; what stands in the place of the brief from then on
	note         TEXT NOT NULL, -- JSON; what is posted under it
	begun        BIGINT NOT NULL,
	ref          TEXT NOT NULL,
	fault        TEXT NOT NULL,
	settled      BIGINT NOT NULL,
	PRIMARY KEY (subscription, due, n)
) WITHOUT ROWID;

-- Which subscriptions had an article.
CREATE INDEX delivered_place ON delivered (place, subscription);
