-- +goose Up
CREATE TABLE job (
	shard    BIGINT NOT NULL, -- shard key of whatever the job is about
	kind     TEXT   NOT NULL,
	key      TEXT   NOT NULL,
	id       BIGINT NOT NULL, -- new with every Enqueue; what handlers are idempotent by
	run_at   BIGINT NOT NULL, -- due, or when the lease of who runs it ends; never for a dead one
	attempts BIGINT NOT NULL,
	payload  BYTEA  NOT NULL,
	failure  TEXT   NOT NULL, -- of the last attempt
	PRIMARY KEY (shard, kind, key)
);
CREATE INDEX job_run_at ON job (run_at);
