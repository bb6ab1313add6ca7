-- +goose Up
-- The workspaces that installed the app, sealed: this database never sees a token.
CREATE TABLE installations (
	team   TEXT PRIMARY KEY,
	sealed BLOB NOT NULL
) WITHOUT ROWID;
