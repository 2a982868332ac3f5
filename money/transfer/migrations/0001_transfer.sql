-- +goose Up
-- Which thing a client id has made. kind: 1 transfer, 2 request, 3 split.
CREATE TABLE transfer_claim (
	account_id BIGINT NOT NULL,
	client_id  BYTEA NOT NULL,
	kind       BIGINT NOT NULL,
	id         BIGINT NOT NULL,
	PRIMARY KEY (account_id, client_id)
);

-- Money offered to one member of a chat. state: 1 waiting, 2 done, 3 returned, 4 expired.
CREATE TABLE transfer (
	id            BIGINT NOT NULL PRIMARY KEY,
	chat_id       BIGINT NOT NULL,
	seq           BIGINT NOT NULL,
	payer_id      BIGINT NOT NULL,
	payee_id      BIGINT NOT NULL,
	minor         BIGINT NOT NULL,
	currency      TEXT NOT NULL,
	note          TEXT NOT NULL,
	state         BIGINT NOT NULL,
	at_ms         BIGINT NOT NULL,
	expires_at_ms BIGINT NOT NULL,
	ended_at_ms   BIGINT NOT NULL -- 0: waiting
);
-- For a person's own copy of the data.
CREATE INDEX transfer_payer ON transfer (payer_id, id);
CREATE INDEX transfer_payee ON transfer (payee_id, id);

-- One person asks another. state: 1 waiting, 2 paid, 3 declined, 5 cancelled.
CREATE TABLE transfer_request (
	id          BIGINT NOT NULL PRIMARY KEY,
	chat_id     BIGINT NOT NULL,
	seq         BIGINT NOT NULL,
	payee_id    BIGINT NOT NULL,
	payer_id    BIGINT NOT NULL,
	minor       BIGINT NOT NULL,
	currency    TEXT NOT NULL,
	note        TEXT NOT NULL,
	state       BIGINT NOT NULL,
	at_ms       BIGINT NOT NULL,
	ended_at_ms BIGINT NOT NULL
);
CREATE INDEX transfer_request_payee ON transfer_request (payee_id, state, id);
CREATE INDEX transfer_request_payer ON transfer_request (payer_id, id);

-- A bill that is split. state: 1 waiting, 2 all have paid, 5 closed.
CREATE TABLE transfer_split (
	id             BIGINT NOT NULL PRIMARY KEY,
	chat_id        BIGINT NOT NULL,
	seq            BIGINT NOT NULL,
	maker_id       BIGINT NOT NULL,
	minor          BIGINT NOT NULL,
	currency       TEXT NOT NULL,
	note           TEXT NOT NULL,
	state          BIGINT NOT NULL,
	at_ms          BIGINT NOT NULL,
	ended_at_ms    BIGINT NOT NULL,
	reminded_at_ms BIGINT NOT NULL -- 0: never
);
CREATE INDEX transfer_split_maker ON transfer_split (maker_id, state, id);

-- place counts from 1 and is the step in the ledger.
CREATE TABLE transfer_share (
	split_id   BIGINT NOT NULL,
	account_id BIGINT NOT NULL,
	place      BIGINT NOT NULL,
	minor      BIGINT NOT NULL,
	paid_at_ms BIGINT NOT NULL, -- 0: not yet
	PRIMARY KEY (split_id, account_id)
);
CREATE INDEX transfer_share_account ON transfer_share (account_id, split_id);
