-- +goose Up
-- One row a person: what every change of their contacts locks first.
CREATE TABLE contact_book (
	account_id BIGINT NOT NULL,
	listed     BIGINT NOT NULL,
	blocked    BIGINT NOT NULL,
	PRIMARY KEY (account_id)
);

-- How account_id keeps other_id. tags: one a line.
CREATE TABLE contact_side (
	account_id BIGINT NOT NULL,
	other_id   BIGINT NOT NULL,
	listed     BOOLEAN NOT NULL,
	friend     BOOLEAN NOT NULL,
	blocked    BOOLEAN NOT NULL,
	blocked_by BOOLEAN NOT NULL,
	starred    BOOLEAN NOT NULL,
	remark     TEXT NOT NULL,
	note       TEXT NOT NULL,
	tags       TEXT NOT NULL,
	since_ms   BIGINT NOT NULL,
	PRIMARY KEY (account_id, other_id)
);

-- The newest request of each direction. state: 1 waiting, 2 accepted, 3 declined, 4 ignored.
CREATE TABLE contact_request (
	account_id BIGINT NOT NULL,
	other_id   BIGINT NOT NULL,
	incoming   BOOLEAN NOT NULL,
	request_id BIGINT NOT NULL,
	note       TEXT NOT NULL,
	via        TEXT NOT NULL,
	remark     TEXT NOT NULL,
	state      BIGINT NOT NULL,
	at_ms      BIGINT NOT NULL,
	seen       BOOLEAN NOT NULL,
	PRIMARY KEY (account_id, other_id, incoming)
);
CREATE UNIQUE INDEX contact_request_id ON contact_request (account_id, request_id);
CREATE INDEX contact_request_at ON contact_request (account_id, at_ms, request_id);

-- How often somebody has done a limited thing on the UTC day (days since 1970).
CREATE TABLE contact_quota (
	account_id BIGINT NOT NULL,
	act        TEXT NOT NULL,
	day        BIGINT NOT NULL,
	used       BIGINT NOT NULL,
	PRIMARY KEY (account_id, act)
);
