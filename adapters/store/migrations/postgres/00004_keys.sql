-- +goose Up
-- What look-ups show, as body.go codes it; read only for the entries that are returned.
CREATE TABLE bodies (
	place BIGINT PRIMARY KEY REFERENCES articles (place),
	body  BYTEA NOT NULL
);

-- The keys of meetings and decisions: bot.ThreadKeys.
CREATE TABLE thread_keys (
	key   TEXT COLLATE "C" NOT NULL,
	place BIGINT NOT NULL REFERENCES articles (place),
	PRIMARY KEY (key, place)
);

-- By what each of actors is found: the whole name, its ends, and its sound.
CREATE TABLE actor_keys (
	key    TEXT COLLATE "C" NOT NULL,
	folded TEXT COLLATE "C" NOT NULL REFERENCES actors (folded),
	PRIMARY KEY (key, folded)
);

CREATE INDEX meetings_days ON meetings (last_day, place DESC, first_day);

-- Numbers that all processes share, by name.
CREATE TABLE marks (
	name  TEXT COLLATE "C" PRIMARY KEY,
	value BIGINT NOT NULL
);

-- A body is some thousand bytes: kept in its row and not compressed, it is read in one go.
ALTER TABLE bodies SET (toast_tuple_target = 8160);
