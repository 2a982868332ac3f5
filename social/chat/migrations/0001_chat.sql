-- +goose Up

-- One row a chat, and the lock under which its log grows. Where the log stands is what its last message row says.
CREATE TABLE chat (
  id                    BIGINT PRIMARY KEY,
  kind                  BIGINT NOT NULL, -- chatv1.Kind
  name                  TEXT NOT NULL,
  newcomers_see_history BOOLEAN NOT NULL,
  members_may_invite    BOOLEAN NOT NULL,
  dissolved_at_ms       BIGINT NOT NULL, -- 0: it lives
  created_at_ms         BIGINT NOT NULL
);

-- One row for everyone who is or was in a chat, with what that person alone keeps of it.
CREATE TABLE member (
  chat_id         BIGINT NOT NULL,
  account_id      BIGINT NOT NULL,
  role            BIGINT NOT NULL, -- chatv1.Role
  invited_by_id   BIGINT NOT NULL, -- 0: nobody
  joined_at_ms    BIGINT NOT NULL,
  from_seq        BIGINT NOT NULL, -- the first entry this person may see
  left_seq        BIGINT NOT NULL, -- the last one; 0: still in the chat
  accepted        BOOLEAN NOT NULL, -- direct: has answered the other, who was a stranger then
  delivered_seq   BIGINT NOT NULL,
  read_seq        BIGINT NOT NULL,
  read_n          BIGINT NOT NULL, -- n of the entry read_seq
  pinned          BOOLEAN NOT NULL,
  muted           BOOLEAN NOT NULL,
  marked_unread   BOOLEAN NOT NULL,
  hidden_n        BIGINT NOT NULL, -- hidden as long as the chat's n is below
  cleared_seq     BIGINT NOT NULL, -- this and everything before is cleared away
  draft           TEXT NOT NULL,
  draft_quote_seq BIGINT NOT NULL,
  draft_at_ms     BIGINT NOT NULL,
  PRIMARY KEY (chat_id, account_id)
);

-- The log. Rows are appended and never removed; an edit, a recall or a reaction also rewrites the content of the row it
-- speaks of. No index but the key: docs/adr/0012-resends-without-an-index.md.
CREATE TABLE message (
  chat_id   BIGINT NOT NULL,
  seq       BIGINT NOT NULL,
  n         BIGINT NOT NULL,
  sender_id BIGINT NOT NULL, -- 0: the house
  client_id BYTEA NOT NULL,  -- 16 bytes, or none for lines of the house
  at_ms     BIGINT NOT NULL,
  kind      BIGINT NOT NULL, -- field number of the body's kind in chatv1.Body
  content   BYTEA NOT NULL,  -- chatv1.Entry without what the other columns say
  PRIMARY KEY (chat_id, seq)
);

CREATE TABLE mention (
  chat_id    BIGINT NOT NULL,
  account_id BIGINT NOT NULL, -- 0: everyone
  seq        BIGINT NOT NULL,
  PRIMARY KEY (chat_id, account_id, seq)
);

CREATE TABLE reaction (
  chat_id    BIGINT NOT NULL,
  seq        BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  emoji      TEXT NOT NULL,
  at_ms      BIGINT NOT NULL,
  PRIMARY KEY (chat_id, seq, account_id, emoji)
);

-- Entries that one person deleted for himself.
CREATE TABLE deleted (
  chat_id    BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  seq        BIGINT NOT NULL,
  PRIMARY KEY (chat_id, account_id, seq)
);

-- Which entry a message of another system became.
CREATE TABLE imported (
  chat_id     BIGINT NOT NULL,
  foreign_key BYTEA NOT NULL,
  seq         BIGINT NOT NULL,
  PRIMARY KEY (chat_id, foreign_key)
);

-- By account: which chats a person is or was in.
CREATE TABLE account_chat (
  account_id BIGINT NOT NULL,
  chat_id    BIGINT NOT NULL,
  PRIMARY KEY (account_id, chat_id)
);

-- By the lower of the two accounts: the one direct chat of a pair; twice the same account for notes to oneself.
CREATE TABLE direct (
  low_id  BIGINT NOT NULL,
  high_id BIGINT NOT NULL,
  chat_id BIGINT NOT NULL,
  PRIMARY KEY (low_id, high_id)
);

-- By account: the group that a request to make one led to.
CREATE TABLE made_group (
  account_id BIGINT NOT NULL,
  client_id  BYTEA NOT NULL,
  chat_id    BIGINT NOT NULL,
  PRIMARY KEY (account_id, client_id)
);
