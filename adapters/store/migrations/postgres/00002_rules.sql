-- +goose Up
-- People's corrections of who is who.
CREATE TABLE rules (
	id     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	tenant TEXT COLLATE "C" NOT NULL,
	kind   TEXT NOT NULL,
	name   TEXT NOT NULL,
	other  TEXT NOT NULL,
	author TEXT NOT NULL,
	made   BIGINT NOT NULL
);
CREATE INDEX rules_tenant ON rules (tenant, id);
