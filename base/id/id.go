package id

import (
	"strconv"

	"alun/base/errs"
)

// The sorts of things that are known on every floor. A room whose ids stay inside declares its own type in the same way.
type (
	Account int64 // a person or a service that can sign in
	Session int64 // one signed-in device
	Chat    int64 // a conversation of two or many
	Message int64 // a message, apart from its place in its chat
	Request int64 // a request to become friends
	Job     int64 // delayed work
	File    int64 // an upload that somebody owns
)

func (i Account) String() string { return strconv.FormatInt(int64(i), 10) }
func (i Session) String() string { return strconv.FormatInt(int64(i), 10) }
func (i Chat) String() string    { return strconv.FormatInt(int64(i), 10) }
func (i Message) String() string { return strconv.FormatInt(int64(i), 10) }
func (i Request) String() string { return strconv.FormatInt(int64(i), 10) }
func (i Job) String() string     { return strconv.FormatInt(int64(i), 10) }
func (i File) String() string    { return strconv.FormatInt(int64(i), 10) }

// Parse reads an id from its decimal form, for example id.Parse[id.Chat]("42"). Only what String writes is accepted: no
// sign, no leading zero, no space, above zero. Errors: invalid id.malformed.
func Parse[T ~int64](s string) (T, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 || s[0] == '0' || s[0] == '+' {
		return 0, errs.Invalid("id.malformed", "This is not a valid identifier.")
	}
	return T(n), nil
}
