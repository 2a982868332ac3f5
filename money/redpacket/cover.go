package redpacket

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"alun/base/blob"
	"alun/base/errs"
	"alun/base/picture"
	"alun/base/store"
)

// The size of a stored cover in pixels.
const (
	CoverWidth  = 600
	CoverHeight = 800
)

// coverMax is more bytes than a JPEG of that size can have.
const coverMax = 2 << 20

// maxCoverName is in characters.
const maxCoverName = 40

// coverLimits are those of an upload.
var coverLimits = picture.Limits{Bytes: 1 << 20, Width: 1200, Height: 1600, LeastWidth: CoverWidth, LeastHeight: CoverHeight}

// Cover is a picture on the envelope. Clients draw our own ones themselves; one of the operator's is a picture at /cover/<hash>.
type Cover struct {
	ID   string // "alun", or "c:<hash>"
	Name string // of the operator's covers; our own have their names in the client
}

// ownCovers are those that every client draws. The first is taken when nobody chose.
var ownCovers = []Cover{{ID: "alun"}, {ID: "batik"}, {ID: "lantern"}, {ID: "sea"}, {ID: "bloom"}}

const coverPrefix = "c:"

// ErrNoCover is the answer for a cover that is not offered.
var ErrNoCover = errs.Invalid("redpacket.cover", "There is no such cover.")

// mayWear says whether a new packet may have a cover. Error: ErrNoCover.
func mayWear(ctx context.Context, tx *store.Tx, cover string) error {
	hash, operators := strings.CutPrefix(cover, coverPrefix)
	if !operators {
		for _, c := range ownCovers {
			if c.ID == cover {
				return nil
			}
		}
		return ErrNoCover
	}
	offered, err := coverOffered(ctx, tx, hash)
	if errors.Is(err, ErrNotFound) || err == nil && !offered {
		return ErrNoCover
	}
	return err
}

// coverOffered reports whether a cover of the operator's is offered still. Error: ErrNotFound when it never was.
func coverOffered(ctx context.Context, tx *store.Tx, hash string) (offered bool, err error) {
	err = tx.QueryRow(ctx, selectCover, hash).Scan(&offered)
	if errors.Is(err, store.ErrNoRows) {
		err = ErrNotFound
	}
	return offered, err
}

// KeepCover makes an uploaded picture safe and stores it, and returns its hash for AddCover. Call it before the transaction. Errors:
// those of picture.Cut.
func (s *Service) KeepCover(ctx context.Context, upload []byte) (hash string, err error) {
	defer errs.Wrap(&err, "redpacket.KeepCover(%d bytes)", len(upload))
	safe, err := picture.Cut(upload, coverLimits, CoverWidth, CoverHeight)
	if err != nil {
		return "", err
	}
	hash, _, err = s.blobs.Put(ctx, bytes.NewReader(safe), coverMax)
	return hash, err
}

// AddCover offers a stored picture as a cover and returns its id. To add it again renames it. Errors: invalid redpacket.cover_name;
// exhausted redpacket.covers.
func (s *Service) AddCover(ctx context.Context, tx *store.Tx, hash, name string) (coverID string, err error) {
	defer errs.Wrap(&err, "redpacket.AddCover(%s)", hash)
	name = strings.TrimSpace(name)
	if name == "" || utf8.RuneCountInString(name) > maxCoverName {
		return "", errs.Invalid("redpacket.cover_name", "A cover has a name of at most %d characters.", maxCoverName)
	}
	if !blob.IsHash(hash) {
		return "", ErrNoCover
	}
	if _, err := tx.Exec(ctx, upsertCover, hash, name, tx.Now.UnixMilli()); err != nil {
		return "", err
	}
	offered, err := operatorsCovers(ctx, tx)
	if err == nil && len(offered) > MaxCovers {
		err = errs.Exhausted("redpacket.covers", "At most %d covers are offered; take one back first.", MaxCovers)
	}
	return coverPrefix + hash, err
}

// RemoveCover takes a cover of the operator's back. Packets that wear it go on to show it. Error: ErrNoCover.
func (s *Service) RemoveCover(ctx context.Context, tx *store.Tx, coverID string) (err error) {
	defer errs.Wrap(&err, "redpacket.RemoveCover(%s)", coverID)
	n, err := tx.Exec(ctx, retireCover, strings.TrimPrefix(coverID, coverPrefix))
	if err == nil && n == 0 {
		err = ErrNoCover
	}
	return err
}

// Covers returns all covers that are offered, our own first.
func (s *Service) Covers(ctx context.Context, tx *store.Tx) (_ []Cover, err error) {
	defer errs.Wrap(&err, "redpacket.Covers")
	added, err := operatorsCovers(ctx, tx)
	return append(ownCovers[:len(ownCovers):len(ownCovers)], added...), err
}

func operatorsCovers(ctx context.Context, tx *store.Tx) (list []Cover, err error) {
	rows, err := tx.Query(ctx, selectCovers)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c Cover
		if err := rows.Scan(&c.ID, &c.Name); err != nil {
			return nil, err
		}
		c.ID = coverPrefix + c.ID
		list = append(list, c)
	}
	return list, rows.Err()
}

// CoverHandler serves GET /cover/{hash}: the picture of a cover that is or was the operator's. It never changes.
func (s *Service) CoverHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch err := s.serveCover(w, r, r.PathValue("hash")); {
		case err == nil:
		case errors.Is(err, ErrNotFound):
			http.NotFound(w, r)
		default:
			s.log.Error("cover", "hash", r.PathValue("hash"), "err", err)
			http.Error(w, "The picture cannot be read just now.", http.StatusServiceUnavailable)
		}
	})
}

// serveCover writes the picture. Error: ErrNotFound; then nothing is written.
func (s *Service) serveCover(w http.ResponseWriter, r *http.Request, hash string) error {
	if !blob.IsHash(hash) {
		return ErrNotFound
	}
	err := s.db.Read(r.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := coverOffered(ctx, tx, hash)
		return err
	})
	if err != nil {
		return err
	}
	content, size, err := s.blobs.Open(r.Context(), hash)
	if err != nil {
		return err
	}
	defer content.Close()
	h := w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	_, _ = io.Copy(w, content) // the reader may have gone
	return nil
}
