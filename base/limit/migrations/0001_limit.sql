-- +goose Up
CREATE TABLE limit_use (
	key     BYTEA  NOT NULL PRIMARY KEY, -- HMAC of rule and key
	ends_at BIGINT NOT NULL,
	used    BIGINT NOT NULL
);
CREATE INDEX limit_use_ends_at ON limit_use (ends_at);
