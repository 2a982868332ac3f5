package account

import (
	"context"
	"crypto/rand"
	"strings"

	"alun/base/authn"
	"alun/base/errs"
	"alun/base/store"
)

// ServerSettings are what an operator decides about the server as a whole.
type ServerSettings struct {
	Name               string // 1 to NameMax characters, shown on the sign-in page
	OpenSignUp         bool   // anyone may make an account, or only those whom an operator imported may come in
	DefaultCountryCode string // of phone numbers typed without one, "62"
}

// server is the server's row.
type server struct {
	ServerSettings
	operators int64
	setupCode []byte // HMAC, nil when there is none
}

// ErrSetupCode says that a setup code is wrong or was used.
var ErrSetupCode = errs.Denied("account.setup_code_wrong", "This is not the setup code, or it was used already.")

// makeServer makes the server's row at the first start, with a setup code that Service.SetupCode returns.
func (s *Service) makeServer(ctx context.Context) error {
	code := newSetupCode()
	var made int64
	err := s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		made, err = tx.Exec(ctx, insertServer, "Alun", "62", s.setupMAC(code))
		return err
	})
	if err == nil && made == 1 {
		s.setup = code
	}
	return err
}

// SetupCode returns the code that makes the first operator, when this start is the server's first; otherwise "".
// It is printed once and kept nowhere: NewSetupCode makes another.
func (s *Service) SetupCode() string { return s.setup }

// NewSetupCode replaces the setup code, for an operator who sits at the machine.
func (s *Service) NewSetupCode(ctx context.Context) (code string, err error) {
	defer errs.Wrap(&err, "account.NewSetupCode")
	code = newSetupCode()
	mac := s.setupMAC(code)
	return code, s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		server, err := readServer(ctx, tx, selectServerLock)
		if err != nil {
			return err
		}
		server.setupCode = mac
		return putServer(ctx, tx, server)
	})
}

// newSetupCode returns 80 random bits as four groups of letters and digits that are hard to confuse.
func newSetupCode() string {
	const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	b := make([]byte, 16)
	rand.Read(b) // never fails
	var code strings.Builder
	for i, c := range b {
		if i > 0 && i%4 == 0 {
			code.WriteByte('-')
		}
		code.WriteByte(letters[c%32])
	}
	return code.String()
}

func (s *Service) setupMAC(code string) []byte { return s.codes.MAC("setup", cleanSetup(code)) }

func cleanSetup(code string) string {
	return strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(code))
}

// ClaimOperator makes the caller an operator with the setup code, which is then used up. The try is counted before it is
// compared. Errors: ErrSetupCode; exhausted limit.reached.
func (s *Service) ClaimOperator(ctx context.Context, c authn.Caller, code string) (err error) {
	defer errs.Wrap(&err, "account.ClaimOperator(%d)", c.Account)
	err = s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		return s.Limits.Take(ctx, tx, setupTries.Of(c.Account.String()), setupServer.Of(""))
	})
	if err != nil {
		return err
	}
	return s.change(ctx, c.Account, func(ctx context.Context, tx *store.Tx, a *Account) error {
		server, err := readServer(ctx, tx, selectServerLock)
		if err != nil {
			return err
		}
		if !s.codes.Check(server.setupCode, "setup", cleanSetup(code)) {
			return ErrSetupCode
		}
		if !a.Operator {
			a.Operator = true
			server.operators++
		}
		server.setupCode = nil
		s.announce(tx, a.ID, nil) // tokens know the role
		return putServer(ctx, tx, server)
	})
}

// Server returns the settings of the server.
func (s *Service) Server(ctx context.Context) (settings ServerSettings, err error) {
	row, err := s.serverRow(ctx)
	return row.ServerSettings, err
}

func (s *Service) serverRow(ctx context.Context) (row server, err error) {
	defer errs.Wrap(&err, "account.Server")
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		row, err = readServer(ctx, tx, selectServer)
		return err
	})
	return row, err
}

// SetServer changes the settings of the server. Errors: invalid account.name_invalid, account.country_code_invalid.
func (s *Service) SetServer(ctx context.Context, tx *store.Tx, next ServerSettings) (err error) {
	defer errs.Wrap(&err, "account.SetServer")
	if next.Name, err = CleanName(next.Name); err != nil {
		return err
	}
	next.DefaultCountryCode = strings.TrimPrefix(next.DefaultCountryCode, "+")
	if !IsCountryCode(next.DefaultCountryCode) {
		return errs.Invalid("account.country_code_invalid", "A country code has 1 to 3 digits, such as 62.")
	}
	row, err := readServer(ctx, tx, selectServerLock)
	if err != nil {
		return err
	}
	row.ServerSettings = next
	return putServer(ctx, tx, row)
}

func readServer(ctx context.Context, tx *store.Tx, query string) (row server, err error) {
	err = tx.QueryRow(ctx, query).Scan(&row.Name, &row.OpenSignUp, &row.DefaultCountryCode, &row.operators, &row.setupCode)
	return row, err
}

func putServer(ctx context.Context, tx *store.Tx, row server) error {
	_, err := tx.Exec(ctx, updateServer, row.Name, row.OpenSignUp, row.DefaultCountryCode, row.operators, row.setupCode)
	return err
}

// dropRole takes the operator's role from a locked account that has it. Errors: ErrLastOperator.
func (s *Service) dropRole(ctx context.Context, tx *store.Tx, a *Account) error {
	if !a.Operator {
		return nil
	}
	row, err := readServer(ctx, tx, selectServerLock)
	if err != nil {
		return err
	}
	if row.operators <= 1 {
		return ErrLastOperator
	}
	row.operators--
	a.Operator = false
	s.announce(tx, a.ID, nil)
	return putServer(ctx, tx, row)
}
