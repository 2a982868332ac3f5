-- +goose Up

-- One row an account, and the lock under which its entries grow. What is available follows from the counters.
CREATE TABLE ledger_account (
  owner          BIGINT NOT NULL,
  code           BIGINT NOT NULL, -- ledger.Code
  currency       TEXT NOT NULL,
  posted_debit   BIGINT NOT NULL,
  posted_credit  BIGINT NOT NULL,
  pending_debit  BIGINT NOT NULL,
  pending_credit BIGINT NOT NULL,
  floor          BIGINT NOT NULL,
  version        BIGINT NOT NULL, -- of the newest entry
  head           BYTEA NOT NULL,  -- its hash; empty before the first
  PRIMARY KEY (owner, code, currency)
){{clustered}};

-- What was posted, for ever.
CREATE TABLE ledger_posting (
  ref           BIGINT NOT NULL,
  step          BIGINT NOT NULL,
  verb          BIGINT NOT NULL, -- ledger.Verb
  debit_owner   BIGINT NOT NULL,
  debit_code    BIGINT NOT NULL,
  credit_owner  BIGINT NOT NULL,
  credit_code   BIGINT NOT NULL,
  currency      TEXT NOT NULL,
  amount        BIGINT NOT NULL,
  hold_ref      BIGINT NOT NULL, -- 0: resolves nothing
  hold_step     BIGINT NOT NULL,
  expires_at_ms BIGINT NOT NULL, -- 0: never, or no hold
  purpose       TEXT NOT NULL,
  note          BYTEA NOT NULL,
  at_ms         BIGINT NOT NULL,
  fingerprint   BYTEA NOT NULL,
  PRIMARY KEY (ref, step)
);

-- What postings did to each account, for ever.
CREATE TABLE ledger_entry (
  owner    BIGINT NOT NULL,
  code     BIGINT NOT NULL,
  currency TEXT NOT NULL,
  version  BIGINT NOT NULL,
  ref      BIGINT NOT NULL,
  step     BIGINT NOT NULL,
  delta    BIGINT NOT NULL,
  balance  BIGINT NOT NULL, -- after it
  at_ms    BIGINT NOT NULL,
  hash     BYTEA NOT NULL,
  PRIMARY KEY (owner, code, currency, version)
);

-- Holds that are not resolved yet.
CREATE TABLE ledger_hold (
  ref           BIGINT NOT NULL,
  step          BIGINT NOT NULL,
  debit_owner   BIGINT NOT NULL,
  debit_code    BIGINT NOT NULL,
  credit_owner  BIGINT NOT NULL,
  credit_code   BIGINT NOT NULL,
  currency      TEXT NOT NULL,
  amount        BIGINT NOT NULL,
  expires_at_ms BIGINT NOT NULL, -- the end of time: never
  PRIMARY KEY (ref, step)
);
CREATE INDEX ledger_hold_due ON ledger_hold (expires_at_ms);
CREATE INDEX ledger_hold_debit ON ledger_hold (debit_owner, debit_code, currency);

-- The heads of accounts as they were sealed, each in the first seal after it moved.
CREATE TABLE ledger_leaf (
  owner    BIGINT NOT NULL,
  code     BIGINT NOT NULL,
  currency TEXT NOT NULL,
  day      BIGINT NOT NULL, -- of the seal
  version  BIGINT NOT NULL,
  hash     BYTEA NOT NULL,
  PRIMARY KEY (owner, code, currency, day)
);
CREATE INDEX ledger_leaf_day ON ledger_leaf (day, owner, code, currency);

-- The seals, one a day on which something moved: days since 1970, UTC.
CREATE TABLE ledger_seal (
  day        BIGINT NOT NULL PRIMARY KEY,
  sealing_ms BIGINT NOT NULL, -- until when whoever makes it may take; 0: it is made
  size       BIGINT NOT NULL, -- leaves
  root       BYTEA NOT NULL,
  previous   BYTEA NOT NULL,  -- hash of the head before; empty for the first
  at_ms      BIGINT NOT NULL,
  public_key BYTEA NOT NULL,
  signature  BYTEA NOT NULL
);
