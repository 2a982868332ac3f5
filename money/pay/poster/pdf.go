package poster

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

// PDF returns the page as PDF 1.7 (ISO 32000-1), the same bytes for the same poster. Errors: ErrLetters; a code too long for a QR code.
func (p Poster) PDF() (_ []byte, err error) {
	title := p.Name
	for _, line := range []*string{&p.Name, &p.City, &p.Server} {
		if *line, err = printable(*line); err != nil {
			return nil, err
		}
	}
	d, err := p.draw()
	if err != nil {
		return nil, err
	}
	d.title = title
	content := d.pdf()
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, _ = z.Write(content) // a buffer takes everything
	_ = z.Close()
	return pdfFile([]string{
		"<< /Type /Catalog /Pages 2 0 R /ViewerPreferences << /DisplayDocTitle true >> >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %g %g] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>", width, height),
		fmt.Sprintf("<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream", packed.Len(), packed.Bytes()),
		// A font that is not in the file (ISO 32000-1 §9.7.5.2): the reader has one for Adobe-GB1, the characters of GB 18030.
		"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UTF16-H /Encoding /UniGB-UTF16-H /DescendantFonts [6 0 R] >>",
		"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 /FontDescriptor 7 0 R >>",
		"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
		"<< /Title " + hexText(d.title, true) + " /Creator " + hexText(p.Server, true) + " >>",
	}), nil
}

// printable puts a line into letters that a PDF has here, those of Go's fonts and of Adobe-GB1: other letters lose their marks (ẵ becomes
// a), signs and pictures are left out. Error: ErrLetters when a letter has no such form, or nothing is left.
func printable(line string) (string, error) {
	var buf sfnt.Buffer
	font, out := fonts()[0], strings.Builder{}
	for _, r := range norm.NFC.String(line) {
		base, _ := utf8.DecodeRuneInString(norm.NFD.String(string(r)))
		switch {
		case glyphOf(font, &buf, r) != 0 || square(r):
			out.WriteRune(r)
		case glyphOf(font, &buf, base) != 0:
			out.WriteRune(base)
		case unicode.IsLetter(r), unicode.IsNumber(r):
			return "", ErrLetters
		}
	}
	words := strings.Join(strings.Fields(out.String()), " ")
	if words == "" && line != "" {
		return "", ErrLetters
	}
	return words, nil
}

// pdfFile numbers the objects from 1; the first is the catalogue, the last the description.
func pdfFile(objects []string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	at := make([]int, len(objects))
	for i, o := range objects {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, len(objects), table)
	return b.Bytes()
}

// pdf is the page's content stream, whose y goes up from the bottom.
func (d *drawing) pdf() []byte {
	var b bytes.Buffer
	for _, s := range d.shapes {
		if len(s.path) == 0 {
			continue
		}
		b.WriteString(colour(s.colour) + " rg\n")
		for _, k := range s.path {
			for i := range k.count() {
				b.WriteString(number(k.points[i][0]) + " " + number(height-k.points[i][1]) + " ")
			}
			b.WriteString(map[byte]string{'M': "m\n", 'L': "l\n", 'C': "c\n", 'Z': "h\n"}[k.op])
		}
		b.WriteString("f\n")
	}
	for _, t := range d.texts {
		fmt.Fprintf(&b, "BT %s rg /F1 %s Tf %s %s Td %s Tj ET\n",
			colour(t.colour), number(t.size), number(t.x), number(height-t.y), hexText(t.letters, false))
	}
	return b.Bytes()
}

func colour(c int) string {
	return number(float64(c>>16)/255) + " " + number(float64(c>>8&0xFF)/255) + " " + number(float64(c&0xFF)/255)
}

// hexText is a string of UTF-16, which has no sign to escape; mark tells readers of the description so.
func hexText(s string, mark bool) string {
	var b strings.Builder
	b.WriteByte('<')
	if mark {
		b.WriteString("FEFF")
	}
	for _, unit := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", unit)
	}
	b.WriteByte('>')
	return b.String()
}
