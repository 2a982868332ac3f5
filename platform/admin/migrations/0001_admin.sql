-- +goose Up
-- Where the audit stands: one row, chain 1. Each act locks it.
CREATE TABLE admin_audit_head (
	chain    BIGINT NOT NULL PRIMARY KEY,
	last_seq BIGINT NOT NULL,
	last_sum BYTEA -- NULL: no line yet
);
INSERT INTO admin_audit_head (chain, last_seq) VALUES (1, 0);

-- The audit. sum is the SHA-256 of the line before and of this one.
CREATE TABLE admin_audit (
	chain      BIGINT NOT NULL,
	seq        BIGINT NOT NULL,
	at_ms      BIGINT NOT NULL,
	actor_id   BIGINT NOT NULL,
	act        TEXT NOT NULL,
	subject_id BIGINT NOT NULL, -- 0: nobody in particular
	detail     TEXT NOT NULL,   -- JSON
	sum        BYTEA NOT NULL,
	PRIMARY KEY (chain, seq)
);
CREATE INDEX admin_audit_subject ON admin_audit (chain, subject_id, seq);

-- One row a source: what an import from it locks.
CREATE TABLE admin_source (
	source TEXT NOT NULL PRIMARY KEY
);

-- What a foreign id has become. kind: "person", "chat".
CREATE TABLE admin_imported (
	source     TEXT NOT NULL,
	kind       TEXT NOT NULL,
	foreign_id TEXT NOT NULL,
	own_id     BIGINT NOT NULL,
	PRIMARY KEY (source, kind, foreign_id)
);
