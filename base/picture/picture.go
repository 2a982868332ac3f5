package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	_ "image/png" // a format that Square reads

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // a format that Square reads

	"alun/base/errs"
)

// Limits of an upload.
const (
	BytesMax = 512 << 10
	SideMax  = 1024 // pixels
	sideMin  = 8
)

// Errors of this package.
var (
	ErrFormat   = errs.Invalid("picture.format", "This is not a PNG, JPEG or WebP picture.")
	ErrTooLarge = errs.Invalid("picture.too_large", "A picture has at most %d KiB and %d pixels a side.", BytesMax>>10, SideMax)
	ErrTooSmall = errs.Invalid("picture.too_small", "This picture is too small.")
)

// Square decodes a PNG, JPEG or WebP picture and returns the middle square of it, side pixels wide, as a JPEG without any
// metadata. Transparent parts become white. The same bytes give the same picture.
//
// Errors: ErrFormat, ErrTooLarge, ErrTooSmall.
func Square(data []byte, side int) (jpegData []byte, err error) {
	return Cut(data, Limits{Bytes: BytesMax, Width: SideMax, Height: SideMax, LeastWidth: sideMin, LeastHeight: sideMin}, side, side)
}

// Limits are those of one upload; sizes in pixels.
type Limits struct {
	Bytes                   int
	Width, Height           int
	LeastWidth, LeastHeight int
}

// tooLarge is ErrTooLarge in the words of these limits.
func (l Limits) tooLarge() error {
	return errs.Invalid(ErrTooLarge.Code, "A picture has at most %d KiB and %d by %d pixels here.", l.Bytes>>10, l.Width, l.Height)
}

// Cut is Square for any shape: the largest part around the middle that has the proportions of width and height, scaled to them.
//
// Errors: ErrFormat, ErrTooLarge, ErrTooSmall.
func Cut(data []byte, l Limits, width, height int) (jpegData []byte, err error) {
	if len(data) > l.Bytes {
		return nil, l.tooLarge()
	}
	cfg, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || format != "png" && format != "jpeg" && format != "webp" {
		return nil, ErrFormat.Because(err)
	}
	if cfg.Width > l.Width || cfg.Height > l.Height {
		return nil, l.tooLarge()
	}
	if cfg.Width < l.LeastWidth || cfg.Height < l.LeastHeight {
		return nil, ErrTooSmall
	}
	src, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, ErrFormat.Because(err)
	}
	return encode(scale(src, width, height))
}

// Resize scales a square JPEG that Square has made to another side.
func Resize(jpegData []byte, side int) ([]byte, error) {
	src, err := jpeg.Decode(bytes.NewReader(jpegData))
	if err != nil {
		return nil, err
	}
	return encode(scale(src, side, side))
}

func scale(src image.Image, width, height int) *image.RGBA {
	b := src.Bounds()
	w, h := b.Dx(), b.Dx()*height/width
	if h > b.Dy() {
		w, h = b.Dy()*width/height, b.Dy()
	}
	corner := image.Pt(b.Min.X+(b.Dx()-w)/2, b.Min.Y+(b.Dy()-h)/2)
	middle := image.Rectangle{Min: corner, Max: corner.Add(image.Pt(max(1, w), max(1, h)))}
	dst := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(dst, dst.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.CatmullRom.Scale(dst, dst.Bounds(), src, middle, draw.Over, nil)
	return dst
}

func encode(m image.Image) ([]byte, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 88}); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
