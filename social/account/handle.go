package account

import (
	"regexp"
	"strings"
	"time"

	"alun/base/errs"
)

// Rules of handles.
const (
	HandleEvery = 365 * 24 * time.Hour // a handle may be changed once in so long; the first choice is free
	HandleKept  = 30 * 24 * time.Hour  // an old handle is kept for its last owner so long
)

// Errors of handles.
var (
	ErrHandleInvalid  = errs.Invalid("account.handle_invalid", "A handle has 3 to 32 of a-z, 0-9, _ and ., begins with a letter and ends with a letter or digit.")
	ErrHandleReserved = errs.Conflict("account.handle_reserved", "This handle is reserved.")
	ErrHandleTaken    = errs.Conflict("account.handle_taken", "This handle is taken.")
	ErrHandleTooSoon  = errs.Conflict("account.handle_too_soon", "A handle can be changed once a year.")
)

// No two of _ and . in a row and none at the end, so that a handle before a full stop is still found in a text.
var handleForm = regexp.MustCompile(`^[a-z][a-z0-9]*([_.][a-z0-9]+)*$`)

// ParseHandle returns a handle in normal form: lower case, without the @ that people type in front. Errors: ErrHandleInvalid.
func ParseHandle(s string) (string, error) {
	s = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(s), "@"))
	if len(s) < 3 || len(s) > 32 || !handleForm.MatchString(s) {
		return "", ErrHandleInvalid
	}
	return s, nil
}

// IsReserved reports whether a handle in normal form may not be taken because people would take its owner for the server,
// its operator or a part of the app. Separators do not help: "ad.min" is reserved as well.
func IsReserved(handle string) bool {
	bare := strings.NewReplacer("_", "", ".", "").Replace(handle)
	if reserved[bare] {
		return true
	}
	for _, prefix := range []string{"alun", "admin", "operator", "official"} {
		if strings.HasPrefix(bare, prefix) {
			return true
		}
	}
	return false
}

var reserved = func() map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(`
		about abuse accounts api app apps audit avatar bank blog bot bots call calls channel channels chat chats check
		contact contacts customerservice delete demo desk dev developer discover docs download everyone export feedback group
		groups guest healthz help here home host hostmaster id idcard img info jobs legal live localhost login logout mail
		mailerdaemon me media metrics mini miniprogram miniprograms moderator moments money moments news nobody noreply
		notice notify null order orders owner packet password pay payment payments pin police postmaster press privacy
		profile qr readyz redpacket refund register report ride rides robot root saldo security server service services
		session settings setup shop shops signin signout signup staff static status store support sys sysadmin system
		team teams terms test topup transfer undefined update user users wallet web webmaster welcome ws www you all semua
		bantuan dompet keamanan layanan polisi resmi kefu guanfang qianbao`) {
		set[w] = true
	}
	return set
}()
