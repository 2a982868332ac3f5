package demo

// What has been paid in the town, in coins; see purse.go.

// stalls are those of the townspeople.
var stalls = []struct{ owner, name, category, city string }{
	{"dewi", "Sayur Bu Dewi", "groceries", "Yogyakarta"},
	{"eko", "Soto Pak Eko", "food", "Yogyakarta"},
	{"ayu", "Batik Ayu", "arts", "Yogyakarta"},
	{"budi", "Bengkel Budi", "services", "Yogyakarta"},
	{"meiling", "美玲茶馆", "drinks", "泉州"},
}

// purchases are payments at stalls.
var purchases = []struct {
	payer, owner string
	coins        int64
	note         string
}{
	{"ayu", "eko", 16, "Soto ayam"},
	{"siti", "dewi", 33, "Tomat 3 kilo"},
	{"citra", "dewi", 25, "Wortel dan buncis"},
	{"rafi", "budi", 45, "Ganti oli"},
	{"amara", "ayu", 150, "Scarf, indigo"},
	{"siyuan", "meiling", 38, "铁观音"},
	{"ayu", "dewi", 60, "Kunyit 5 kilo"},
}

// gifts are transfers between two who have a chat. The last of them waits for its answer.
var gifts = []struct {
	payer, payee string
	coins        int64
	note         string
	accepted     bool
}{
	{"ayu", "budi", 75, "Servis motor", true},
	{"amara", "rafi", 20, "Poster prints", true},
	{"jianguo", "meiling", 50, "茶叶钱", true},
	{"siti", "ayu", 40, "Patungan kado Ibu", false},
}

// bill is split in the futsal group; who has paid is listed.
var bill = struct {
	chat, maker, note string
	coins             int64 // each
	paid              []string
}{"futsal", "budi", "Sewa lapangan Kamis", 25, []string{"rafi", "hasan"}}

// envelopes are red packets in groups; takers have opened theirs.
var envelopes = []struct {
	chat, sender, greeting string
	coins                  int64
	count                  int32
	lucky                  bool
	takers                 []string
}{
	{"pasar", "dewi", "Panen bagus, bagi-bagi rezeki 🥬", 60, 6, true, []string{"hasan", "siti", "citra"}},
	{"keluarga", "jianguo", "恭喜发财，家和万事兴", 20, 2, false, []string{"siyuan", "meiling"}},
}
