package account

import (
	"archive/zip"
	"context"
	_ "embed" // the page and its style
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	accountv1 "alun/api/gen/alun/account/v1"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/lang"
	"alun/base/limit"
	"alun/base/store"
)

// ExportPart is what a room adds to the zip that a person takes along. Write puts files into the folder Name, among them
// Name/index.html, which is linked from the first page and may use ../export.css. It streams: a part holds no more in
// memory than a page. language is "en", "id" or "zh".
type ExportPart struct {
	Name  string
	Title map[string]string // by language
	Write func(ctx context.Context, a id.Account, language string, z *zip.Writer) error
}

// AddExportPart adds a room's part. Call it before the server starts; parts come in this order.
func (s *Service) AddExportPart(p ExportPart) { s.parts = append(s.parts, p) }

// ExportHandler serves GET /export.zip?lang=…: everything that the server keeps of the caller, to read and for machines.
// It streams. When something fails half way the connection is cut, so that nobody takes half a zip for a whole one.
func (s *Service) ExportHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, ok := authn.From(r.Context())
		if !ok {
			fail(w, authn.ErrSignedOut, http.StatusUnauthorized)
			return
		}
		err := s.DB.Write(r.Context(), func(ctx context.Context, tx *store.Tx) error {
			return s.Limits.Take(ctx, tx, exports.Of(c.Account.String()))
		})
		if errors.Is(err, limit.ErrReached) {
			fail(w, err, http.StatusTooManyRequests)
			return
		}
		if err != nil {
			s.Log.Error("export", "account", c.Account, "err", err)
			fail(w, err, http.StatusServiceUnavailable)
			return
		}
		// A person may have much, and a slow line: an export may last longer than other answers.
		_ = http.NewResponseController(w).SetWriteDeadline(s.Clock.Now().Add(time.Hour))
		h := w.Header()
		h.Set("Content-Type", "application/zip")
		h.Set("Content-Disposition", `attachment; filename="alun-export.zip"`)
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		z := zip.NewWriter(w)
		err = s.Export(r.Context(), c, lang.Match(r.URL.Query().Get("lang")), z)
		if err = errors.Join(err, z.Close()); err != nil {
			s.Log.Error("export was cut", "account", c.Account, "err", err)
			panic(http.ErrAbortHandler)
		}
	})
}

func fail(w http.ResponseWriter, err error, status int) {
	http.Error(w, errs.SentenceOf(err), status)
}

// Export writes everything that the server keeps of an account into z: index.html, account.json, the picture, and the
// parts of other rooms.
func (s *Service) Export(ctx context.Context, c authn.Caller, language string, z *zip.Writer) (err error) {
	defer errs.Wrap(&err, "account.Export(%d)", c.Account)
	all, err := s.gather(ctx, c)
	if err != nil {
		return err
	}
	machine, err := all.json()
	if err != nil {
		return err
	}
	if err := writeFile(z, "account.json", machine); err != nil {
		return err
	}
	if err := writeFile(z, "export.css", []byte(exportCSS)); err != nil {
		return err
	}
	if hash := all.me.Person.Avatar; hash != "" {
		data, err := s.readPicture(ctx, hash)
		if err != nil {
			return err
		}
		if err := writeFile(z, "avatar.jpg", data); err != nil {
			return err
		}
	}
	index, err := z.Create("index.html")
	if err != nil {
		return err
	}
	if err := exportPage.Execute(index, s.page(all, language)); err != nil {
		return err
	}
	for _, p := range s.parts {
		if err := p.Write(ctx, c.Account, language, z); err != nil {
			return err
		}
	}
	return nil
}

func writeFile(z *zip.Writer, name string, data []byte) error {
	w, err := z.Create(name)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

// everything is what this room keeps of an account.
type everything struct {
	account  *Account
	me       *accountv1.Me
	devices  []*accountv1.Session
	passkeys []*accountv1.Passkey
	server   ServerSettings
	now      time.Time
}

// json returns everything for machines: the messages of the contract, as the contract writes them.
func (all everything) json() ([]byte, error) {
	parts := struct {
		Me       json.RawMessage `json:"me"`
		Sessions json.RawMessage `json:"sessions"`
		Passkeys json.RawMessage `json:"passkeys"`
	}{}
	for _, p := range []struct {
		to   *json.RawMessage
		from proto.Message
	}{
		{&parts.Me, all.me},
		{&parts.Sessions, &accountv1.ListSessionsResponse{Sessions: all.devices}},
		{&parts.Passkeys, &accountv1.ListPasskeysResponse{Passkeys: all.passkeys}},
	} {
		data, err := protojson.MarshalOptions{EmitUnpopulated: true}.Marshal(p.from)
		if err != nil {
			return nil, err
		}
		*p.to = data
	}
	return json.MarshalIndent(parts, "", "  ")
}

func (s *Service) gather(ctx context.Context, c authn.Caller) (all everything, err error) {
	if all.devices, err = s.Sessions(ctx, c); err != nil {
		return all, err
	}
	if all.passkeys, err = s.Passkeys(ctx, c.Account); err != nil {
		return all, err
	}
	if all.server, err = s.Server(ctx); err != nil {
		return all, err
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		all.now = tx.Now
		if all.account, err = get(ctx, tx, c.Account); err != nil {
			return err
		}
		all.me, err = s.me(ctx, tx, all.account)
		return err
	})
	return all, err
}

//go:embed export.css
var exportCSS string

//go:embed export.html
var exportHTML string

var exportPage = ExportPage(exportHTML)

type exportLine struct{ When, What string }

type exportLink struct{ Name, Title string }

func (s *Service) page(all everything, language string) map[string]any {
	when := func(ms int64) string { return at(ms).Format("2006-01-02 15:04 MST") }
	page := map[string]any{
		"Lang": language, "Title": exportTexts[language]["title"], "T": exportTexts[language], "At": when(ms(all.now)), "Server": all.server.Name,
		"Account": all.me, "Since": when(ms(all.account.CreatedAt)),
	}
	var addresses, devices, passkeys []exportLine
	for _, a := range all.me.Addresses {
		addresses = append(addresses, exportLine{when(a.AddedAtMs), a.Value})
	}
	for _, d := range all.devices {
		devices = append(devices, exportLine{when(d.UsedAtMs), d.Device + " (" + d.Network + ")"})
	}
	for _, p := range all.passkeys {
		passkeys = append(passkeys, exportLine{when(p.AddedAtMs), p.Name})
	}
	var parts []exportLink
	for _, p := range s.parts {
		parts = append(parts, exportLink{p.Name, p.Title[language]})
	}
	page["Addresses"], page["Devices"], page["Passkeys"], page["Parts"] = addresses, devices, passkeys, parts
	return page
}

var exportTexts = map[string]map[string]string{
	"en": {
		"title": "My Alun", "made": "Made", "profile": "Profile", "name": "Name", "handle": "Handle", "about": "About", "region": "Region",
		"since": "Here since", "addresses": "Addresses", "devices": "Devices", "passkeys": "Passkeys", "more": "Files",
	},
	"id": {
		"title": "Alun saya", "made": "Dibuat", "profile": "Profil", "name": "Nama", "handle": "Nama pengguna", "about": "Tentang", "region": "Wilayah",
		"since": "Di sini sejak", "addresses": "Alamat", "devices": "Perangkat", "passkeys": "Kunci sandi", "more": "Berkas",
	},
	"zh": {
		"title": "我的 Alun", "made": "生成于", "profile": "个人资料", "name": "名字", "handle": "用户名", "about": "简介", "region": "地区",
		"since": "注册时间", "addresses": "地址", "devices": "设备", "passkeys": "通行密钥", "more": "文件",
	},
}
