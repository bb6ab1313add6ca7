-- +goose Up
CREATE TABLE feeds (
	id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	url           TEXT COLLATE "C" NOT NULL UNIQUE,
	title         TEXT NOT NULL,
	etag          TEXT NOT NULL,
	last_modified TEXT NOT NULL,
	polled        BIGINT NOT NULL,
	succeeded     BIGINT NOT NULL,
	next          BIGINT NOT NULL,
	failures      BIGINT NOT NULL,
	fault         TEXT NOT NULL,
	articles      BIGINT NOT NULL DEFAULT 0 -- how many it brought
);
CREATE INDEX feeds_next ON feeds (next);

CREATE TABLE followers (
	tenant TEXT COLLATE "C" NOT NULL,
	feed   BIGINT NOT NULL REFERENCES feeds (id),
	added  BIGINT NOT NULL,
	PRIMARY KEY (tenant, feed)
);
CREATE INDEX followers_feed ON followers (feed);

-- What look-ups choose by; narrow, so that scanning it is cheap.
CREATE TABLE articles (
	place     BIGINT PRIMARY KEY,
	id        BIGINT NOT NULL UNIQUE,
	meetings  BIGINT NOT NULL, -- how many
	decisions BIGINT NOT NULL,
	first_day BIGINT NOT NULL, -- between which days all its meetings lie
	last_day  BIGINT NOT NULL
);
CREATE INDEX articles_meetings ON articles (place, first_day, last_day, meetings) WHERE meetings > 0;
CREATE INDEX articles_decisions ON articles (place, decisions) WHERE decisions > 0;

-- What look-ups show; read only for the entries that are returned.
CREATE TABLE texts (
	place BIGINT PRIMARY KEY REFERENCES articles (place),
	entry TEXT NOT NULL, -- JSON of bot.Entry without the text
	text  BYTEA NOT NULL
);

CREATE TABLE identities (
	key   TEXT COLLATE "C" PRIMARY KEY,
	place BIGINT NOT NULL REFERENCES articles (place)
);

CREATE TABLE article_feeds (
	place     BIGINT NOT NULL REFERENCES articles (place),
	feed      BIGINT NOT NULL REFERENCES feeds (id),
	collected BIGINT NOT NULL,
	silent    BIGINT NOT NULL,
	PRIMARY KEY (place, feed)
);
CREATE INDEX article_feeds_collected ON article_feeds (feed, collected, place);

-- Folded names of actors and parties: the whole and each of its ends.
CREATE TABLE names (
	key   TEXT COLLATE "C" NOT NULL,
	place BIGINT NOT NULL REFERENCES articles (place),
	PRIMARY KEY (key, place)
);

-- All actors there are, to be suggested while somebody types.
CREATE TABLE actors (
	folded   TEXT COLLATE "C" PRIMARY KEY,
	name     TEXT COLLATE "C" NOT NULL,
	mentions BIGINT NOT NULL
);
CREATE INDEX actors_mentions ON actors (mentions DESC, folded);

CREATE TABLE meetings (
	place     BIGINT NOT NULL REFERENCES articles (place),
	n         BIGINT NOT NULL,
	first_day BIGINT NOT NULL,
	last_day  BIGINT NOT NULL,
	PRIMARY KEY (place, n)
);

-- The stems of title and text, by place. bot.Stems has done the work of a tokenizer.
CREATE TABLE words (
	place BIGINT PRIMARY KEY REFERENCES articles (place),
	stems TSVECTOR NOT NULL
);
CREATE INDEX words_stems ON words USING gin (stems);

CREATE SEQUENCE article_ids;

CREATE TABLE subscriptions (
	id        TEXT COLLATE "C" PRIMARY KEY,
	tenant    TEXT COLLATE "C" NOT NULL,
	platform  TEXT NOT NULL,
	workspace TEXT NOT NULL,
	channel   TEXT NOT NULL,
	feeds     TEXT NOT NULL, -- JSON
	words     TEXT NOT NULL, -- JSON
	spec      TEXT NOT NULL,
	zone      TEXT NOT NULL,
	next      BIGINT NOT NULL,
	paused    TEXT NOT NULL,
	creator   TEXT NOT NULL,
	created   BIGINT NOT NULL
);
CREATE INDEX subscriptions_tenant ON subscriptions (tenant, id);
CREATE INDEX subscriptions_next ON subscriptions (next);

CREATE TABLE deliveries (
	subscription TEXT COLLATE "C" NOT NULL,
	due          BIGINT NOT NULL,
	late         BIGINT NOT NULL,
	lease        BIGINT NOT NULL,
	message      TEXT, -- JSON
	tried        BIGINT NOT NULL,
	attempts     BIGINT NOT NULL,
	ref          TEXT NOT NULL,
	fault        TEXT NOT NULL,
	settled      BIGINT NOT NULL,
	PRIMARY KEY (subscription, due)
);
CREATE INDEX deliveries_settled ON deliveries (settled);

CREATE TABLE delivered (
	subscription TEXT COLLATE "C" NOT NULL,
	place        BIGINT NOT NULL,
	due          BIGINT NOT NULL,
	PRIMARY KEY (subscription, place, due)
);

CREATE TABLE events (
	id    TEXT COLLATE "C" PRIMARY KEY,
	lease BIGINT NOT NULL,
	done  BIGINT NOT NULL
);
CREATE INDEX events_lease ON events (lease);

CREATE TABLE changes (
	id     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	tenant TEXT COLLATE "C" NOT NULL,
	author TEXT NOT NULL,
	at     BIGINT NOT NULL,
	what   TEXT NOT NULL
);
CREATE INDEX changes_tenant ON changes (tenant, at, id);
