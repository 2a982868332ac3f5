package account

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	accountv1 "alun/api/gen/alun/account/v1"
	"alun/base/errs"
	"alun/base/id"
)

// Limits of a profile, in characters (code points).
const (
	NameMax   = 40
	AboutMax  = 140
	RegionMax = 60
	DeviceMax = 64
)

// Other limits of an account.
const (
	MaxSessions  = 20 // devices; signing in on one more ends the one that was used longest ago
	MaxAddresses = 5
	MaxPasskeys  = 20
	MaxPeople    = 200 // ids of one GetPeople
)

// How long things last.
const (
	SessionIdle  = 30 * 24 * time.Hour  // a session ends when it was not used for so long
	SessionAge   = 180 * 24 * time.Hour // … and at this age whatever it did
	GraceOfLeave = 30 * 24 * time.Hour  // between DeleteMe and the deletion
)

// Errors that more than one place answers with.
var (
	ErrNotFound     = errs.NotFound("account.not_found", "There is no such account.")
	ErrSuspended    = errs.Denied("account.suspended", "This account is suspended. Please ask the operator of this server.")
	ErrLastOperator = errs.Conflict("account.last_operator", "This is the last operator. Make somebody else operator first.")
)

// Account is a row of the account table: everything that is known of a person but addresses, sessions and passkeys.
type Account struct {
	ID        id.Account
	CreatedAt time.Time
	Name      string // empty: not chosen yet, or deleted
	About     string
	Region    string
	Avatar    string // hex SHA-256 of the picture, or empty
	Handle    string // or empty
	HandleAt  time.Time
	QR        string
	Operator  bool
	Scripted  bool

	SuspendedAt     time.Time // zero: not suspended
	SuspendedReason string
	DeleteAt        time.Time // zero: not scheduled
	DeletedAt       time.Time // zero: not deleted
	SeenAt          time.Time // to the minute

	Settings Settings
}

// Settings are what a person has decided about being found and seen.
type Settings struct {
	FindByHandle bool
	FindByPhone  bool
	FindByQR     bool
	ReadReceipts bool
	LastSeen     accountv1.Audience
	Messages     accountv1.Audience // everyone, or friends
	Language     string             // "id", "en", "zh"; empty follows the device
}

// DefaultSettings are those of a new account: friends only, findable.
func DefaultSettings() Settings {
	return Settings{
		FindByHandle: true, FindByPhone: true, FindByQR: true, ReadReceipts: true,
		LastSeen: accountv1.Audience_AUDIENCE_FRIENDS, Messages: accountv1.Audience_AUDIENCE_FRIENDS,
	}
}

// Usable reports whether the account may sign in.
func (a *Account) Usable() error {
	switch {
	case !a.DeletedAt.IsZero():
		return ErrNotFound
	case !a.SuspendedAt.IsZero():
		return ErrSuspended
	}
	return nil
}

// Person returns what everybody may know.
func (a *Account) Person() *accountv1.Person {
	return &accountv1.Person{
		Id: int64(a.ID), Name: a.Name, Handle: a.Handle, Avatar: a.Avatar, About: a.About, Region: a.Region,
		Scripted: a.Scripted, Deleted: !a.DeletedAt.IsZero(),
	}
}

// Proto returns the settings as they are on the wire.
func (s Settings) Proto() *accountv1.Settings {
	return &accountv1.Settings{
		FindByHandle: s.FindByHandle, FindByPhone: s.FindByPhone, FindByQr: s.FindByQR, ReadReceipts: s.ReadReceipts,
		LastSeen: s.LastSeen, Messages: s.Messages, Language: s.Language,
	}
}

// Change applies the fields that are present in r. Errors: invalid account.settings_invalid.
func (s Settings) Change(r *accountv1.UpdateSettingsRequest) (Settings, error) {
	set := func(to *bool, from *bool) {
		if from != nil {
			*to = *from
		}
	}
	set(&s.FindByHandle, r.FindByHandle)
	set(&s.FindByPhone, r.FindByPhone)
	set(&s.FindByQR, r.FindByQr)
	set(&s.ReadReceipts, r.ReadReceipts)
	if r.LastSeen != 0 {
		s.LastSeen = r.LastSeen
	}
	if r.Messages != 0 {
		s.Messages = r.Messages
	}
	if r.Language != nil {
		s.Language = *r.Language
	}
	switch {
	case s.LastSeen < accountv1.Audience_AUDIENCE_EVERYONE || s.LastSeen > accountv1.Audience_AUDIENCE_NOBODY,
		s.Messages != accountv1.Audience_AUDIENCE_EVERYONE && s.Messages != accountv1.Audience_AUDIENCE_FRIENDS,
		s.Language != "" && !KnownLanguage(s.Language):
		return s, errs.Invalid("account.settings_invalid", "One of these settings has no such value.")
	}
	return s, nil
}

// KnownLanguage reports whether Alun speaks a language: "id", "en" or "zh".
func KnownLanguage(tag string) bool { return tag == "id" || tag == "en" || tag == "zh" }

// CleanLine puts a line that a person typed into normal form: NFC, without control and invisible characters, spaces
// single and none at the ends. Joiners stay, since scripts and emoji need them.
func CleanLine(s string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(strings.ToValidUTF8(s, "")) {
		switch {
		case unicode.IsSpace(r):
			r = ' '
		case r == '\u200c' || r == '\u200d':
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs):
			continue // among them the characters that turn the direction of what follows
		}
		b.WriteRune(r)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// cleanUpTo is CleanLine with a limit. Errors: invalid code.
func cleanUpTo(s string, limit int, code, what string) (string, error) {
	s = CleanLine(s)
	if utf8.RuneCountInString(s) > limit {
		return "", errs.Invalid(code, "%s has at most %d characters.", what, limit)
	}
	return s, nil
}

// CleanName returns a name in normal form. Errors: invalid account.name_invalid, when nothing visible or more than
// NameMax characters are left.
func CleanName(s string) (string, error) {
	s, err := cleanUpTo(s, NameMax, "account.name_invalid", "A name")
	if err != nil {
		return "", err
	}
	if strings.Trim(s, "\u200c\u200d ") == "" {
		return "", errs.Invalid("account.name_invalid", "Please enter a name.")
	}
	return s, nil
}

// CleanDevice returns the name of a device for the device list, cut to DeviceMax characters; never an error.
func CleanDevice(s string) string {
	s = CleanLine(s)
	if r := []rune(s); len(r) > DeviceMax {
		s = string(r[:DeviceMax])
	}
	return s
}
