package emv

import "strings"

// schemes are the best known identifiers of merchant accounts (sub-tag 00 of tags 26 to 51), in upper case, and what people
// call them. An identifier matches when it begins so.
var schemes = []struct{ guid, name string }{
	{"ID.CO.QRIS", "QRIS"},
	{"SG.PAYNOW", "PayNow"},
	{"BR.GOV.BCB.PIX", "Pix"},
	{"A000000677010111", "PromptPay"},
	{"A000000677010112", "PromptPay"},
	{"A0000006150001", "DuitNow"},
	{"A000000727", "VietQR"},
	{"COM.P2PQRPAY", "QR Ph"},
	{"HK.COM.HKICL", "FPS"},
	{"COM.NETS", "NETS"},
}

// networks are the owners of tags 02 to 25 (EMVCo MPM 1.1, table 4.3).
var networks = map[string]string{
	"02": "Visa", "03": "Visa", "04": "Mastercard", "05": "Mastercard", "09": "Discover", "10": "Discover", "11": "American Express",
	"12": "American Express", "13": "JCB", "14": "JCB", "15": "UnionPay", "16": "UnionPay",
}

// Scheme says whose code it is, in the name that people know it by; of an unknown scheme its identifier; "" when the text names
// none. A national scheme goes before an acquirer's own and a card network.
func Scheme(f Fields) string {
	var guids []string
	card := ""
	for _, x := range f {
		switch {
		case x.Tag >= "02" && x.Tag <= "25":
			if card == "" {
				card = networks[x.Tag]
			}
		case x.Tag >= "26" && x.Tag <= "51":
			if account, err := ParseFields(x.Value); err == nil && account.Value("00") != "" {
				guids = append(guids, account.Value("00"))
			}
		}
	}
	for _, s := range schemes {
		for _, guid := range guids {
			if strings.HasPrefix(strings.ToUpper(guid), s.guid) {
				return s.name
			}
		}
	}
	if card != "" || len(guids) == 0 {
		return card
	}
	return guids[0]
}
