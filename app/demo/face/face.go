package face

import (
	"bytes"
	"image/color"
	"image/png"
)

// Size is the width and height of a portrait in pixels.
const Size = 384

// Hair is what somebody wears on the head.
type Hair int

// The ways to wear it.
const (
	Short  Hair = iota // parted at the side
	Crop               // cut close
	Long               // over the shoulders
	Bob                // to the chin, with a fringe
	Bun                // tied up
	Curls              // a round cloud of curls
	Wavy               // to the shoulders, parted in the middle
	Hijab              // a scarf; Tint is its colour
	Peci               // a cap over short hair
	Fringe             // short, falling onto the forehead
	Bald               // with a wreath at the sides
)

// Beard is what grows below.
type Beard int

// The beards.
const (
	Shaven Beard = iota
	Moustache
	Full
	Goatee
)

// Mouth is how somebody looks at you.
type Mouth int

// The mouths.
const (
	Smile Mouth = iota
	Laugh
	Calm
	Wry
)

// Face is how one person looks. Colours are 0xRRGGBB.
type Face struct {
	Ground uint32 // of the cloth behind
	Cloth  Cloth
	Skin   uint32
	Hair   Hair
	Tint   uint32 // of the hair, or the scarf
	Shirt  uint32
	Mouth  Mouth
	Beard  Beard

	Glasses, Round, Earrings, Bindi, Freckles, Lines, Lashes bool
}

// PNG draws the face, Size pixels square.
func (f Face) PNG() []byte {
	var out bytes.Buffer
	if err := png.Encode(&out, f.draw(Size).img); err != nil {
		panic(err) // a bytes.Buffer does not fail
	}
	return out.Bytes()
}

func (f Face) draw(px int) *canvas {
	c := newCanvas(px)
	p := portrait{canvas: c, Face: f, skin: rgb(f.Skin), hair: rgb(f.Tint), shirt: rgb(f.Shirt)}
	c.cloth(f.Cloth, rgb(f.Ground))
	c.fill(veil(shade(rgb(f.Ground), 0.55), 0.35), circle(50, 50, 43)) // a calm place for the head
	c.zoom(1.16, 50, 62)
	p.behind()
	p.body()
	p.head()
	p.features()
	p.front()
	return c
}

// portrait is a face that is being drawn.
type portrait struct {
	*canvas
	Face
	skin, hair, shirt color.RGBA
}

// behind draws the hair that falls behind the neck.
func (p portrait) behind() {
	switch p.Face.Hair {
	case Long:
		p.fill(p.hair, from(26, 42).cube(22, 10, 78, 10, 74, 42).cube(75, 60, 80, 74, 76, 88).quad(50, 94, 24, 88).cube(20, 74, 25, 60, 26, 42))
	case Wavy:
		p.fill(p.hair, from(27, 40).cube(24, 10, 76, 10, 73, 40).cube(73, 50, 80, 55, 76, 64).cube(80, 72, 72, 78, 66, 76).line(34, 76).
			cube(28, 78, 20, 72, 24, 64).cube(20, 55, 27, 50, 27, 40))
	case Bob:
		p.fill(p.hair, from(25, 44).cube(21, 8, 79, 8, 75, 44).cube(76, 56, 76, 62, 72, 67).line(28, 67).cube(24, 62, 24, 56, 25, 44))
	case Bun:
		p.fill(p.hair, circle(50, 14, 11))
		p.fill(veil(shade(p.hair, 0.25), 0.6), oval(47, 11, 5, 2.2, -20))
	case Curls:
		for _, b := range [][3]float64{{50, 25, 18}, {34, 29, 14}, {66, 29, 14}, {27, 42, 12}, {73, 42, 12}, {30, 55, 10}, {70, 55, 10}, {42, 19, 12}, {58, 19, 12}} {
			p.fill(p.hair, circle(b[0], b[1], b[2]))
		}
	case Hijab:
		p.fill(shade(p.hair, -0.18), from(24, 44).cube(22, 8, 78, 8, 76, 44).cube(78, 64, 88, 84, 90, 100).line(10, 100).cube(12, 84, 22, 64, 24, 44))
	}
}

func (p portrait) body() {
	if p.Face.Hair != Hijab {
		p.fill(shade(p.skin, -0.13), from(41, 58).line(59, 58).cube(59, 70, 60, 76, 66, 80).quad(50, 92, 34, 80).cube(40, 76, 41, 70, 41, 58))
	}
	p.fill(p.shirt, from(10, 100).cube(12, 84, 24, 79, 39, 76).cube(44, 84, 56, 84, 61, 76).cube(76, 79, 88, 84, 90, 100))
	trim := shade(p.shirt, 0.28)
	if p.Face.Hair != Hijab {
		p.stroke(trim, 2.1, point{38, 76.5}, point{50, 92}, point{62, 76.5})
	}
	for _, x := range []float64{20, 30, 70, 80} { // a hint of cloth
		p.fill(veil(trim, 0.5), circle(x, 93, 1.5))
	}
	p.fill(veil(trim, 0.5), circle(25, 87.5, 1.2), circle(75, 87.5, 1.2))
}

func (p portrait) head() {
	dark := shade(p.skin, -0.13)
	if p.Face.Hair != Hijab {
		p.fill(dark, oval(28.6, 47, 4, 5.4, -8), oval(71.4, 47, 4, 5.4, 8))
		p.fill(shade(p.skin, -0.03), oval(28.2, 46.6, 3, 4.4, -8), oval(71.8, 46.6, 3, 4.4, 8))
	}
	p.fill(veil(rgb(0x000000), 0.10), oval(50, 66, 14, 4.5, 0))
	p.fill(p.skin, from(29, 40).cube(29, 15, 71, 15, 71, 40).cube(71, 58, 62, 69.5, 50, 69.5).cube(38, 69.5, 29, 58, 29, 40))
}

// front draws the hair, cap or scarf that lies before the face.
func (p portrait) front() {
	shine := veil(shade(p.hair, 0.30), 0.45)
	switch p.Face.Hair {
	case Short:
		p.fill(p.hair, from(27, 43).cube(23, 10, 62, 6, 70, 20).cube(77, 25, 75, 36, 73, 43).cube(71.5, 40, 70.6, 33, 66, 28).cube(56, 34, 42, 33, 35, 27).cube(31, 32, 29, 37, 27, 43))
		p.stroke(shine, 1.6, point{38, 19}, point{47, 13}, point{58, 16})
	case Crop:
		p.fill(p.hair, from(28, 41).cube(26, 12, 74, 12, 72, 41).cube(71, 34, 69, 29, 65, 26).quad(50, 22, 35, 26).cube(31, 29, 29, 34, 28, 41))
	case Fringe:
		p.fill(p.hair, from(27, 44).cube(22, 9, 78, 9, 73, 44).cube(72, 39, 71, 36, 68, 33).line(64, 36).line(60, 31).line(54, 36).line(48, 31).line(42, 36).line(37, 31).line(33, 36).cube(29, 37, 28, 40, 27, 44))
		p.stroke(shine, 1.6, point{36, 26}, point{44, 20}, point{58, 21})
	case Long:
		p.fill(p.hair, from(27, 50).cube(23, 12, 60, 8, 60, 22).cube(54, 30, 38, 32, 33, 38).cube(31, 44, 30, 48, 27, 50),
			from(58, 20).cube(64, 10, 80, 24, 73, 52).cube(71, 44, 70, 36, 58, 20))
		p.stroke(shine, 1.5, point{35, 24}, point{42, 15}, point{54, 15})
	case Wavy:
		p.fill(p.hair, from(50, 17).cube(30, 12, 22, 32, 27, 54).cube(31, 44, 36, 32, 50, 19), from(50, 17).cube(70, 12, 78, 32, 73, 54).cube(69, 44, 64, 32, 50, 19))
		p.stroke(shine, 1.5, point{33, 32}, point{35, 24}, point{43, 20})
	case Bob:
		p.fill(p.hair, from(26, 46).cube(22, 9, 78, 9, 74, 46).line(70, 46).cube(70, 40, 69, 38, 68, 35).quad(50, 41, 32, 35).cube(31, 38, 30, 40, 30, 46))
		p.stroke(shine, 1.8, point{35, 27}, point{47, 20}, point{62, 24})
	case Bun:
		p.fill(p.hair, from(27, 45).cube(24, 10, 76, 10, 73, 45).cube(71, 36, 66, 28, 56, 24).cube(46, 26, 33, 32, 27, 45))
		p.stroke(shine, 1.5, point{34, 27}, point{41, 19}, point{52, 18})
	case Curls:
		for i, b := range [][3]float64{{32, 31, 6}, {39, 25.5, 6.5}, {47, 23, 6.5}, {55, 23, 6.5}, {63, 26, 6.5}, {69, 32, 6}} {
			p.fill(p.hair, circle(b[0], b[1], b[2]))
			if i%2 == 0 {
				p.fill(shine, circle(b[0]-1.5, b[1]-4, 1.3))
			}
		}
	case Bald:
		p.fill(p.hair, oval(28.5, 40, 3, 7.5, 6), oval(71.5, 40, 3, 7.5, -6))
		p.fill(veil(rgb(0xffffff), 0.30), oval(43, 24, 7, 2.6, -18))
	case Peci:
		p.fill(shade(rgb(0x201d22), 0.25), oval(28.8, 38, 2.4, 5, 4), oval(71.2, 38, 2.4, 5, -4))
		p.fill(p.hair, from(27, 33).line(30, 13).quad(50, 6, 70, 13).line(73, 33).quad(50, 25, 27, 33))
		p.stroke(veil(shade(p.hair, 0.5), 0.6), 0.9, point{28.5, 29.5}, point{50, 21.5}, point{71.5, 29.5})
	case Hijab:
		p.scarf()
	}
}

func (p portrait) scarf() {
	dark, light := shade(p.hair, -0.16), shade(p.hair, 0.18)
	p.fill(p.hair,
		// around the face: the outer edge one way, the opening the other
		from(24, 44).cube(21, 8, 79, 8, 76, 44).cube(76, 62, 66, 76, 50, 78).cube(34, 76, 24, 62, 24, 44).
			line(32, 43).cube(32, 56, 40, 68, 50, 68).cube(60, 68, 68, 56, 68, 43).cube(68, 22, 32, 22, 32, 43).line(24, 44))
	p.fill(p.hair, from(27, 60).cube(36, 74, 64, 74, 73, 60).cube(80, 74, 86, 88, 87, 100).line(13, 100).cube(14, 88, 20, 74, 27, 60))
	p.stroke(dark, 0.9, point{34, 68}, point{52, 82}, point{72, 84})
	p.stroke(dark, 0.9, point{66, 69}, point{50, 84}, point{36, 98})
	p.stroke(light, 1.1, point{33.5, 27}, point{40, 20}, point{53, 19.5})
	p.fill(rgb(0xF6C65B), circle(66.5, 72, 1.5))
}
