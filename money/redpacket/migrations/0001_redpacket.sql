-- +goose Up
-- A packet as it was sent; nothing of it changes. draw: the shares as unsigned varints.
CREATE TABLE redpacket (
	id            BIGINT NOT NULL,
	chat_id       BIGINT NOT NULL,
	seq           BIGINT NOT NULL,
	sender_id     BIGINT NOT NULL,
	kind          BIGINT NOT NULL,
	greeting      TEXT NOT NULL,
	cover         TEXT NOT NULL,
	only_for      BIGINT NOT NULL,
	currency      TEXT NOT NULL,
	total         BIGINT NOT NULL,
	shares        BIGINT NOT NULL,
	at_ms         BIGINT NOT NULL,
	expires_at_ms BIGINT NOT NULL,
	commitment    BYTEA NOT NULL,
	salt          BYTEA NOT NULL,
	nonce         BYTEA NOT NULL,
	draw          BYTEA NOT NULL,
	PRIMARY KEY (id)
);

-- How a packet stands: what every opening locks and changes. state: 1 open, 2 gone, 3 expired.
CREATE TABLE redpacket_standing (
	packet_id   BIGINT NOT NULL,
	state       BIGINT NOT NULL,
	taken       BIGINT NOT NULL,
	taken_minor BIGINT NOT NULL,
	ended_at_ms BIGINT NOT NULL,
	refunded    BIGINT NOT NULL,
	PRIMARY KEY (packet_id)
);

-- Who got what. n: 1 is the first share handed out.
CREATE TABLE redpacket_share (
	packet_id  BIGINT NOT NULL,
	account_id BIGINT NOT NULL,
	n          BIGINT NOT NULL,
	minor      BIGINT NOT NULL,
	at_ms      BIGINT NOT NULL,
	PRIMARY KEY (packet_id, account_id)
){{clustered}};

-- What one person sent, and the key under which a repeated request is known.
CREATE TABLE redpacket_sent (
	account_id  BIGINT NOT NULL,
	packet_id   BIGINT NOT NULL,
	client_id   BYTEA NOT NULL,
	fingerprint BYTEA NOT NULL,
	currency    TEXT NOT NULL,
	minor       BIGINT NOT NULL,
	back_minor  BIGINT NOT NULL,
	at_ms       BIGINT NOT NULL,
	PRIMARY KEY (account_id, packet_id)
);
CREATE UNIQUE INDEX redpacket_sent_client ON redpacket_sent (account_id, client_id);

-- What one person got, for his year's summary.
CREATE TABLE redpacket_got (
	account_id BIGINT NOT NULL,
	packet_id  BIGINT NOT NULL,
	currency   TEXT NOT NULL,
	minor      BIGINT NOT NULL,
	at_ms      BIGINT NOT NULL,
	luckiest   BOOLEAN NOT NULL,
	PRIMARY KEY (account_id, packet_id)
){{clustered}};

-- Covers of the operator's. One that is no longer offered is still shown on old packets.
CREATE TABLE redpacket_cover (
	hash     TEXT NOT NULL,
	name     TEXT NOT NULL,
	offered  BOOLEAN NOT NULL,
	at_ms    BIGINT NOT NULL,
	PRIMARY KEY (hash)
);
