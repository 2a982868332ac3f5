package demo

import (
	"bytes"
	"image/png"
	"testing"
)

// Every face is a picture that the account room accepts, and nobody has another's.
func TestFacesArePicturesOfTheirOwn(t *testing.T) {
	owner := map[string]string{}
	for _, p := range people {
		data := p.face.PNG()
		if len(data) > 512<<10 {
			t.Errorf("%s: %d bytes, at most 512 KiB", p.handle, len(data))
		}
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v", p.handle, err)
		}
		if b := img.Bounds(); b.Dx() != b.Dy() || b.Dx() > 1024 {
			t.Errorf("%s: %v is not a square of at most 1024", p.handle, b)
		}
		if other, ok := owner[string(data)]; ok {
			t.Errorf("%s has the face of %s", p.handle, other)
		}
		owner[string(data)] = p.handle
	}
}
