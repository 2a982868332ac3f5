package contact

import (
	"archive/zip"
	"context"
	_ "embed" // the page
	"encoding/json"
	"time"

	"alun/base/errs"
	"alun/base/id"
	"alun/social/account"
)

//go:embed export.html
var exportHTML string

var exportPage = account.ExportPage(exportHTML)

var exportWords = map[string]map[string]string{
	"en": {"Title": "Contacts", "Name": "Name", "Handle": "Handle", "Remark": "Remark", "Tags": "Tags", "Note": "Note", "Since": "Since", "Blocked": "blocked"},
	"id": {"Title": "Kontak", "Name": "Nama", "Handle": "Nama pengguna", "Remark": "Nama panggilan", "Tags": "Label", "Note": "Catatan", "Since": "Sejak", "Blocked": "diblokir"},
	"zh": {"Title": "通讯录", "Name": "昵称", "Handle": "账号", "Remark": "备注名", "Tags": "标签", "Note": "描述", "Since": "时间", "Blocked": "黑名单"},
}

// kept is a contact as it stands in the zip.
type kept struct {
	Account id.Account `json:"account,string"`
	Name    string     `json:"name"`
	Handle  string     `json:"handle,omitempty"`
	Remark  string     `json:"remark,omitempty"`
	Tags    []string   `json:"tags,omitempty"`
	Note    string     `json:"note,omitempty"`
	Starred bool       `json:"starred,omitempty"`
	Blocked bool       `json:"blocked,omitempty"`
	Since   time.Time  `json:"since"`
}

// ExportPart is the part of a person's own zip that holds the contacts: a page to read and contacts.json. A book has a limit, so
// it is written at once.
func (s *Service) ExportPart() account.ExportPart {
	titles := map[string]string{}
	for language, words := range exportWords {
		titles[language] = words["Title"]
	}
	return account.ExportPart{Name: "contacts", Title: titles, Write: s.export}
}

func (s *Service) export(ctx context.Context, a id.Account, language string, z *zip.Writer) (err error) {
	defer errs.Wrap(&err, "contact.export(%d)", a)
	sides, err := s.Book(ctx, a)
	if err != nil {
		return err
	}
	people, err := profiles(ctx, s.accounts, sides, func(x Side) id.Account { return x.Other })
	if err != nil {
		return err
	}
	list := make([]kept, 0, len(sides))
	for _, x := range sides {
		p := people[x.Other]
		list = append(list, kept{x.Other, p.GetName(), p.GetHandle(), x.Remark, x.Tags, x.Note, x.Starred, x.Blocked, x.Since.UTC()})
	}
	w, err := z.Create("contacts/contacts.json")
	if err != nil {
		return err
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	if err := out.Encode(list); err != nil {
		return err
	}
	if w, err = z.Create("contacts/index.html"); err != nil {
		return err
	}
	words := exportWords[language]
	if words == nil {
		language, words = "en", exportWords["en"]
	}
	return exportPage.Execute(w, map[string]any{"Lang": language, "Title": words["Title"], "W": words, "List": list})
}
