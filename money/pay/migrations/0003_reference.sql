-- +goose Up

-- The reference of the stall's code for one amount that a payment was made by, so that each till knows its own.
ALTER TABLE pay_payment ADD COLUMN reference TEXT NOT NULL DEFAULT '';
