package poster

import (
	"bytes"
	"compress/zlib"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
	"rsc.io/qr"
)

var stall = Poster{Name: "Warung Bu Tini", City: "Kota Malang", Server: "Alun", Code: "00020101021126…", Language: "id"}

func must[T any](t *testing.T, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSVG(t *testing.T) {
	for language, says := range map[string]bool{"id": false, "en": false, "zh": true} {
		p := stall
		p.Language = language
		svg, err := p.SVG()
		svg = must(t, svg, err)
		keep(t, "poster-"+language+".svg", svg)
		if err := wellFormed(svg); err != nil {
			t.Errorf("%s: %v", language, err)
		}
		if got := strings.Contains(string(svg), "扫码付款"); got != says {
			t.Errorf("%s: Chinese words: %v", language, got)
		}
		if strings.Contains(string(svg), "<text") != says {
			t.Errorf("%s: Latin letters were left to the reader's font", language)
		}
	}
}

func wellFormed(svg []byte) error {
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// keep writes a file to look at when ALUN_KEEP names a folder.
func keep(t *testing.T, name string, data []byte) {
	t.Helper()
	if dir := os.Getenv("ALUN_KEEP"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// The dark squares of the drawing are those of the code, inside the white card with the quiet zone around them.
func TestTheCodeOnThePage(t *testing.T) {
	code, err := qr.Encode(stall.Code, qr.M)
	code = must(t, code, err)
	p := modules(code, 0, 0, 1)
	dark := map[[2]int]bool{}
	for i := 0; i < len(p); i += 5 {
		from, to := p[i].points[0], p[i+2].points[0]
		for x := from[0]; x < to[0]; x++ {
			dark[[2]int{int(x), int(from[1])}] = true
		}
	}
	for y := range code.Size {
		for x := range code.Size {
			if dark[[2]int{x, y}] != code.Black(x, y) {
				t.Fatalf("the square at %d, %d is dark: %v", x, y, dark[[2]int{x, y}])
			}
		}
	}
}

var (
	objectStart = regexp.MustCompile(`(?m)^(\d+) 0 obj$`)
	xrefRow     = regexp.MustCompile(`(?m)^(\d{10}) 00000 n $`)
	startXref   = regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`)
)

// The file's table points to its objects, and the content stream unpacks to balanced operators.
func TestPDF(t *testing.T) {
	p := stall
	p.Name, p.Language = "Warung 最佳 Café", "zh"
	pdf, err := p.PDF()
	pdf = must(t, pdf, err)
	keep(t, "poster.pdf", pdf)
	again, err := p.PDF()
	if !bytes.Equal(pdf, must(t, again, err)) {
		t.Error("the same poster, other bytes")
	}
	rows := xrefRow.FindAllSubmatch(pdf, -1)
	for i, row := range rows {
		at := mustAtoi(row[1])
		if m := objectStart.FindSubmatch(pdf[at : at+16]); m == nil || string(m[1]) != strconv.Itoa(i+1) {
			t.Errorf("object %d is not at %d", i+1, at)
		}
	}
	m := startXref.FindSubmatch(pdf)
	if len(rows) != 8 || m == nil || !bytes.HasPrefix(pdf[mustAtoi(m[1]):], []byte("xref\n")) {
		t.Fatalf("%d objects, start %q", len(rows), m)
	}
	content := unpack(t, pdf)
	for _, want := range []string{"<6700" + "4F73> Tj", "<626B780" + "14ED86B3E> Tj"} { // 最佳, 扫码付款
		if !strings.Contains(content, want) {
			t.Errorf("no %s in the content", want)
		}
	}
}

func mustAtoi(b []byte) int {
	n, err := strconv.Atoi(string(b))
	if err != nil {
		panic(err)
	}
	return n
}

func unpack(t *testing.T, pdf []byte) string {
	t.Helper()
	_, rest, _ := bytes.Cut(pdf, []byte("stream\n"))
	packed, _, _ := bytes.Cut(rest, []byte("\nendstream"))
	z, err := zlib.NewReader(bytes.NewReader(packed))
	z = must(t, z, err)
	content, err := io.ReadAll(z)
	return string(must(t, content, err))
}

// Whatever a stall is called, nothing leaves the page and the SVG stays one.
func TestAnyName(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := Poster{Name: rapid.StringN(1, 25, -1).Draw(rt, "name"), City: rapid.StringN(1, 15, -1).Draw(rt, "city"), Server: "Alun", Code: stall.Code, Language: "en"}
		svg, err := p.SVG()
		if err != nil {
			rt.Fatal(err)
		}
		if err := wellFormed(svg); err != nil {
			rt.Fatalf("%q: %v", p.Name, err)
		}
		d, _ := p.draw()
		for _, s := range d.shapes {
			for _, k := range s.path {
				for _, at := range k.points[:k.count()] {
					if at[0] < 0 || at[0] > width || at[1] < 0 || at[1] > height {
						rt.Fatalf("%q reaches %v", p.Name, at)
					}
				}
			}
		}
		if _, err := p.PDF(); err != nil && !errors.Is(err, ErrLetters) {
			rt.Fatal(err)
		}
	})
}

// A PDF says a name whole or not at all: marks may go, letters may not. In an SVG the reader's font draws such a line in one piece, so that
// its words keep their order.
func TestOtherScripts(t *testing.T) {
	for name, want := range map[string]string{
		"Quán Đà Nẵng": "Quán Đà Nang", "Kopi ☕ 😀": "Kopi", "Пельмени": "Пельмени", "最佳 Café": "最佳 Café", "مطعم الأمل": "", "떡볶이 Kim": "", "ร้าน": "", "☕": "",
	} {
		p := stall
		p.Name = name
		got, err := printable(name)
		_, pdfErr := p.PDF()
		if got != want || errors.Is(err, ErrLetters) != (want == "") || !errors.Is(pdfErr, err) {
			t.Errorf("%s: %q, %v, the page %v", name, got, err, pdfErr)
		}
		svg, err := p.SVG()
		whole := strings.Contains(string(must(t, svg, err)), ">"+name+"</text>")
		if drawn := name == "Пельмени" || name == "最佳 Café"; whole == drawn {
			t.Errorf("%s: in one piece for the reader's font: %v", name, whole)
		}
	}
}

func TestCodeTooLong(t *testing.T) {
	p := stall
	p.Code = strings.Repeat("ü", 3000)
	if _, err := p.PDF(); err == nil {
		t.Error("no error")
	}
}
