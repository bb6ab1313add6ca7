-- +goose Up
-- What look-ups show, as body.go codes it; read only for the entries that are returned.
CREATE TABLE bodies (
	place INTEGER PRIMARY KEY REFERENCES articles (place),
	body  BLOB NOT NULL
);

-- The keys of meetings and decisions: bot.ThreadKeys.
CREATE TABLE thread_keys (
	key   TEXT NOT NULL,
	place BIGINT NOT NULL REFERENCES articles (place),
	PRIMARY KEY (key, place)
) WITHOUT ROWID;

-- By what each of actors is found: the whole name, its ends, and its sound.
CREATE TABLE actor_keys (
	key    TEXT NOT NULL,
	folded TEXT NOT NULL REFERENCES actors (folded),
	PRIMARY KEY (key, folded)
) WITHOUT ROWID;

CREATE INDEX meetings_days ON meetings (last_day, place DESC, first_day);

-- Numbers that all processes share, by name.
CREATE TABLE marks (
	name  TEXT PRIMARY KEY,
	value BIGINT NOT NULL
) WITHOUT ROWID;
