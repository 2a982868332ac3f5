package account

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"alun/base/blob"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/job"
	"alun/base/picture"
	"alun/base/store"
)

// AvatarSide is the width and height of a stored picture in pixels.
const AvatarSide = 512

// pictureMax is more than a JPEG of AvatarSide can have.
const pictureMax = 2 << 20

// avatarSides are the sizes that are served; a request gets the next larger one.
var avatarSides = []int{64, 128, 256, AvatarSide}

// SetAvatar replaces an account's picture; nothing removes it. What is stored is a new picture, a JPEG of AvatarSide
// pixels without any metadata. Errors: those of picture.Square; exhausted limit.reached.
func (s *Service) SetAvatar(ctx context.Context, a id.Account, upload []byte) (err error) {
	defer errs.Wrap(&err, "account.SetAvatar(%d, %d bytes)", a, len(upload))
	hash := ""
	if len(upload) > 0 {
		err = s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return s.Limits.Take(ctx, tx, pictures.Of(a.String())) })
		if err != nil {
			return err
		}
		if hash, err = s.keepPicture(ctx, upload); err != nil {
			return err
		}
	}
	return s.change(ctx, a, func(ctx context.Context, tx *store.Tx, row *Account) error { return s.wearAvatar(ctx, tx, row, hash) })
}

// keepPicture makes an upload safe and stores it, before any transaction begins.
func (s *Service) keepPicture(ctx context.Context, upload []byte) (hash string, err error) {
	safe, err := picture.Square(upload, AvatarSide)
	if err != nil {
		return "", err
	}
	hash, _, err = s.Blobs.Put(ctx, bytes.NewReader(safe), pictureMax)
	return hash, err
}

// wearAvatar gives a locked account a stored picture, or none.
func (s *Service) wearAvatar(ctx context.Context, tx *store.Tx, row *Account, hash string) error {
	if row.Avatar == hash {
		return nil
	}
	if row.Avatar != "" {
		if _, err := tx.Exec(ctx, deleteAvatar, row.Avatar, row.ID); err != nil {
			return err
		}
		// Not at once: somebody may be about to put on the same picture, which is stored already.
		j := job.Job{Kind: jobPicture, Shard: int64(row.ID), RunAt: tx.Now.Add(time.Hour), Payload: []byte(row.Avatar), Key: row.Avatar}
		if err := s.Jobs.Enqueue(ctx, tx, j); err != nil {
			return err
		}
	}
	row.Avatar = hash
	if hash == "" {
		return nil
	}
	_, err := tx.Exec(ctx, insertAvatar, hash, row.ID)
	return err
}

// forgetPicture is the job that deletes a picture that no account wears any more.
func (s *Service) forgetPicture(ctx context.Context, j job.Job) (err error) {
	hash := string(j.Payload)
	defer errs.Wrap(&err, "account.forgetPicture(%s)", hash)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := owner(ctx, tx, anyAvatar, hash)
		return err
	})
	if !errors.Is(err, ErrNotFound) {
		return err
	}
	return s.Blobs.Delete(ctx, hash)
}

// thumbs remembers the smaller sizes of pictures, so that a list of faces is scaled once.
type thumbs struct {
	mu   sync.Mutex
	made map[string][]byte
}

const thumbsKept = 2000 // some 3 KB each

func (t *thumbs) init() { t.made = map[string][]byte{} }

func (t *thumbs) get(key string) []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.made[key]
}

func (t *thumbs) put(key string, data []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for old := range t.made {
		if len(t.made) < thumbsKept {
			break
		}
		delete(t.made, old)
	}
	t.made[key] = data
}

// AvatarHandler serves GET /avatar/{hash}?s=side. It gives a picture to anyone who knows its hash, which cannot be guessed
// and is told to members only: an address without a slot is one address for all accounts of a browser, and can be cached
// for ever. A hash that is no account's picture any more is not found.
func (s *Service) AvatarHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, err := s.avatar(r.Context(), r.PathValue("hash"), sideFor(r.URL.Query().Get("s")))
		switch {
		case errors.Is(err, ErrNotFound):
			http.NotFound(w, r)
			return
		case err != nil:
			s.Log.Error("avatar", "hash", r.PathValue("hash"), "err", err)
			http.Error(w, "The picture cannot be read just now.", http.StatusServiceUnavailable)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "image/jpeg")
		h.Set("Content-Length", strconv.Itoa(len(data)))
		h.Set("Cache-Control", "private, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		_, _ = w.Write(data) // the reader may have gone
	})
}

func sideFor(asked string) int {
	n, err := strconv.Atoi(asked)
	if err != nil {
		return AvatarSide
	}
	for _, side := range avatarSides {
		if n <= side {
			return side
		}
	}
	return AvatarSide
}

func (s *Service) avatar(ctx context.Context, hash string, side int) ([]byte, error) {
	if !blob.IsHash(hash) {
		return nil, ErrNotFound
	}
	err := s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := owner(ctx, tx, anyAvatar, hash)
		return err
	})
	if err != nil {
		return nil, err
	}
	key := hash + "/" + strconv.Itoa(side)
	if made := s.thumbs.get(key); made != nil {
		return made, nil
	}
	data, err := s.readPicture(ctx, hash)
	if err != nil || side == AvatarSide {
		return data, err
	}
	if data, err = picture.Resize(data, side); err != nil {
		return nil, err
	}
	s.thumbs.put(key, data)
	return data, nil
}

func (s *Service) readPicture(ctx context.Context, hash string) ([]byte, error) {
	r, size, err := s.Blobs.Open(ctx, hash)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if size > pictureMax {
		return nil, blob.ErrTooLarge
	}
	return io.ReadAll(r)
}
