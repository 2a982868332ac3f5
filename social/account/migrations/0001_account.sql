-- +goose Up

-- The server as a whole: one row, id 1. It is the root row of everything that concerns all operators.
CREATE TABLE account_server (
	id                   BIGINT  NOT NULL PRIMARY KEY,
	name                 TEXT    NOT NULL,
	open_sign_up         BOOLEAN NOT NULL,
	default_country_code TEXT    NOT NULL, -- "62"
	operators            BIGINT  NOT NULL, -- how many accounts have the role
	setup_code           BYTEA            -- HMAC; NULL once it was used
);

CREATE TABLE account (
	id               BIGINT  NOT NULL PRIMARY KEY,
	created_at       BIGINT  NOT NULL,
	name             TEXT    NOT NULL, -- empty until chosen, and again when deleted
	about            TEXT    NOT NULL,
	region           TEXT    NOT NULL,
	avatar           TEXT    NOT NULL, -- hex SHA-256 or empty
	handle           TEXT    NOT NULL, -- or empty; the truth is account_handle
	handle_at        BIGINT  NOT NULL, -- when it was last changed; 0 = never
	qr               TEXT    NOT NULL, -- or empty; the truth is account_qr
	role             BIGINT  NOT NULL, -- alun.account.v1.Role
	scripted         BOOLEAN NOT NULL,
	suspended_at     BIGINT  NOT NULL, -- 0 = not
	suspended_reason TEXT    NOT NULL,
	delete_at        BIGINT  NOT NULL, -- 0 = never
	deleted_at       BIGINT  NOT NULL, -- 0 = not
	seen_at          BIGINT  NOT NULL, -- to the minute
	find_by_handle   BOOLEAN NOT NULL,
	find_by_phone    BOOLEAN NOT NULL,
	find_by_qr       BOOLEAN NOT NULL,
	read_receipts    BOOLEAN NOT NULL,
	last_seen        BIGINT  NOT NULL, -- alun.account.v1.Audience
	messages         BIGINT  NOT NULL, -- alun.account.v1.Audience
	language         TEXT    NOT NULL
);

-- What is unique on the whole server is a row keyed by itself that names its account.
CREATE TABLE account_address (
	value      TEXT   NOT NULL PRIMARY KEY, -- normal form
	account_id BIGINT NOT NULL
);
CREATE TABLE account_handle (
	handle     TEXT   NOT NULL PRIMARY KEY,
	account_id BIGINT NOT NULL,
	kept_until BIGINT NOT NULL -- 0 = in use; else kept for its last owner until then
);
CREATE TABLE account_qr (
	token      TEXT   NOT NULL PRIMARY KEY,
	account_id BIGINT NOT NULL
);
CREATE TABLE account_avatar (
	hash       TEXT   NOT NULL,
	account_id BIGINT NOT NULL,
	PRIMARY KEY (hash, account_id)
);

-- The same addresses seen from the account.
CREATE TABLE account_reach (
	account_id BIGINT NOT NULL,
	value      TEXT   NOT NULL,
	kind       TEXT   NOT NULL, -- "email" or "phone"
	added_at   BIGINT NOT NULL,
	PRIMARY KEY (account_id, value)
);

CREATE TABLE account_session (
	account_id BIGINT NOT NULL,
	id         BIGINT NOT NULL,
	token      BYTEA  NOT NULL, -- SHA-256 of the token
	device     TEXT   NOT NULL,
	created_at BIGINT NOT NULL,
	used_at    BIGINT NOT NULL, -- to the minute
	network    TEXT   NOT NULL, -- /24 or /48
	PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX account_session_token ON account_session (account_id, token);
CREATE INDEX account_session_id ON account_session (id);

CREATE TABLE account_code (
	ticket     BYTEA  NOT NULL PRIMARY KEY, -- SHA-256 of the ticket
	account_id BIGINT NOT NULL, -- who adds an address; 0 = somebody signs in
	kind       TEXT   NOT NULL,
	address    TEXT   NOT NULL,
	code       BYTEA  NOT NULL, -- HMAC of ticket and code
	tries      BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	used       BOOLEAN NOT NULL
);
CREATE INDEX account_code_expires_at ON account_code (expires_at);

CREATE TABLE account_ceremony (
	ticket     BYTEA  NOT NULL PRIMARY KEY, -- SHA-256 of the ticket
	account_id BIGINT NOT NULL, -- who adds a passkey; 0 = somebody signs in
	state      BYTEA  NOT NULL, -- what WebAuthn must remember, sealed
	expires_at BIGINT NOT NULL
);
CREATE INDEX account_ceremony_expires_at ON account_ceremony (expires_at);

CREATE TABLE account_passkey (
	account_id BIGINT NOT NULL,
	credential BYTEA  NOT NULL, -- id of the credential
	name       TEXT   NOT NULL,
	record     BYTEA  NOT NULL, -- webauthn.Credential as JSON
	added_at   BIGINT NOT NULL,
	used_at    BIGINT NOT NULL,
	PRIMARY KEY (account_id, credential)
);

-- The people whom a demo server offers on its sign-in page.
CREATE TABLE account_demo (
	account_id BIGINT NOT NULL PRIMARY KEY,
	line       TEXT   NOT NULL
);
