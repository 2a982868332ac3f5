package account

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/job"
	"alun/base/lang"
	"alun/base/sender"
	"alun/base/store"
)

// Sender brings a message to somebody who is not here. Errors may be repeated; a message may arrive twice.
type Sender interface {
	Send(ctx context.Context, m sender.Message) error
}

const (
	jobSendCode = "account.send_code"
	sendTimeout = 20 * time.Second
)

// letter is a code on its way. It stands sealed in the job, since whoever reads the database must not read codes.
type letter struct {
	Address  Address
	Code     string
	Language string
	Purpose  purpose
	Expires  int64 // Unix ms
}

func (s *Service) enqueueCode(ctx context.Context, tx *store.Tx, l letter) error {
	plain, err := json.Marshal(l)
	if err != nil {
		return err
	}
	return s.Jobs.Enqueue(ctx, tx, job.Job{
		Kind: jobSendCode, Shard: int64(id.Next[id.Job](s.IDs)), RunAt: tx.Now, Payload: s.codes.Seal(plain, jobSendCode),
	})
}

// sendCode is the job that sends a letter. It is tried again until the code has expired. Where sign-up is closed, unknown
// addresses get nothing; that is decided here, after the answer has gone out, so that the answer cannot tell.
func (s *Service) sendCode(ctx context.Context, j job.Job) (err error) {
	defer errs.Wrap(&err, "account.sendCode")
	plain, err := s.codes.Open(j.Payload, jobSendCode)
	if err != nil {
		return err
	}
	var l letter
	if err := json.Unmarshal(plain, &l); err != nil {
		return err
	}
	to := s.Senders[l.Address.Kind]
	if to == nil || !s.Clock.Now().Before(at(l.Expires)) {
		return nil
	}
	server, err := s.Server(ctx)
	if err != nil {
		return err
	}
	if !server.OpenSignUp && l.Purpose == signing {
		if known, err := s.isKnown(ctx, l.Address); err != nil || !known {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	return to.Send(ctx, l.message(server.Name))
}

func (s *Service) isKnown(ctx context.Context, addr Address) (known bool, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var owner id.Account
		err := tx.QueryRow(ctx, ownerOfAddr, addr.Value).Scan(&owner)
		known = err == nil
		if errors.Is(err, store.ErrNoRows) {
			return nil
		}
		return err
	})
	return known, err
}

// letterTexts: subject; first line for signing in, for adding an address, for proving oneself; advice.
var letterTexts = map[string][5]string{
	"en": {
		"{code} is your code for {server}", "{code} is your code to sign in to {server}.", "{code} is your code to add this address to your account at {server}.",
		"{code} is your code to set a new payment PIN at {server}. Money then leaves your wallet only after a while.",
		"It is valid for {minutes} minutes. Never give it to anyone: nobody from {server} will ask for it. If you did not ask for a code, ignore this message.",
	},
	"id": {
		"{code} adalah kode {server} Anda", "{code} adalah kode untuk masuk ke {server}.", "{code} adalah kode untuk menambahkan alamat ini ke akun {server} Anda.",
		"{code} adalah kode untuk membuat PIN pembayaran baru di {server}. Setelah itu uang baru dapat keluar dari dompet setelah beberapa waktu.",
		"Berlaku {minutes} menit. Jangan berikan kepada siapa pun: pihak {server} tidak akan memintanya. Jika Anda tidak meminta kode, abaikan pesan ini.",
	},
	"zh": {
		"{code} 是您的 {server} 验证码", "{code} 是您登录 {server} 的验证码。", "{code} 是将此地址添加到您的 {server} 账号的验证码。",
		"{code} 是您在 {server} 重设支付密码的验证码。重设后需等待一段时间才能转出资金。",
		"{minutes} 分钟内有效。请勿告诉任何人，{server} 的工作人员不会索要验证码。如非本人操作，请忽略本消息。",
	},
}

func (l letter) message(server string) sender.Message {
	t := letterTexts[lang.Match(l.Language)]
	first := t[1]
	switch l.Purpose {
	case adding:
		first = t[2]
	case proving:
		first = t[3]
	}
	fill := strings.NewReplacer("{code}", l.Code, "{server}", server, "{minutes}", strconv.Itoa(int(CodeLife/time.Minute))).Replace
	text := fill(first) + "\n" + fill(t[4])
	if l.Address.Kind == Email {
		text = fill(first) + "\n\n" + fill(t[4]) + "\n"
	}
	return sender.Message{To: l.Address.Value, Subject: fill(t[0]), Text: text}
}
