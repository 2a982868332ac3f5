-- +goose Up
CREATE TABLE journal_head (
	account_id BIGINT NOT NULL PRIMARY KEY,
	last_seq   BIGINT NOT NULL
);

CREATE TABLE journal_change (
	account_id BIGINT NOT NULL,
	key        TEXT   NOT NULL,
	seq        BIGINT NOT NULL,
	change     BYTEA  NOT NULL, -- alun.chat.v1.Change without seq and key
	PRIMARY KEY (account_id, key)
);
CREATE UNIQUE INDEX journal_change_seq ON journal_change (account_id, seq);
