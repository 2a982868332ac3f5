package client

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"
	"connectrpc.com/connect/v2/connectproto"

	accountv1 "alun/api/gen/alun/account/v1"
	"alun/api/gen/alun/account/v1/accountv1connect"
	"alun/api/gen/alun/admin/v1/adminv1connect"
	"alun/api/gen/alun/bank/v1/bankv1connect"
	chatv1 "alun/api/gen/alun/chat/v1"
	"alun/api/gen/alun/chat/v1/chatv1connect"
	"alun/api/gen/alun/contact/v1/contactv1connect"
	errsv1 "alun/api/gen/alun/errs/v1"
	"alun/api/gen/alun/pay/v1/payv1connect"
	"alun/api/gen/alun/redpacket/v1/redpacketv1connect"
	"alun/api/gen/alun/transfer/v1/transferv1connect"
	"alun/api/gen/alun/wallet/v1/walletv1connect"
	"alun/base/errs"
)

// Options are how a client speaks. The zero value signs in later and uses http.DefaultTransport.
type Options struct {
	// Token is the session's bearer token: from an earlier SignIn, or from the operator.
	Token string
	// Transport carries the calls, for own certificates or proxies.
	Transport http.RoundTripper
	// Device names this program in the account's list of devices, at most 64 characters; "Go" when empty.
	Device string
}

// Client speaks to one server, as one account once it has a token. It is safe for concurrent use. Make it with [New].
//
// The fields carry every method of the contract. Their errors are *errs.Error with the code of the server, such as
// "chat.too_long"; a server that does not answer is of kind unavailable, code "client.unreachable".
type Client struct {
	Account accountv1connect.AccountServiceClient
	Contact contactv1connect.ContactServiceClient
	Chat    chatv1connect.ChatServiceClient
	Admin   adminv1connect.AdminServiceClient

	Wallet    walletv1connect.WalletServiceClient
	Bank      bankv1connect.BankServiceClient
	Transfer  transferv1connect.TransferServiceClient
	RedPacket redpacketv1connect.RedPacketServiceClient
	Pay       payv1connect.PayServiceClient
	MoneyDesk adminv1connect.MoneyDeskServiceClient

	base      *url.URL
	device    string
	transport http.RoundTripper
	token     atomic.Pointer[string]
}

// New returns a client of the server at baseURL, "http://127.0.0.1:8080" or "https://alun.example". It does not connect yet.
func New(baseURL string, o Options) (*Client, error) {
	base, err := url.Parse(strings.TrimSuffix(baseURL, "/"))
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, errs.Invalid("client.url", "%q is not the address of a server, such as https://alun.example.", baseURL)
	}
	c := &Client{base: base, device: o.Device, transport: o.Transport}
	if c.transport == nil {
		c.transport = http.DefaultTransport
	}
	if c.device == "" {
		c.device = "Go"
	}
	c.token.Store(&o.Token)
	calls := connect.NewClient(connecthttp.NewTransport(&http.Client{Transport: bearer{c}}, base.String()), translate)
	c.Account = accountv1connect.NewAccountServiceClient(calls)
	c.Contact = contactv1connect.NewContactServiceClient(calls)
	c.Chat = chatv1connect.NewChatServiceClient(calls)
	c.Admin = adminv1connect.NewAdminServiceClient(calls)
	c.Wallet = walletv1connect.NewWalletServiceClient(calls)
	c.Bank = bankv1connect.NewBankServiceClient(calls)
	c.Transfer = transferv1connect.NewTransferServiceClient(calls)
	c.RedPacket = redpacketv1connect.NewRedPacketServiceClient(calls)
	c.Pay = payv1connect.NewPayServiceClient(calls)
	c.MoneyDesk = adminv1connect.NewMoneyDeskServiceClient(calls)
	return c, nil
}

// Token returns the session's bearer token, "" before signing in. Keep it as the secret that it is.
func (c *Client) Token() string { return *c.token.Load() }

// SignIn asks for a one-time code to be sent to address (e-mail or phone number), has ask return it, and signs in. The
// token is kept in the client. ask gets the server's answer, which on a development server holds the code itself.
func (c *Client) SignIn(ctx context.Context, address string, ask func(*accountv1.StartSignInResponse) (code string, err error)) (*accountv1.Me, error) {
	started, err := c.Account.StartSignIn(ctx, &accountv1.StartSignInRequest{Address: address})
	if err != nil {
		return nil, err
	}
	code, err := ask(started)
	if err != nil {
		return nil, err
	}
	done, err := c.Account.FinishSignIn(ctx, &accountv1.FinishSignInRequest{
		Ticket: started.GetTicket(), Code: code, Device: c.device, Bearer: true,
	})
	if err != nil {
		return nil, err
	}
	c.token.Store(&done.Token)
	return done.GetMe(), nil
}

// SignOut ends the session on the server and forgets the token.
func (c *Client) SignOut(ctx context.Context) error {
	_, err := c.Account.SignOut(ctx, &accountv1.SignOutRequest{})
	if err == nil {
		c.token.Store(new(string))
	}
	return err
}

// Text returns the body of a plain message.
func Text(text string) *chatv1.Body {
	return &chatv1.Body{Kind: &chatv1.Body_Text{Text: &chatv1.Text{Text: text}}}
}

// bearer puts the token into every request.
type bearer struct{ c *Client }

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header = b.c.header(r.Header)
	return b.c.transport.RoundTrip(r)
}

func (c *Client) header(h http.Header) http.Header {
	if t := c.Token(); t != "" {
		h.Set("Authorization", "Bearer "+t)
	}
	h.Set("User-Agent", "alun-client-go")
	return h
}

// tls returns how to trust the server: as the calls do, but without HTTP/2, which has no WebSocket here. The transport is
// cloned because it may be filling in its own settings at this moment.
func (c *Client) tls() *tls.Config {
	t, ok := c.transport.(*http.Transport)
	if !ok {
		return nil
	}
	trust := t.Clone().TLSClientConfig
	if trust != nil {
		trust.NextProtos = []string{"http/1.1"}
	}
	return trust
}

// translate turns what Connect says into the server's own error.
func translate(next connect.ClientFunc) connect.ClientFunc {
	return func(ctx context.Context, spec connect.Spec) (connect.ClientStream, error) {
		s, err := next(ctx, spec)
		if err != nil {
			return nil, asError(err)
		}
		return &translated{s}, nil
	}
}

type translated struct{ connect.ClientStream }

func (t *translated) Send(msg any) error    { return asError(t.ClientStream.Send(msg)) }
func (t *translated) Receive(dst any) error { return asError(t.ClientStream.Receive(dst)) }

func asError(err error) error {
	ce, ok := errors.AsType[*connect.Error](err)
	if !ok {
		return err
	}
	for _, d := range ce.Details() {
		m, err := connectproto.UnmarshalErrorDetail(d)
		if e, ok := m.(*errsv1.Error); err == nil && ok {
			return fromWire(e)
		}
	}
	switch ce.Code() {
	case connect.CodeUnavailable:
		return errs.Unavailable("client.unreachable", "The server does not answer.").Because(ce)
	case connect.CodeCanceled:
		return context.Canceled
	case connect.CodeDeadlineExceeded:
		return context.DeadlineExceeded
	}
	return errs.Internal("client.strange", "The server's answer is not understood.").Because(ce)
}

// fromWire returns e as the error that it was on the server.
func fromWire(e *errsv1.Error) error {
	err := &errs.Error{
		Kind:       kindOf(e.GetKind()),
		Code:       e.GetCode(),
		Sentence:   e.GetMessage(),
		RetryAfter: time.Duration(e.GetRetryAfterMs()) * time.Millisecond,
	}
	if e.GetReference() != "" {
		return err.Because(fmt.Errorf("reference %s", e.GetReference()))
	}
	return err
}

func kindOf(name string) errs.Kind {
	for k := errs.KindInternal; k <= errs.KindUnavailable; k++ {
		if k.String() == name {
			return k
		}
	}
	return errs.KindInternal
}
