package bills

// words are a statement's, by language: its columns in order, and what kinds are called.
type words struct {
	columns [9]string
	kinds   map[string]string
	title   string
	balance string
}

var wordsOf = map[string]words{
	"en": {
		columns: [9]string{"Date", "Time", "What", "With", "Note", "Amount", "Balance after", "Currency", "Number"},
		kinds: map[string]string{
			"redpacket.send": "Red packet sent", "redpacket.open": "Red packet opened", "redpacket.refund": "Red packet returned",
			"transfer.send": "Transfer sent", "transfer.receive": "Transfer received", "request.pay": "Request paid",
			"request.receive": "Request received", "split.pay": "Share of a bill paid", "split.receive": "Share of a bill received",
			"payment.pay": "Payment", "payment.receive": "Payment received", "payment.refund": "Refund", "payment.settle": "Stall's earnings",
			"bank.topup": "Top-up", "bank.withdraw": "Withdrawal",
		},
		title: "Wallet", balance: "Balance",
	},
	"id": {
		columns: [9]string{"Tanggal", "Waktu", "Jenis", "Dengan", "Catatan", "Jumlah", "Saldo akhir", "Mata uang", "Nomor"},
		kinds: map[string]string{
			"redpacket.send": "Angpao dikirim", "redpacket.open": "Angpao dibuka", "redpacket.refund": "Angpao dikembalikan",
			"transfer.send": "Transfer keluar", "transfer.receive": "Transfer masuk", "request.pay": "Permintaan dibayar",
			"request.receive": "Permintaan diterima", "split.pay": "Patungan dibayar", "split.receive": "Patungan diterima",
			"payment.pay": "Pembayaran", "payment.receive": "Pembayaran diterima", "payment.refund": "Pengembalian dana",
			"payment.settle": "Pendapatan lapak", "bank.topup": "Isi saldo", "bank.withdraw": "Tarik saldo",
		},
		title: "Dompet", balance: "Saldo",
	},
	"zh": {
		columns: [9]string{"日期", "时间", "类型", "对方", "备注", "金额", "余额", "币种", "编号"},
		kinds: map[string]string{
			"redpacket.send": "发出红包", "redpacket.open": "收到红包", "redpacket.refund": "红包退回",
			"transfer.send": "转账转出", "transfer.receive": "转账收款", "request.pay": "支付收款请求", "request.receive": "收款到账",
			"split.pay": "AA 付款", "split.receive": "AA 收款", "payment.pay": "付款", "payment.receive": "收款", "payment.refund": "退款",
			"payment.settle": "商户结算", "bank.topup": "充值", "bank.withdraw": "提现",
		},
		title: "钱包", balance: "余额",
	},
}

// wordsIn returns the words of a language, English for one that is not known.
func wordsIn(language string) words {
	if w, ok := wordsOf[language]; ok {
		return w
	}
	return wordsOf["en"]
}

// kind is what a kind is called; a kind without a word stands as it is.
func (w words) kind(k string) string {
	if word, ok := w.kinds[k]; ok {
		return word
	}
	return k
}
