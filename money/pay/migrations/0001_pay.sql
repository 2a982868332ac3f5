-- +goose Up

-- A stall: the lock of everything that it is paid, refunds, settles.
CREATE TABLE pay_stall (
	id             BIGINT  NOT NULL PRIMARY KEY,
	owner_id       BIGINT  NOT NULL,
	name           TEXT    NOT NULL,
	category       TEXT    NOT NULL,
	city           TEXT    NOT NULL,
	currency       TEXT    NOT NULL,
	auto_settle    BOOLEAN NOT NULL,
	opened_ms      BIGINT  NOT NULL,
	closed_ms      BIGINT  NOT NULL, -- 0 = open
	wrong          BIGINT  NOT NULL, -- wrong pay codes tried since wrong_since_ms
	wrong_since_ms BIGINT  NOT NULL
);

CREATE TABLE pay_staff (
	stall_id   BIGINT  NOT NULL,
	account_id BIGINT  NOT NULL,
	may_refund BOOLEAN NOT NULL,
	since_ms   BIGINT  NOT NULL,
	PRIMARY KEY (stall_id, account_id)
);

-- One row a person who has to do with stalls: what opening one, or joining one's staff, locks.
CREATE TABLE pay_person (
	account_id BIGINT NOT NULL PRIMARY KEY
);

-- The stalls that a person owns or works at. client_id: of the request that opened it; NULL for staff.
CREATE TABLE pay_place (
	account_id BIGINT  NOT NULL,
	stall_id   BIGINT  NOT NULL,
	owner      BOOLEAN NOT NULL,
	client_id  BYTEA,
	PRIMARY KEY (account_id, stall_id)
);
CREATE UNIQUE INDEX pay_place_client ON pay_place (account_id, client_id);

CREATE TABLE pay_payment (
	id               BIGINT NOT NULL PRIMARY KEY,
	stall_id         BIGINT NOT NULL, -- or
	payee_id         BIGINT NOT NULL,
	payer_id         BIGINT NOT NULL,
	staff_id         BIGINT NOT NULL,
	currency         TEXT   NOT NULL,
	amount           BIGINT NOT NULL,
	refunded         BIGINT NOT NULL,
	note             TEXT   NOT NULL,
	state            BIGINT NOT NULL, -- alun.pay.v1.PaymentState
	reason           TEXT   NOT NULL,
	way              TEXT   NOT NULL, -- static, dynamic, code, person
	made_ms          BIGINT NOT NULL,
	paid_ms          BIGINT NOT NULL,
	confirm_until_ms BIGINT NOT NULL,
	confirm_id       BYTEA
);

-- What a request led to, so that repeating it is harmless.
CREATE TABLE pay_asked (
	account_id  BIGINT NOT NULL,
	client_id   BYTEA  NOT NULL,
	fingerprint BYTEA  NOT NULL,
	payment_id  BIGINT NOT NULL,
	PRIMARY KEY (account_id, client_id)
);

-- The payments of a stall, unpaid ones too.
CREATE TABLE pay_received (
	stall_id   BIGINT NOT NULL,
	payment_id BIGINT NOT NULL,
	PRIMARY KEY (stall_id, payment_id)
);

-- A stall's codes for one amount that were paid.
CREATE TABLE pay_once (
	stall_id   BIGINT NOT NULL,
	reference  TEXT   NOT NULL,
	payment_id BIGINT NOT NULL,
	PRIMARY KEY (stall_id, reference)
);

-- Charges that a payer is told of, until then.
CREATE TABLE pay_shown (
	payer_id   BIGINT NOT NULL,
	payment_id BIGINT NOT NULL,
	until_ms   BIGINT NOT NULL,
	PRIMARY KEY (payer_id, payment_id)
);

-- What went in and out of a stall. kind: 1 paid, 2 refunded, 3 refunded from a wallet (not the stall's money), 4 settled.
-- id: the payment's, the refund's or the settlement's. client_id: of a settlement; else NULL.
CREATE TABLE pay_till (
	stall_id   BIGINT NOT NULL,
	id         BIGINT NOT NULL,
	kind       BIGINT NOT NULL,
	payment_id BIGINT NOT NULL,
	amount     BIGINT NOT NULL,
	at_ms      BIGINT NOT NULL,
	client_id  BYTEA,
	PRIMARY KEY (stall_id, id)
);
CREATE UNIQUE INDEX pay_till_client ON pay_till (stall_id, client_id);
CREATE INDEX pay_till_at ON pay_till (stall_id, at_ms);

CREATE TABLE pay_refund (
	payment_id BIGINT  NOT NULL,
	id         BIGINT  NOT NULL,
	amount     BIGINT  NOT NULL,
	reason     TEXT    NOT NULL,
	by_id      BIGINT  NOT NULL,
	by_wallet  BOOLEAN NOT NULL,
	at_ms      BIGINT  NOT NULL,
	client_id  BYTEA   NOT NULL,
	PRIMARY KEY (payment_id, id)
);
CREATE UNIQUE INDEX pay_refund_client ON pay_refund (payment_id, by_id, client_id);

-- Pay codes by their MAC. payment_id: 0 = unused.
CREATE TABLE pay_code (
	mac        BYTEA   NOT NULL PRIMARY KEY,
	account_id BIGINT  NOT NULL,
	session_id BIGINT  NOT NULL,
	offline    BOOLEAN NOT NULL,
	set_id     BIGINT  NOT NULL,
	expires_ms BIGINT  NOT NULL,
	payment_id BIGINT  NOT NULL
);
CREATE INDEX pay_code_expires ON pay_code (expires_ms);

-- The newest set of codes of a session; those of older sets are worth nothing.
CREATE TABLE pay_code_set (
	account_id BIGINT  NOT NULL,
	session_id BIGINT  NOT NULL,
	offline    BOOLEAN NOT NULL,
	set_id     BIGINT  NOT NULL,
	PRIMARY KEY (account_id, session_id, offline)
);
