-- +goose Up
-- One row a person: what every change of that person's bank business locks first.
CREATE TABLE bank_book (
	account_id BIGINT NOT NULL PRIMARY KEY
);

-- Linked bank accounts. number: sealed. gone: unlinked, kept for the moves that name it.
CREATE TABLE bank_account (
	account_id BIGINT NOT NULL,
	id         BIGINT NOT NULL,
	bank       TEXT NOT NULL,
	number     BYTEA NOT NULL,
	tail       TEXT NOT NULL,
	holder     TEXT NOT NULL,
	at_ms      BIGINT NOT NULL,
	gone       BOOLEAN NOT NULL,
	PRIMARY KEY (account_id, id)
);

-- Top-ups and withdrawals. kind: 1 in, 2 out. state: 1 waiting, 2 unknown, 3 done, 4 failed. owed: the bank must still be told to
-- take back what it moved.
CREATE TABLE bank_move (
	account_id BIGINT NOT NULL,
	id         BIGINT NOT NULL,
	client_id  BYTEA NOT NULL,
	kind       BIGINT NOT NULL,
	minor      BIGINT NOT NULL,
	currency   TEXT NOT NULL,
	linked_id  BIGINT NOT NULL,
	state      BIGINT NOT NULL,
	reason     TEXT NOT NULL,
	at_ms      BIGINT NOT NULL,
	done_at_ms BIGINT NOT NULL, -- 0: open
	asks       BIGINT NOT NULL,
	owed       BOOLEAN NOT NULL,
	PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX bank_move_client ON bank_move (account_id, client_id);
-- For the operator's list alone.
CREATE INDEX bank_move_id ON bank_move (id);
CREATE INDEX bank_move_state ON bank_move (state, id);
