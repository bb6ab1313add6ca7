-- +goose Up
-- The workspaces that installed the app, sealed: this database never sees a token.
CREATE TABLE installations (
	team   TEXT COLLATE "C" PRIMARY KEY,
	sealed BYTEA NOT NULL
);
