package face

// features draws what makes a face somebody's: eyes, brows, nose, mouth, beard, glasses.
func (p portrait) features() {
	ink := shade(rgb(0x2a1d1a), 0)
	dark := shade(p.skin, -0.24)
	brow := shade(p.hair, -0.1)
	if p.Face.Hair == Hijab || p.Face.Hair == Peci {
		brow = ink
	}
	if p.Lines { // grey hair, grey brows
		brow = shade(p.hair, -0.15)
		if p.Face.Hair == Hijab || p.Face.Hair == Peci {
			brow = rgb(0x8d8a8a)
		}
	}
	blush := veil(rgb(0xE8645A), 0.26)
	p.fill(blush, oval(36.5, 54.5, 4.4, 2.8, 0), oval(63.5, 54.5, 4.4, 2.8, 0))
	for _, side := range []float64{-1, 1} {
		x := 50 + side*10.2
		if p.Mouth == Laugh {
			p.stroke(ink, 1.8, point{x - 3.6, 46.6}, point{x, 42.4}, point{x + 3.6, 46.6})
		} else {
			p.fill(ink, oval(x, 45.6, 2.45, 2.9, 0))
			p.fill(rgb(0xffffff), circle(x+0.8, 44.5, 0.85))
			p.fill(veil(rgb(0xffffff), 0.7), circle(x-0.7, 46.9, 0.4))
		}
		if p.Lashes {
			p.stroke(ink, 0.95, point{x + side*2, 43.6}, point{x + side*3.2, 42.9}, point{x + side*4.2, 41.9})
		}
		p.stroke(brow, 1.7, point{x - 4, 39.4 - side*0.2}, point{x, 36.6}, point{x + 4, 39.4 + side*0.2})
		if p.Lines {
			p.stroke(veil(dark, 0.7), 0.6, point{x + side*5.2, 46.8}, point{x + side*6.4, 47}, point{x + side*7.2, 48})
			p.stroke(veil(dark, 0.7), 0.6, point{x + side*5.2, 45.6}, point{x + side*6.4, 45.2}, point{x + side*7.4, 45.4})
		}
	}
	p.stroke(dark, 1.3, point{48.2, 52.4}, point{50, 54.4}, point{51.8, 52.4})
	if p.Freckles {
		for _, d := range []point{{35, 52}, {38, 51}, {40.5, 53}, {36.5, 56}, {60, 53}, {62.5, 51}, {65, 52}, {63.5, 56}} {
			p.fill(veil(dark, 0.6), circle(d.x, d.y, 0.5))
		}
	}
	if p.Bindi {
		p.fill(rgb(0xC2283B), circle(50, 35.4, 1.35))
	}
	p.beard()
	p.mouth()
	if p.Glasses {
		p.glasses()
	}
	if p.Earrings {
		p.fill(rgb(0xF6C65B), circle(27.8, 53.2, 1.6), circle(72.2, 53.2, 1.6))
	}
}

func (p portrait) mouth() {
	lip := rgb(0x8E3B35)
	if p.Beard == Moustache { // below it
		p.stroke(lip, 1.6, point{45.4, 60.6}, point{50, 64}, point{54.6, 60.6})
		return
	}
	switch p.Mouth {
	case Laugh:
		p.fill(rgb(0x6b2320), from(42.5, 57.4).quad(50, 59.4, 57.5, 57.4).cube(57.5, 66, 42.5, 66, 42.5, 57.4))
		p.fill(rgb(0xffffff), from(43.4, 57.7).quad(50, 59.5, 56.6, 57.7).quad(56, 60.4, 50, 60.6).quad(44, 60.4, 43.4, 57.7))
		p.fill(rgb(0xE06B63), oval(50, 63, 3.2, 1.4, 0))
	case Calm:
		p.stroke(lip, 1.5, point{45.4, 59.4}, point{50, 61}, point{54.6, 59.4})
	case Wry:
		p.stroke(lip, 1.6, point{45, 59.8}, point{51, 62.4}, point{56, 57.8})
	default:
		p.stroke(lip, 1.7, point{43.8, 58.2}, point{50, 64.4}, point{56.2, 58.2})
	}
}

func (p portrait) beard() {
	hair := p.hair
	if p.Face.Hair == Peci || p.Face.Hair == Hijab {
		hair = rgb(0x201d22)
		if p.Lines {
			hair = rgb(0xB9B4B0)
		}
	}
	switch p.Beard {
	case Moustache:
		p.fill(hair, from(50, 55.2).cube(46.5, 54.2, 43, 55, 41, 58).cube(45, 58.2, 48, 57.8, 50, 56.9).cube(52, 57.8, 55, 58.2, 59, 58).cube(57, 55, 53.5, 54.2, 50, 55.2))
	case Full:
		p.fill(hair, from(29.4, 45).cube(29.4, 60, 37, 72.4, 50, 72.4).cube(63, 72.4, 70.6, 60, 70.6, 45).cube(68, 53, 65, 55, 60, 55).cube(54, 53.6, 46, 53.6, 40, 55).cube(35, 55, 32, 53, 29.4, 45))
		p.fill(p.skin, oval(50, 60, 7, 3.7, 0))
	case Goatee:
		p.fill(hair, from(45, 64.4).quad(50, 62.6, 55, 64.4).cube(55, 70, 53, 72, 50, 72).cube(47, 72, 45, 70, 45, 64.4))
	}
}

func (p portrait) glasses() {
	frame := rgb(0x2b2a33)
	for _, side := range []float64{-1, 1} {
		x := 50 + side*10.2
		p.fill(veil(rgb(0xffffff), 0.20), oval(x, 46, 7, 6.4, 0))
		for _, q := range [][2]float64{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}} {
			bend := point{x + q[0]*7, 46 + q[1]*6.4}
			if p.Round {
				bend = point{x + q[0]*6.6, 46 + q[1]*6}
			}
			p.stroke(frame, 1.25, point{x + q[0]*7, 46}, bend, point{x, 46 + q[1]*6.4})
		}
		p.stroke(frame, 1.1, point{x + side*7, 45}, point{x + side*9, 44}, point{x + side*11, 44.4})
	}
	p.stroke(frame, 1.25, point{46.8, 45.4}, point{50, 43.8}, point{53.2, 45.4})
}
