package poster

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// drawing is a page: shapes in the order in which they are painted, then letters that the reader's font draws. x goes right,
// y down, from the top left corner.
type drawing struct {
	title  string
	shapes []shape
	texts  []text
}

type shape struct {
	colour int
	path   path
}

// text is a run of letters that no font here has; x is its left end, or its middle, and y the line that letters stand on.
type text struct {
	x, y, size float64
	colour     int
	letters    string
	middle     bool
}

// path is a row of strokes; overlapping parts are filled by the non-zero rule.
type path []stroke

// stroke goes on from where the last one ended: 'M' to a point, 'L' straight to a point, 'C' by a cubic Bézier curve over two
// control points to a third, 'Z' back to the last M.
type stroke struct {
	op     byte
	points [3][2]float64
}

func (d *drawing) fill(colour int, p path) { d.shapes = append(d.shapes, shape{colour, p}) }

func move(x, y float64) stroke   { return stroke{'M', [3][2]float64{{x, y}}} }
func lineTo(x, y float64) stroke { return stroke{'L', [3][2]float64{{x, y}}} }
func closed() stroke             { return stroke{op: 'Z'} }
func curve(a, b, c point) stroke { return stroke{'C', [3][2]float64{a, b, c}} }
func rect(x, y, w, h float64) path {
	return path{move(x, y), lineTo(x+w, y), lineTo(x+w, y+h), lineTo(x, y+h), closed()}
}

type point = [2]float64

// rounded is a rectangle whose corners are quarters of circles of radius r.
func rounded(x, y, w, h, r float64) path {
	const k = 0.5522847498 // a cubic curve nearest to a quarter of a circle
	c := r * (1 - k)
	return path{
		move(x+r, y), lineTo(x+w-r, y), curve(point{x + w - c, y}, point{x + w, y + c}, point{x + w, y + r}),
		lineTo(x+w, y+h-r), curve(point{x + w, y + h - c}, point{x + w - c, y + h}, point{x + w - r, y + h}),
		lineTo(x+r, y+h), curve(point{x + c, y + h}, point{x, y + h - c}, point{x, y + h - r}),
		lineTo(x, y+r), curve(point{x, y + c}, point{x + c, y}, point{x + r, y}), closed(),
	}
}

// line is one line of words.
type line struct {
	words  string
	size   float64
	bold   bool
	colour int
}

// fonts are parsed once; a Font is safe for concurrent use, each caller with a Buffer of his own.
var fonts = sync.OnceValue(func() (f [2]*sfnt.Font) {
	for i, ttf := range [][]byte{goregular.TTF, gobold.TTF} {
		font, err := sfnt.Parse(ttf)
		if err != nil {
			panic(err) // a font that is part of the binary
		}
		f[i] = font
	}
	return f
})

// unit is the size at which outlines are read: large, so that nothing is rounded.
const unit = 1000

// centred writes a line in the middle of the page, smaller when it would be wider than most.
func (d *drawing) centred(l line, y, most float64) {
	font := fonts()[0]
	if l.bold {
		font = fonts()[1]
	}
	var buf sfnt.Buffer
	full := 0.0
	for _, r := range l.words {
		full += advance(font, &buf, r)
	}
	size := l.size
	if full*size > most {
		size = most / full
	}
	if strings.ContainsFunc(l.words, func(r rune) bool { return glyphOf(font, &buf, r) == 0 && !square(r) }) {
		d.texts = append(d.texts, text{width / 2, y, size, l.colour, l.words, true}) // joins, turns and stacks its letters: whole
		return
	}
	x := (width - full*size) / 2
	var outline path
	for _, r := range l.words {
		if glyph := glyphOf(font, &buf, r); glyph != 0 {
			outline = append(outline, letter(font, &buf, glyph, x, y, size)...)
		} else {
			d.write(text{x, y, size, l.colour, string(r), false})
		}
		x += advance(font, &buf, r) * size
	}
	d.fill(l.colour, outline)
}

// write adds a letter for the reader's font, to the run before it when it continues that one.
func (d *drawing) write(t text) {
	if n := len(d.texts); n > 0 && !d.texts[n-1].middle {
		last := &d.texts[n-1]
		end := last.x
		for _, r := range last.letters {
			end += foreign(r) * last.size
		}
		if last.y == t.y && end > t.x-0.01 && end < t.x+0.01 {
			last.letters += t.letters
			return
		}
	}
	d.texts = append(d.texts, t)
}

func glyphOf(font *sfnt.Font, buf *sfnt.Buffer, r rune) sfnt.GlyphIndex {
	glyph, err := font.GlyphIndex(buf, r)
	if err != nil {
		return 0
	}
	return glyph
}

// advance is how far the next letter stands from r, at size 1.
func advance(font *sfnt.Font, buf *sfnt.Buffer, r rune) float64 {
	glyph := glyphOf(font, buf, r)
	if glyph == 0 {
		return foreign(r)
	}
	a, err := font.GlyphAdvance(buf, glyph, fixed.I(unit), 0)
	if err != nil {
		return foreign(r)
	}
	return float64(a) / 64 / unit
}

// foreign is the width of a letter of another font: Chinese characters fill a square. Of other scripts it is a guess, rather too much.
func foreign(r rune) float64 {
	switch {
	case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
		return 0
	case square(r), unicode.Is(unicode.Hangul, r):
		return 1
	case r >= 0x1F000: // pictures
		return 1.4
	}
	return 0.7
}

// square tells the characters of East Asia, which are as wide as high.
func square(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFF60
}

func letter(font *sfnt.Font, buf *sfnt.Buffer, glyph sfnt.GlyphIndex, x, y, size float64) (p path) {
	segments, err := font.LoadGlyph(buf, glyph, fixed.I(unit), nil)
	if err != nil {
		return nil
	}
	at := func(q fixed.Point26_6) point {
		return point{x + float64(q.X)/64/unit*size, y + float64(q.Y)/64/unit*size}
	}
	var pen point
	for _, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if p != nil {
				p = append(p, closed())
			}
			pen = at(s.Args[0])
			p = append(p, move(pen[0], pen[1]))
		case sfnt.SegmentOpLineTo:
			pen = at(s.Args[0])
			p = append(p, lineTo(pen[0], pen[1]))
		case sfnt.SegmentOpQuadTo: // raised to a cubic curve, which PDF has alone
			c, end := at(s.Args[0]), at(s.Args[1])
			p = append(p, curve(between(pen, c, 2./3), between(end, c, 2./3), end))
			pen = end
		case sfnt.SegmentOpCubeTo:
			pen = at(s.Args[2])
			p = append(p, curve(at(s.Args[0]), at(s.Args[1]), pen))
		}
	}
	if p != nil {
		p = append(p, closed())
	}
	return p
}

func between(a, b point, t float64) point { return point{a[0] + (b[0]-a[0])*t, a[1] + (b[1]-a[1])*t} }
