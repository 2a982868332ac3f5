-- +goose Up

-- Whoever was here before has had a first device, though nobody knows any more which it was: the oldest one that is left, or none.
INSERT INTO account_first (account_id, session_id)
SELECT a.id, COALESCE((SELECT MIN(s.id) FROM account_session s WHERE s.account_id = a.id), 0) FROM account a WHERE a.deleted_at = 0;
