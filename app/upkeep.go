package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"

	"alun/base/clock"
	"alun/base/config"
	"alun/base/errs"
	"alun/base/store"
)

// FailureTrailer carries what went wrong after an answer of the control socket had begun.
const FailureTrailer = "X-Failure"

// handleCheck verifies every room's invariants and every file, and answers "ok" or what does not hold.
func (a *App) handleCheck(w http.ResponseWriter, r *http.Request) {
	err := a.DB.Check(r.Context())
	var bad []string
	ferr := a.blobs.Verify(r.Context(), func(hash string, err error) { bad = append(bad, fmt.Sprintf("file %s: %v", hash, err)) })
	if err == nil && ferr == nil && len(bad) == 0 {
		_, _ = io.WriteString(w, "ok\n")
		return
	}
	w.WriteHeader(http.StatusConflict)
	for _, e := range []error{err, ferr} {
		if e != nil {
			fmt.Fprintln(w, e)
		}
	}
	for _, line := range bad {
		fmt.Fprintln(w, line)
	}
}

// handleBackup streams a backup of the database as of now.
func (a *App) handleBackup(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Trailer", FailureTrailer)
	w.Header().Set("Content-Type", "application/octet-stream")
	if _, err := a.DB.Backup(r.Context(), w); err != nil {
		a.log.Error("backup failed", "err", err)
		w.Header().Set(FailureTrailer, errs.SentenceOf(err))
	}
}

// handleSetupCode makes a new setup code.
func (a *App) handleSetupCode(w http.ResponseWriter, r *http.Request) {
	code, err := a.Accounts.NewSetupCode(r.Context())
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	fmt.Fprintln(w, code)
}

// Restore fills an empty database from a backup. No server may run on it.
func Restore(ctx context.Context, s config.Store, r io.Reader) error {
	backup, err := store.OpenBackup(r)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return err
	}
	db, err := backup.Open(ctx, store.Config{URL: s.DatabaseURL()}, clock.System, slog.Default())
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if err := migrate(ctx, db); err != nil {
		return err
	}
	_, err = backup.Load(ctx, db)
	return err
}
