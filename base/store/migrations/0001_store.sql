-- +goose Up

-- Facts about the database as a whole. Small: read at start.
CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- Which process may make ids with which node number, and until when. A row is never deleted.
CREATE TABLE node_lease (
    node     BIGINT NOT NULL PRIMARY KEY,
    holder   TEXT   NOT NULL,
    until_ms BIGINT NOT NULL
);
