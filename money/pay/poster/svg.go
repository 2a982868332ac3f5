package poster

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
)

// SVG returns the page as SVG 1.1 of A4 size. Error: a code too long for a QR code.
func (p Poster) SVG() ([]byte, error) {
	d, err := p.draw()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 %g %g" role="img">`, width, height)
	b.WriteString("\n<title>" + escape(d.title) + "</title>\n")
	for _, s := range d.shapes {
		if len(s.path) > 0 {
			fmt.Fprintf(&b, "<path fill=\"#%06X\" d=\"%s\"/>\n", s.colour, s.path.svg())
		}
	}
	for _, t := range d.texts {
		anchor := ""
		if t.middle {
			anchor = ` text-anchor="middle"`
		}
		fmt.Fprintf(&b, `<text x="%s" y="%s"%s font-size="%s" fill="#%06X" font-family="'Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif">%s</text>`+"\n",
			number(t.x), number(t.y), anchor, number(t.size), t.colour, escape(t.letters))
	}
	b.WriteString("</svg>\n")
	return b.Bytes(), nil
}

func (p path) svg() string {
	var b []byte
	for _, s := range p {
		b = append(b, s.op)
		for i := range s.count() {
			if i > 0 {
				b = append(b, ' ')
			}
			b = append(b, number(s.points[i][0])+","+number(s.points[i][1])...)
		}
	}
	return string(b)
}

// count is how many points a stroke has.
func (s stroke) count() int { return map[byte]int{'M': 1, 'L': 1, 'C': 3}[s.op] }

// number writes hundredths of a point, which no printer resolves.
func number(x float64) string {
	text := strconv.FormatFloat(x, 'f', 2, 64)
	for text[len(text)-1] == '0' {
		text = text[:len(text)-1]
	}
	if text[len(text)-1] == '.' {
		text = text[:len(text)-1]
	}
	return text
}

func escape(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer takes everything
	return b.String()
}
