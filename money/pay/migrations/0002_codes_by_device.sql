-- +goose Up

-- The codes of a device, to drop those that a newer set has replaced.
CREATE INDEX pay_code_device ON pay_code (account_id, session_id);
