package account

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/net/idna"

	"alun/base/errs"
)

// Kind says how an address is reached. The values reach disk and wire.
type Kind string

// The kinds of address.
const (
	Email Kind = "email"
	Phone Kind = "phone"
)

// Address is an e-mail address or phone number in normal form, so that one person's spellings are one address.
type Address struct {
	Kind  Kind
	Value string
}

// ErrAddress says that a text is neither.
var ErrAddress = errs.Invalid("account.address_invalid", "Please enter an e-mail address or a phone number.")

const emailMax = 254 // RFC 5321 §4.5.3.1, less the angle brackets

// ParseAddress puts what a person typed into normal form: what has an @ is an e-mail address, the rest a phone number. A number
// without + is taken for one of the country with the given calling code ("62"). Errors: ErrAddress.
func ParseAddress(s, countryCode string) (Address, error) {
	s = strings.TrimSpace(s)
	if strings.Contains(s, "@") {
		return parseEmail(s)
	}
	return parsePhone(s, countryCode)
}

// parseEmail accepts the addresses that people have: an unquoted local part of RFC 5322 §3.2.3, lower-cased although RFC 5321
// would tell cases apart, since no provider does and a second account by capitals would be a trap; and a domain with a
// dot, in lower-case ASCII (IDNA 2008, UTS 46).
func parseEmail(s string) (Address, error) {
	local, domain, _ := strings.Cut(s, "@")
	local = strings.ToLower(local)
	if local == "" || len(local) > 64 || strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return Address{}, ErrAddress
	}
	for _, c := range []byte(local) {
		if !isAtext(c) && c != '.' {
			return Address{}, ErrAddress
		}
	}
	ascii, err := idna.Lookup.ToASCII(strings.ToLower(strings.TrimSuffix(domain, ".")))
	if err != nil || !isDomain(ascii) || len(local)+1+len(ascii) > emailMax {
		return Address{}, ErrAddress
	}
	return Address{Email, local + "@" + ascii}, nil
}

func isAtext(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("!#$%&'*+-/=?^_`{|}~", c) >= 0
}

// isDomain reports whether s is a host name of at least two labels of which the last is not a number.
func isDomain(s string) bool {
	labels := strings.Split(s, ".")
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' {
			return false
		}
		for _, c := range []byte(l) {
			if c != '-' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
				return false
			}
		}
	}
	return len(labels) >= 2 && strings.Trim(labels[len(labels)-1], "0123456789") != "" && len(s) <= 253
}

// parsePhone returns E.164 ("+628123456789") of numbers that their country's plan knows as valid.
func parsePhone(s, countryCode string) (Address, error) {
	if len(s) > 40 || strings.ContainsAny(s, ";=") { // no extensions or RFC 3966 parameters
		return Address{}, ErrAddress
	}
	n, err := phonenumbers.Parse(s, regionOf(countryCode))
	if err != nil || !phonenumbers.IsValidNumber(n) || n.GetExtension() != "" {
		return Address{}, ErrAddress
	}
	return Address{Phone, phonenumbers.Format(n, phonenumbers.E164)}, nil
}

// IsCountryCode reports whether s is the calling code of a country, such as "62".
func IsCountryCode(s string) bool { return regionOf(s) != phonenumbers.UNKNOWN_REGION }

func regionOf(countryCode string) string {
	code := 0
	for _, c := range countryCode {
		if c < '0' || c > '9' || code > 999 {
			return phonenumbers.UNKNOWN_REGION
		}
		code = 10*code + int(c-'0')
	}
	region := phonenumbers.GetRegionCodeForCountryCode(code)
	if region == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY {
		return phonenumbers.UNKNOWN_REGION
	}
	return region
}

// Masked returns an address as an operator sees it: "b***@example.org", "+62812•••••90".
func Masked(a Address) string {
	if local, domain, ok := strings.Cut(a.Value, "@"); ok {
		return local[:1] + "***@" + domain
	}
	if len(a.Value) < 9 {
		return "+•••" + a.Value[len(a.Value)-2:]
	}
	return a.Value[:6] + strings.Repeat("•", len(a.Value)-8) + a.Value[len(a.Value)-2:]
}
