package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"
)

func pngOf(t testing.TB, w, h int, c color.Color) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		m.Set(i%w, i/w, c)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSquare(t *testing.T) {
	// A wide picture: red edges, blue middle. The edges are cut off.
	m := image.NewNRGBA(image.Rect(0, 0, 300, 100))
	for i := range 300 * 100 {
		c := color.NRGBA{R: 255, A: 255}
		if x := i % 300; x >= 100 && x < 200 {
			c = color.NRGBA{B: 255, A: 255}
		}
		m.Set(i%300, i/300, c)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	got, err := Square(b.Bytes(), 64)
	if err != nil {
		t.Fatal(err)
	}
	out, err := jpeg.Decode(bytes.NewReader(got))
	if err != nil || out.Bounds() != image.Rect(0, 0, 64, 64) {
		t.Fatal(out.Bounds(), err)
	}
	for _, p := range []image.Point{{2, 2}, {32, 32}, {61, 61}} {
		if r, _, bl, _ := out.At(p.X, p.Y).RGBA(); r > bl/4 {
			t.Errorf("at %v: red %d, blue %d", p, r, bl)
		}
	}
	again, _ := Square(b.Bytes(), 64)
	if !bytes.Equal(got, again) {
		t.Error("the same upload gives another picture")
	}
	small, err := Resize(got, 16)
	if err != nil || len(small) >= len(got) {
		t.Error(len(small), err)
	}
}

func TestTransparentBecomesWhite(t *testing.T) {
	got, err := Square(pngOf(t, 50, 50, color.NRGBA{}), 32)
	if err != nil {
		t.Fatal(err)
	}
	out, _ := jpeg.Decode(bytes.NewReader(got))
	if r, g, b, _ := out.At(16, 16).RGBA(); r < 0xf000 || g < 0xf000 || b < 0xf000 {
		t.Error(r, g, b)
	}
}

// What is hidden in or behind a picture does not come through.
func TestNothingButPixelsSurvives(t *testing.T) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 40)), nil); err != nil {
		t.Fatal(err)
	}
	secret := []byte("Exif\x00\x00GPS -8.65,115.21 <script>alert(1)</script>")
	app1 := append([]byte{0xff, 0xe1, 0, byte(len(secret) + 2)}, secret...)
	upload := append(append(bytes.Clone(b.Bytes()[:2]), app1...), b.Bytes()[2:]...)
	upload = append(upload, secret...)
	got, err := Square(upload, 32)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(got, []byte("GPS")) || bytes.Contains(got, []byte("script")) || bytes.Contains(got, []byte("Exif")) {
		t.Error("metadata survived")
	}
}

func TestRefused(t *testing.T) {
	var g bytes.Buffer
	if err := gif.Encode(&g, image.NewPaletted(image.Rect(0, 0, 20, 20), color.Palette{color.White}), nil); err != nil {
		t.Fatal(err)
	}
	whole := pngOf(t, 100, 100, color.NRGBA{R: 200, A: 255})
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"nothing":    {nil, ErrFormat},
		"text":       {[]byte("<svg onload=alert(1)>"), ErrFormat},
		"gif":        {g.Bytes(), ErrFormat},
		"half a png": {whole[:len(whole)/2], ErrFormat},
		"tiny":       {pngOf(t, 4, 400, color.White), ErrTooSmall},
		"wide":       {pngOf(t, SideMax+1, 10, color.White), ErrTooLarge},
		"heavy":      {make([]byte, BytesMax+1), ErrTooLarge},
		"bomb":       {bomb(), ErrTooLarge},
	} {
		if _, err := Square(c.data, 64); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// bomb is a valid PNG header that promises 10 GB of pixels.
func bomb() []byte {
	b := []byte("\x89PNG\r\n\x1a\n")
	ihdr := append([]byte("IHDR"), 0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50, 8, 6, 0, 0, 0)
	b = binary.BigEndian.AppendUint32(b, 13)
	b = append(b, ihdr...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(ihdr))
}

func FuzzSquare(f *testing.F) {
	f.Add(pngOf(f, 20, 20, color.White))
	f.Add(bomb())
	var b bytes.Buffer
	_ = jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 16, 16)), nil)
	f.Add(b.Bytes())
	f.Add([]byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := Square(data, 32)
		if err != nil {
			return
		}
		if out, err := jpeg.DecodeConfig(bytes.NewReader(got)); err != nil || out.Width != 32 || out.Height != 32 {
			t.Fatalf("%v, %v", out, err)
		}
	})
}

// Cut keeps the middle in the proportions asked for, and holds an upload to the limits given.
func TestCut(t *testing.T) {
	limits := Limits{Bytes: 1 << 20, Width: 400, Height: 400, LeastWidth: 60, LeastHeight: 80}
	for _, size := range [][2]int{{60, 80}, {400, 80}, {60, 400}, {400, 400}} {
		out, err := Cut(pngOf(t, size[0], size[1], color.White), limits, 60, 80)
		if err != nil {
			t.Fatalf("%v: %v", size, err)
		}
		m, err := jpeg.Decode(bytes.NewReader(out))
		if err != nil || m.Bounds().Dx() != 60 || m.Bounds().Dy() != 80 {
			t.Errorf("%v: %v, %v", size, m.Bounds(), err)
		}
	}
	// A tall picture with a red band above and below: they are cut off.
	m := image.NewNRGBA(image.Rect(0, 0, 60, 200))
	for i := range 60 * 200 {
		c := color.NRGBA{R: 255, A: 255}
		if y := i / 60; y >= 60 && y < 140 {
			c = color.NRGBA{B: 255, A: 255}
		}
		m.Set(i%60, i/60, c)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	out, err := Cut(b.Bytes(), limits, 60, 80)
	if err != nil {
		t.Fatal(err)
	}
	got, err := jpeg.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	for _, y := range []int{8, 40, 71} {
		if r, _, blue, _ := got.At(30, y).RGBA(); r>>8 > 60 || blue>>8 < 190 {
			t.Errorf("row %d: red %d, blue %d", y, r>>8, blue>>8)
		}
	}
	for name, bad := range map[string][]byte{"wide": pngOf(t, 401, 100, color.White), "low": pngOf(t, 60, 79, color.White), "heavy": make([]byte, 1<<20+1)} {
		if _, err := Cut(bad, limits, 60, 80); !errors.Is(err, ErrTooLarge) && !errors.Is(err, ErrTooSmall) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
