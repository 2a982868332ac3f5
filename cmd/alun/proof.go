package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"alun/base/money"
	"alun/money/ledger/proof"
)

type verifyProofCmd struct {
	File string `arg:"" help:"A proof file of a movement, as the wallet gives it out; - is the standard input."`
	Key  string `placeholder:"KEY" help:"The server's public key, as alun keys public prints it. Without it the file vouches for its own."`
}

// Run verifies a proof by itself: it asks no server and opens no database.
func (c *verifyProofCmd) Run() error {
	var in io.Reader = os.Stdin
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	var pin ed25519.PublicKey
	if c.Key != "" {
		b, err := base64.RawURLEncoding.DecodeString(c.Key)
		if err != nil || len(b) != ed25519.PublicKeySize {
			return errors.New("--key: not a key as alun keys public prints it")
		}
		pin = b
	}
	f, err := proof.Read(in)
	if err == nil {
		err = f.Verify(pin)
	}
	if err != nil {
		return fmt.Errorf("%s proves nothing: %w", c.File, err)
	}
	tell(f, pin != nil)
	return nil
}

// tell says what a proof proves.
func tell(f *proof.File, pinned bool) {
	amount := func(minor int64) money.Amount { return money.Of(minor, money.Currency(f.Entry.Account.Currency)) }
	at := func(ms int64) string { return time.UnixMilli(ms).UTC().Format("2006-01-02 15:04:05 UTC") }
	key := base64.RawURLEncoding.EncodeToString(f.Head.Key)
	fmt.Printf("ok: %s, %v, of owner %d on %s; %v after it\n", f.Posting.Purpose, amount(f.Entry.Delta), f.Entry.Account.Owner,
		at(f.Entry.AtMs), amount(f.Entry.After))
	fmt.Printf("entry %d of account %d/%d/%s, posting %d/%d\n", f.Entry.Version, f.Entry.Account.Code, f.Entry.Account.Owner,
		f.Entry.Account.Currency, f.Posting.Ref, f.Posting.Step)
	fmt.Printf("sealed on %s with the key %s\n", at(f.Head.AtMs), key)
	if !pinned {
		fmt.Println("compare the key with the server's: alun keys public, or --key")
	}
}
