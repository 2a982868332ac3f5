package face

import (
	"bytes"
	"image/png"
	"testing"
)

// Whatever somebody wears, the portrait is a square picture, always the same bytes, and small enough to be an avatar.
func TestPNG(t *testing.T) {
	seen := map[string]Hair{}
	for hair := Short; hair <= Bald; hair++ {
		f := Face{Ground: 0xD98E3F, Cloth: Cloth(int(hair) % 5), Skin: 0xC68B5E, Hair: hair, Tint: 0x2A1B18, Shirt: 0x3743B5, Beard: Beard(int(hair) % 4), Mouth: Mouth(int(hair) % 4), Glasses: hair%2 == 0}
		small := string(f.draw(48).img.Pix)
		if small != string(f.draw(48).img.Pix) {
			t.Errorf("hair %d is drawn differently each time", hair)
		}
		if other, ok := seen[small]; ok {
			t.Errorf("hair %d looks like %d", hair, other)
		}
		seen[small] = hair
	}
	data := Face{Ground: 0xD98E3F, Skin: 0xC68B5E, Tint: 0x2A1B18, Shirt: 0x3743B5}.PNG()
	img, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil || img.Width != Size || img.Height != Size || len(data) > 200<<10 {
		t.Errorf("%d × %d px, %d bytes, %v", img.Width, img.Height, len(data), err)
	}
}

// What lies outside the canvas is not drawn, and harms nothing.
func TestOutside(t *testing.T) {
	c := newCanvas(64)
	c.fill(rgb(0xffffff), circle(-500, -500, 20), from(1e9, 1e9).line(-1e9, 1e9).line(0, 2e9))
	for _, v := range c.img.Pix {
		if v != 0 {
			t.Fatal("something was drawn")
		}
	}
}
