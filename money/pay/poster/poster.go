package poster

import (
	"rsc.io/qr"

	"alun/base/errs"
	"alun/base/lang"
)

// Poster is what stands on the page.
type Poster struct {
	Name     string // of the stall
	City     string
	Server   string // what the app is called here, "Alun"
	Code     string // the text of the QR code
	Language string // "id", "en" or "zh"; anything else reads "en"
}

// ErrLetters says that a PDF cannot write a line of the page; an SVG can, with the reader's fonts.
var ErrLetters = errs.Invalid("pay.poster_letters", "A PDF cannot show the letters of this name or city. Take the picture instead.")

// A4 in points of 1/72 inch, as both formats count.
const (
	width  = 595.0
	height = 842.0
)

// The house's colours.
const (
	nila     = 0x3743B5
	deepNila = 0x262E80
	marigold = 0xF6A723
	mori     = 0xF6F3EC
	cream    = 0xFFFBF2
	ink      = 0x1C1E2B
	grey     = 0x666A7A
	white    = 0xFFFFFF
)

var words = map[string]struct{ scan, how, check string }{
	"en": {"Scan to pay", "Open the app, choose Scan, enter the amount.", "Check the name before you pay."},
	"id": {"Pindai untuk bayar", "Buka aplikasi, pilih Pindai, masukkan jumlahnya.", "Periksa nama sebelum membayar."},
	"zh": {"扫码付款", "打开应用，点“扫一扫”，输入金额。", "付款前请核对名称。"},
}

// draw lays the page out. Error: the code is too long for a QR code.
func (p Poster) draw() (*drawing, error) {
	code, err := qr.Encode(p.Code, qr.M)
	if err != nil {
		return nil, errs.Internal("poster.code", "%d bytes fit no QR code", len(p.Code)).Because(err)
	}
	say, ok := words[lang.Match(p.Language)]
	if !ok {
		say = words["en"]
	}
	d := &drawing{title: p.Name}
	d.fill(mori, rect(0, 0, width, height))
	d.fill(nila, rect(0, 0, width, 330))
	d.fill(marigold, rect(0, 330, width, 8))
	d.mark(width/2-26, 44, 52)
	d.centred(line{say.scan, 44, true, cream}, 156, width-80)

	const card, quiet = 380.0, 4 // the quiet zone that ISO/IEC 18004 asks for, in modules
	left, top := (width-card)/2, 188.0
	d.fill(deepNila, rounded(left-3, top+3, card+6, card+6, 30))
	d.fill(white, rounded(left, top, card, card, 28))
	module := card / float64(code.Size+2*quiet)
	d.fill(ink, modules(code, left+quiet*module, top+quiet*module, module))

	d.centred(line{p.Name, 38, true, ink}, 636, width-90)
	d.centred(line{p.City, 18, false, grey}, 666, width-90)
	d.fill(marigold, rounded(width/2-24, 688, 48, 5, 2.5))
	d.centred(line{say.how, 16, false, ink}, 732, width-90)
	d.centred(line{say.check, 16, false, ink}, 756, width-90)
	d.centred(line{p.Server, 15, true, nila}, 806, width-90)
	return d, nil
}

// modules are the dark squares of a code, joined along each row so that no hair lines show between them.
func modules(code *qr.Code, x, y, size float64) (p path) {
	for row := range code.Size {
		for col := 0; col < code.Size; col++ {
			n := 0
			for code.Black(col+n, row) {
				n++
			}
			if n > 0 {
				p = append(p, rect(x+float64(col)*size, y+float64(row)*size, float64(n)*size, size)...)
				col += n
			}
		}
	}
	return p
}

// mark draws the house's sign: four quarters around a lamp.
func (d *drawing) mark(x, y, size float64) {
	tile := size * 0.45
	gap := size - tile
	for _, at := range [][2]float64{{0, 0}, {gap, 0}, {0, gap}, {gap, gap}} {
		d.fill(cream, rounded(x+at[0], y+at[1], tile, tile, tile*0.3))
	}
	r := size * 0.21
	d.fill(nila, rounded(x+size/2-r, y+size/2-r, 2*r, 2*r, r))
	r = size * 0.155
	d.fill(marigold, rounded(x+size/2-r, y+size/2-r, 2*r, 2*r, r))
}
