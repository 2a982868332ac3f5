-- +goose Up

-- The first device that an account was ever signed in on.
CREATE TABLE account_first (
	account_id BIGINT NOT NULL PRIMARY KEY,
	session_id BIGINT NOT NULL
);
