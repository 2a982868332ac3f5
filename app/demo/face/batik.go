package face

import "image/color"

// Cloth is the pattern behind a person, after old batik motifs.
type Cloth int

// The motifs.
const (
	Kawung  Cloth = iota // four palm fruits around a cross
	Parang               // waves in slanting rows
	Truntum              // small stars
	Mega                 // clouds in layers
	Ceplok               // roses in squares
)

func (c *canvas) cloth(kind Cloth, ground color.RGBA) {
	c.all(ground)
	light, dark := shade(ground, 0.22), shade(ground, -0.10)
	switch kind {
	case Kawung:
		c.kawung(light, dark)
	case Parang:
		c.parang(light, dark)
	case Truntum:
		c.truntum(light)
	case Mega:
		c.mega(ground)
	case Ceplok:
		c.ceplok(light, dark)
	}
}

// tiles calls f for the middle of each tile, every second row moved by half a tile when staggered.
func tiles(step float64, staggered bool, f func(x, y float64)) {
	for row := 0; float64(row)*step < 100+step; row++ {
		shift := 0.0
		if staggered && row%2 == 1 {
			shift = step / 2
		}
		for x := -shift; x < 100+step; x += step {
			f(x, float64(row)*step)
		}
	}
}

func (c *canvas) kawung(light, dark color.RGBA) {
	tiles(17, false, func(x, y float64) {
		for _, d := range [][3]float64{{4.2, 4.2, 45}, {-4.2, 4.2, -45}, {4.2, -4.2, -45}, {-4.2, -4.2, 45}} {
			c.fill(light, oval(x+d[0], y+d[1], 5, 2.9, d[2]))
			c.fill(dark, oval(x+d[0], y+d[1], 2.4, 0.6, d[2]))
		}
		c.fill(dark, circle(x, y, 0.9))
	})
}

func (c *canvas) parang(light, dark color.RGBA) {
	for i := -6; i < 14; i++ {
		x := float64(i) * 13
		c.fill(light, from(x, 0).line(x+6, 0).line(x+66, 100).line(x+60, 100))
		for j := range 12 {
			t := float64(j) / 11
			c.fill(dark, oval(x+9.4+60*t, 100*t, 2.6, 1.5, 20))
			c.fill(dark, circle(x+3+60*t, 100*t+3, 0.8))
		}
	}
}

func (c *canvas) truntum(light color.RGBA) {
	tiles(13, true, func(x, y float64) {
		for _, turn := range []float64{0, 45, 90, 135} {
			c.fill(light, oval(x, y, 4, 0.8, turn))
		}
		c.fill(light, circle(x, y, 1.5), circle(x+6.5, y, 0.7))
	})
}

func (c *canvas) mega(ground color.RGBA) {
	for i, at := range []point{{8, 18}, {92, 40}, {20, 78}, {85, 92}, {60, 4}} {
		for ring := range 5 {
			r := 24 - float64(ring)*4.6
			ink := shade(ground, 0.07*float64(ring+1))
			if i%2 == 1 {
				ink = shade(ground, -0.035*float64(ring+1))
			}
			c.fill(ink, oval(at.x, at.y, r, r*0.62, 0), circle(at.x-r*0.55, at.y+r*0.18, r*0.42), circle(at.x+r*0.5, at.y-r*0.2, r*0.5))
		}
	}
}

func (c *canvas) ceplok(light, dark color.RGBA) {
	tiles(20, true, func(x, y float64) {
		for _, turn := range []float64{0, 60, 120} {
			c.fill(light, oval(x, y, 6.4, 2.3, turn))
		}
		c.fill(dark, circle(x, y, 2))
		c.fill(light, circle(x, y, 1))
		c.fill(dark, circle(x+10, y, 1.1))
	})
}
