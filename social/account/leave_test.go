package account

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	accountv1 "alun/api/gen/alun/account/v1"
	"alun/base/authn"
	"alun/base/blob"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/social/journal"
)

func face(t testing.TB, c color.Color) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 100, 80))
	for i := range 8000 {
		m.Set(i%100, i/100, c)
	}
	var b bytes.Buffer
	must(t, png.Encode(&b, m))
	return b.Bytes()
}

// settle gives a person everything that a person can have.
func (s town) settle(in SignedIn, name, handle string) *virtualKey {
	s.t.Helper()
	ctx := context.Background()
	must(s.t, s.UpdateProfile(ctx, in.account(), &accountv1.UpdateProfileRequest{Name: proto.String(name), About: proto.String("Halo"), Region: proto.String("Ubud")}))
	must(s.t, s.SetHandle(ctx, in.account(), handle))
	must(s.t, s.SetAvatar(ctx, in.account(), face(s.t, color.NRGBA{R: 200, A: 255})))
	_, err := s.QR(ctx, in.account(), false)
	must(s.t, err)
	return s.addKey(in)
}

func TestLeaving(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		var told []id.Account
		s.OnDeleted(func(_ context.Context, a id.Account) error {
			told = append(told, a)
			return nil
		})
		ayu := s.join("ayu@example.org")
		key := s.settle(ayu, "Ayu", "ayu")
		picture := s.personOf(ayu.account()).Avatar
		_, err := s.DeleteMe(someone(), ayu.caller(), "Ayu Putri")
		refused(t, err, ErrConfirm)
		when, err := s.DeleteMe(someone(), ayu.caller(), "@AYU")
		must(t, err)
		if !when.Equal(start.Add(GraceOfLeave)) {
			t.Errorf("when %v", when)
		}
		_, err = s.Verify(someone(), ayu.Token)
		refused(t, err, authn.ErrSignedOut)

		// Within the grace everything is as it was, for whoever signs in again.
		s.clock.Advance(GraceOfLeave - time.Hour)
		s.runJobs()
		back, err := s.keySignIn(key)
		must(t, err)
		if back.Me.DeleteAtMs != ms(when) || back.Me.Person.Name != "Ayu" {
			t.Errorf("%v", back.Me)
		}
		must(t, s.KeepMe(t.Context(), ayu.account()))
		s.clock.Advance(2 * time.Hour)
		s.runJobs()
		if p := s.personOf(ayu.account()); p.Deleted || p.Name != "Ayu" {
			t.Fatalf("deleted although kept: %v", p)
		}

		// Asked for again, and this time for good.
		_, err = s.DeleteMe(someone(), back.caller(), "ayu")
		must(t, err)
		s.clock.Advance(GraceOfLeave)
		s.runJobs()
		s.clock.Advance(time.Hour)
		s.runJobs()
		p := s.personOf(ayu.account())
		if !proto.Equal(p, &accountv1.Person{Id: int64(ayu.account()), Deleted: true}) {
			t.Errorf("what remains: %v", p)
		}
		if len(told) != 1 || told[0] != ayu.account() {
			t.Errorf("told %v", told)
		}
		if _, err := s.Settings(t.Context(), ayu.account()); !errors.Is(err, ErrNotFound) {
			t.Errorf("settings: %v", err)
		}
		if is, err := s.Blobs.Exists(t.Context(), picture); err != nil || is {
			t.Errorf("the picture is still there: %v", err)
		}
		_, err = s.keySignIn(key)
		refused(t, err, ErrPasskeyRefused)
		if again := s.join("ayu@example.org"); !again.IsNew || again.account() == ayu.account() {
			t.Error("the address leads to the deleted account")
		}
		// The handle is kept from others for a while.
		budi := s.join("budi@example.org").account()
		refused(t, s.SetHandle(t.Context(), budi, "ayu"), ErrHandleTaken)
		s.clock.Advance(HandleKept)
		must(t, s.SetHandle(t.Context(), budi, "ayu"))
		refused(t, s.UpdateProfile(t.Context(), ayu.account(), &accountv1.UpdateProfileRequest{Name: proto.String("Zombie")}), ErrNotFound)
	})
}

func (s town) personOf(a id.Account) *accountv1.Person {
	s.t.Helper()
	people, err := s.People(context.Background(), []id.Account{a})
	must(s.t, err)
	return people[a]
}

func TestAvatar(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		mux := http.NewServeMux()
		mux.Handle("GET /avatar/{hash}", s.AvatarHandler())
		get := func(path string) *httptest.ResponseRecorder {
			w := httptest.NewRecorder()
			mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
			return w
		}
		ayu, budi := s.join("ayu@example.org").account(), s.join("budi@example.org").account()
		red, blue := face(t, color.NRGBA{R: 255, A: 255}), face(t, color.NRGBA{B: 255, A: 255})
		must(t, s.SetAvatar(t.Context(), ayu, red))
		must(t, s.SetAvatar(t.Context(), budi, red))
		hash := s.personOf(ayu).Avatar
		for query, side := range map[string]int{"": 512, "?s=48": 64, "?s=64": 64, "?s=65": 128, "?s=9999": 512, "?s=-1": 64, "?s=x": 512} {
			w := get("/avatar/" + hash + query)
			m, err := jpeg.DecodeConfig(w.Body)
			if w.Code != 200 || err != nil || m.Width != side || m.Height != side {
				t.Errorf("%s: %d, %d px, %v", query, w.Code, m.Width, err)
			}
			if h := w.Header(); h.Get("Content-Type") != "image/jpeg" || h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Cache-Control"), "immutable") {
				t.Errorf("%v", h)
			}
		}
		// A file of the store that is nobody's picture is not served.
		other, _, err := s.Blobs.Put(t.Context(), strings.NewReader("a private photo"), 100)
		must(t, err)
		for _, bad := range []string{other, "", "x", strings.Repeat("0", 64), "..%2f..%2fsecrets", strings.ToUpper(hash)} {
			if w := get("/avatar/" + bad); w.Code != http.StatusNotFound {
				t.Errorf("%q: %d", bad, w.Code)
			}
		}
		// A picture that two wear stays when one takes it off.
		must(t, s.SetAvatar(t.Context(), ayu, blue))
		s.clock.Advance(2 * time.Hour)
		s.runJobs()
		if w := get("/avatar/" + hash); w.Code != 200 {
			t.Error("the other one lost the picture")
		}
		must(t, s.SetAvatar(t.Context(), budi, nil))
		if w := get("/avatar/" + hash + "?s=64"); w.Code != http.StatusNotFound {
			t.Error("nobody's picture is served from memory")
		}
		s.clock.Advance(2 * time.Hour)
		s.runJobs()
		if _, _, err := s.Blobs.Open(t.Context(), hash); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("nobody's picture is still kept: %v", err)
		}
		if err := s.SetAvatar(t.Context(), ayu, []byte("<svg/>")); errs.CodeOf(err) != "picture.format" {
			t.Error(err)
		}
		for range 40 {
			err = s.SetAvatar(t.Context(), ayu, blue)
		}
		if errs.KindOf(err) != errs.KindExhausted {
			t.Errorf("pictures without end: %v", err)
		}
	})
}

func TestExport(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		ayu := s.join("ayu@example.org")
		s.settle(ayu, "Ayu <b>", "ayu")
		s.AddExportPart(ExportPart{
			Name: "contacts", Title: map[string]string{"en": "Contacts", "id": "Kontak", "zh": "联系人"},
			Write: func(_ context.Context, a id.Account, language string, z *zip.Writer) error {
				w, err := z.Create("contacts/index.html")
				if err == nil {
					_, err = io.WriteString(w, a.String()+" "+language)
				}
				return err
			},
		})
		get := func(ctx context.Context, lang string) *httptest.ResponseRecorder {
			w := httptest.NewRecorder()
			s.ExportHandler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/export.zip?lang="+lang, nil).WithContext(ctx))
			return w
		}
		if w := get(someone(), "id"); w.Code != http.StatusUnauthorized {
			t.Errorf("signed out: %d", w.Code)
		}
		me := authn.With(someone(), ayu.caller())
		for lang, title := range map[string]string{"id": "Alun saya", "zh": "我的 Alun", "en": "My Alun"} {
			files := unzip(t, get(me, lang).Body.Bytes())
			index := files["index.html"]
			for _, want := range []string{title, "Ayu &lt;b&gt;", "@ayu", "ayu@example.org", "203.0.113.0/24", `href="contacts/index.html"`, `lang="` + lang + `"`} {
				if !strings.Contains(index, want) {
					t.Errorf("%s: index lacks %q", lang, want)
				}
			}
			if files["contacts/index.html"] != ayu.account().String()+" "+lang || !strings.Contains(files["export.css"], "font") {
				t.Errorf("%v", files)
			}
			if _, err := jpeg.Decode(strings.NewReader(files["avatar.jpg"])); err != nil {
				t.Error(err)
			}
			var machine struct {
				Me struct {
					Person struct{ Name, Handle string }
				}
				Sessions, Passkeys json.RawMessage
			}
			must(t, json.Unmarshal([]byte(files["account.json"]), &machine))
			if machine.Me.Person.Name != "Ayu <b>" || !bytes.Contains(machine.Sessions, []byte("Test phone")) || !bytes.Contains(machine.Passkeys, []byte("Kunci")) {
				t.Errorf("%s", files["account.json"])
			}
			if strings.Contains(strings.Join([]string{files["account.json"], index}, ""), ayu.Token) {
				t.Error("the token is in the export")
			}
		}
		for range exports.Max - 3 {
			get(me, "en")
		}
		if w := get(me, "en"); w.Code != http.StatusTooManyRequests {
			t.Errorf("exports without end: %d", w.Code)
		}
	})
}

func unzip(t *testing.T, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		must(t, err)
		content, err := io.ReadAll(r)
		must(t, err)
		files[f.Name] = string(content)
	}
	return files
}

// An export that fails half way is no zip: the connection is cut.
func TestABrokenExportIsCut(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		ayu := s.join("ayu@example.org")
		s.AddExportPart(ExportPart{Name: "x", Write: func(context.Context, id.Account, string, *zip.Writer) error { return io.ErrUnexpectedEOF }})
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s.ExportHandler().ServeHTTP(w, r.WithContext(authn.With(r.Context(), ayu.caller())))
		}))
		defer srv.Close()
		resp, err := srv.Client().Get(srv.URL)
		if err == nil {
			_, err = io.ReadAll(resp.Body)
			resp.Body.Close()
		}
		if err == nil {
			t.Error("half an export looks whole")
		}
	})
}

func TestTheJournalTellsMyDevices(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		ayu := s.join("ayu@example.org")
		must(t, s.SetHandle(t.Context(), ayu.account(), "ayu"))
		must(t, s.UpdateProfile(t.Context(), ayu.account(), &accountv1.UpdateProfileRequest{Name: proto.String("Ayu")}))
		must(t, s.DB.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			changes, last, _, err := journal.New(s.live).Since(ctx, tx, ayu.account(), 0, 0)
			if err != nil || len(changes) != 1 || last != 2 {
				t.Fatalf("%v, last %d, %v", changes, last, err)
			}
			if me := changes[0].GetMe(); me.Person.Name != "Ayu" || me.Person.Handle != "ayu" || me.NeedsProfile {
				t.Errorf("%v", me)
			}
			return nil
		}))
	})
}
