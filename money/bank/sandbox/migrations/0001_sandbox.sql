-- +goose Up
-- The sandbox bank's own books, by the id that its customer gave. state: 1 queued, 2 done, 3 refused, 4 returned.
CREATE TABLE sandbox_move (
	id       BIGINT NOT NULL PRIMARY KEY,
	kind     BIGINT NOT NULL,
	minor    BIGINT NOT NULL,
	currency TEXT NOT NULL,
	state    BIGINT NOT NULL,
	at_ms    BIGINT NOT NULL
);
