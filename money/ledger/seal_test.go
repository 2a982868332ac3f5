package ledger_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"alun/base/errs"
	"alun/base/store"
	"alun/money/ledger"
	"alun/money/ledger/proof"
)

func (h *house) prove(a ledger.Account, version int64) (f *proof.File, err error) {
	err = h.db.Read(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		f, err = h.Prove(ctx, tx, a, version)
		return err
	})
	return f, err
}

func (h *house) seal(want bool) {
	h.t.Helper()
	if made, err := h.Seal(context.Background()); made != want || err != nil {
		h.t.Fatalf("made %v, %v", made, err)
	}
}

// Every entry of every account can be proved, from its file alone, once its day is sealed; not before.
func TestEveryEntryIsProved(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		key := keys.Signer("ledger").Public()[0]
		proveAll := func() {
			for owner := range int64(8) {
				a := wallet(owner)
				if owner == 0 {
					a = bank
				}
				for v := range h.balance(a).Version {
					f, err := h.prove(a, v+1)
					if err != nil {
						t.Fatalf("%v entry %d: %v", a, v+1, err)
					}
					file, err := f.JSON()
					if err != nil {
						t.Fatal(err)
					}
					again, err := proof.Read(bytes.NewReader(file))
					if err != nil {
						t.Fatal(err)
					}
					if err := again.Verify(key); err != nil {
						t.Fatalf("%v entry %d: %v", a, v+1, err)
					}
				}
			}
		}
		for day := range int64(4) {
			for owner := range int64(7) {
				if (owner+day)%3 != 0 {
					h.must(move(100*day+owner+1, 0, bank, wallet(owner+1), 10), move(100*day+owner+1, 1, wallet(owner+1), wallet(owner+2), day+1))
				}
			}
			if _, err := h.prove(bank, h.balance(bank).Version); errs.CodeOf(err) != "ledger.not_sealed" {
				t.Fatal(err)
			}
			h.clock.Advance(24 * time.Hour)
			h.seal(true)
			h.seal(false)
			proveAll()
		}
		if _, err := h.prove(bank, 1000); errs.CodeOf(err) != "ledger.not_sealed" {
			t.Errorf("an entry that does not exist: %v", err)
		}
		h.clock.Advance(24 * time.Hour)
		h.seal(false) // nothing moved
		h.must(move(999, 0, bank, wallet(1), 1))
		h.clock.Advance(72 * time.Hour) // nobody was there for two days
		h.seal(true)
		proveAll()
	})
}

// A node that dies while it seals leaves nothing behind that the next one trips over, and two do not seal at once.
func TestASealIsMadeByOneNode(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fund(1, 5)
		h.clock.Advance(25 * time.Hour)
		dead := ledger.New(ledger.Needs{DB: h.db, Clock: h.clock, Signer: dying{}})
		func() {
			defer func() {
				if recover() == nil {
					t.Error("it did not die")
				}
			}()
			_, _ = dead.Seal(t.Context())
		}()
		h.seal(false) // it may still be at it
		h.fund(2, 5)
		h.clock.Advance(11 * time.Minute)
		h.seal(true)
		if _, err := h.prove(wallet(2), 1); err != nil {
			t.Error(err)
		}
	})
}

// A node that was away for too long, while another took its day, writes nothing any more.
func TestASlowNodeLosesItsSeal(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fund(1, 5)
		h.clock.Advance(25 * time.Hour)
		day := h.clock.Now().UnixMilli()/86_400_000 - 1
		slow, err := h.Take(t.Context(), day)
		if err != nil || slow == 0 {
			t.Fatal(slow, err)
		}
		h.clock.Advance(11 * time.Minute)
		quick, err := h.Take(t.Context(), day)
		if err != nil || quick == 0 {
			t.Fatal(quick, err)
		}
		h.fund(2, 5)
		if _, err := h.Make(t.Context(), day, slow); errs.CodeOf(err) != "ledger.seal_taken" {
			t.Errorf("the slow node: %v", err)
		}
		if made, err := h.Make(t.Context(), day, quick); !made || err != nil {
			t.Error(made, err)
		}
		if _, err := h.prove(wallet(2), 1); err != nil {
			t.Error(err)
		}
	})
}

// What a node left half done when it died is under the seal of the next day.
func TestAHalfMadeSealIsMadeGoodTheNextDay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fund(1, 5)
		h.clock.Advance(25 * time.Hour)
		dead := ledger.New(ledger.Needs{DB: h.db, Clock: h.clock, Signer: dying{}})
		func() {
			defer func() { _ = recover() }()
			_, _ = dead.Seal(t.Context())
		}()
		h.clock.Advance(24 * time.Hour)
		h.seal(true)
		f, err := h.prove(wallet(1), 1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Verify(nil); err != nil {
			t.Error(err)
		}
	})
}

// A clock that was days ahead has sealed them. Put right, it seals nothing until it is there again; then all is covered.
func TestAClockThatWasAhead(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fund(1, 5)
		h.clock.Advance(5 * 24 * time.Hour)
		h.seal(true)
		h.clock.Advance(-3 * 24 * time.Hour)
		h.fund(2, 5)
		h.seal(false)
		h.clock.Advance(4 * 24 * time.Hour)
		h.seal(true)
		if _, err := h.prove(wallet(2), 1); err != nil {
			t.Error(err)
		}
	})
}

// dying is a node that is killed just before it signs.
type dying struct{ ledger.Signer }

func TestSealsFollowAClockThatStepsBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fund(1, 5)
		h.clock.Advance(25 * time.Hour)
		h.seal(true)
		h.clock.Advance(-20 * time.Hour)
		h.fund(2, 5) // dated into the day that is sealed
		h.clock.Advance(44 * time.Hour)
		h.seal(true)
		f, err := h.prove(wallet(2), 1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Verify(nil); err != nil {
			t.Error(err)
		}
	})
}
