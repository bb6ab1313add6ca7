-- +goose Up
-- What one of several processes does at a time, such as holding a connection.
CREATE TABLE leases (
	name   TEXT PRIMARY KEY,
	holder TEXT NOT NULL,
	ends   BIGINT NOT NULL
);
