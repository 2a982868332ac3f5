-- +goose Up

-- One row a wallet: the lock under which money leaves it, and what stands between an account and its money. The money is in
-- the ledger. Who has never touched his wallet has no row, which means an unverified, unfrozen one without a PIN.
CREATE TABLE wallet (
	account_id     BIGINT NOT NULL PRIMARY KEY,
	level          BIGINT NOT NULL, -- alun.wallet.v1.Level
	frozen_at      BIGINT NOT NULL, -- by its owner; 0 = not
	barred_at      BIGINT NOT NULL, -- by an operator; 0 = not
	barred_reason  TEXT   NOT NULL,
	no_pin         BIGINT NOT NULL, -- minor units that go without a PIN by code
	no_pin_currency TEXT  NOT NULL,
	no_pin_day     BIGINT NOT NULL, -- 20261122
	no_pin_used    BIGINT NOT NULL, -- payments without a PIN on that day
	pin            BYTEA,           -- sealed (package pin); NULL = none
	pin_reset_at   BIGINT NOT NULL, -- when it was last reset or cleared; 0 = never
	tries_wrong    BIGINT NOT NULL, -- pin.Tries
	tries_day      BIGINT NOT NULL,
	tries_since    BIGINT NOT NULL,
	locked_until   BIGINT NOT NULL
);

-- How much has left in the newest day and month.
CREATE TABLE wallet_use (
	account_id BIGINT NOT NULL,
	currency   TEXT   NOT NULL,
	day        BIGINT NOT NULL, -- 20261122, UTC
	day_used   BIGINT NOT NULL,
	month      BIGINT NOT NULL, -- 202611
	month_used BIGINT NOT NULL,
	PRIMARY KEY (account_id, currency)
);

-- Grants that were not used yet. Using one deletes it.
CREATE TABLE wallet_grant (
	account_id BIGINT NOT NULL,
	token      BYTEA  NOT NULL, -- SHA-256 of the grant
	intent     BYTEA  NOT NULL, -- SHA-256 of the intent
	expires_at BIGINT NOT NULL,
	PRIMARY KEY (account_id, token)
);

-- What the operator has decided; a currency without a row goes by the defaults.
CREATE TABLE wallet_policy (
	currency         TEXT   NOT NULL PRIMARY KEY,
	hold_hours       BIGINT NOT NULL,
	no_pin_max       BIGINT NOT NULL,
	packet_max_share BIGINT NOT NULL,
	packet_max_total BIGINT NOT NULL,
	sandbox          TEXT   NOT NULL
);
CREATE TABLE wallet_limit (
	currency TEXT   NOT NULL,
	level    BIGINT NOT NULL,
	once     BIGINT NOT NULL,
	day      BIGINT NOT NULL,
	month    BIGINT NOT NULL,
	balance  BIGINT NOT NULL,
	PRIMARY KEY (currency, level)
);
