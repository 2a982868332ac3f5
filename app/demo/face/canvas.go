package face

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"
)

// canvas is a square picture whose coordinates run from 0 to 100, whatever its size in pixels.
type canvas struct {
	img   *image.RGBA
	scale float64
	shift point // in pixels
}

func newCanvas(px int) *canvas {
	return &canvas{img: image.NewRGBA(image.Rect(0, 0, px, px)), scale: float64(px) / 100}
}

// zoom makes what is drawn from now on larger by a factor, so that (x, y) stays where it is.
func (c *canvas) zoom(factor, x, y float64) {
	c.shift = point{x * c.scale * (1 - factor), y * c.scale * (1 - factor)}
	c.scale *= factor
}

// point is a place on the canvas.
type point struct{ x, y float64 }

// path is a closed outline: a start and curves from there. A curve of one point is a line, of two a quadratic and of
// three a cubic Bézier curve.
type path struct {
	start  point
	curves [][]point
}

func from(x, y float64) path { return path{start: point{x, y}} }

func (p path) line(x, y float64) path {
	p.curves = append(p.curves, []point{{x, y}})
	return p
}

func (p path) quad(bx, by, x, y float64) path {
	p.curves = append(p.curves, []point{{bx, by}, {x, y}})
	return p
}

func (p path) cube(bx, by, cx, cy, x, y float64) path {
	p.curves = append(p.curves, []point{{bx, by}, {cx, cy}, {x, y}})
	return p
}

// fill paints the insides of the paths. Only the part of the picture that they cover is worked on.
func (c *canvas) fill(ink color.Color, paths ...path) {
	area := c.bounds(paths)
	if area.Empty() {
		return
	}
	r := vector.NewRasterizer(area.Dx(), area.Dy())
	at := func(p point) (float32, float32) {
		return float32(p.x*c.scale + c.shift.x - float64(area.Min.X)), float32(p.y*c.scale + c.shift.y - float64(area.Min.Y))
	}
	for _, p := range paths {
		x, y := at(p.start)
		r.MoveTo(x, y)
		for _, curve := range p.curves {
			x, y := at(curve[len(curve)-1])
			bx, by := at(curve[0])
			switch len(curve) {
			case 1:
				r.LineTo(x, y)
			case 2:
				r.QuadTo(bx, by, x, y)
			default:
				cx, cy := at(curve[1])
				r.CubeTo(bx, by, cx, cy, x, y)
			}
		}
		r.ClosePath()
	}
	r.Draw(c.img, area, image.NewUniform(ink), image.Point{})
}

// bounds are the pixels that the paths can touch.
func (c *canvas) bounds(paths []path) image.Rectangle {
	low, high := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	grow := func(p point) {
		low = point{min(low.x, p.x), min(low.y, p.y)}
		high = point{max(high.x, p.x), max(high.y, p.y)}
	}
	for _, p := range paths {
		grow(p.start)
		for _, curve := range p.curves {
			for _, q := range curve {
				grow(q)
			}
		}
	}
	px := func(v, shift float64) int { return int(min(max(math.Floor(v*c.scale+shift), -1e6), 1e6)) }
	x, y := c.shift.x, c.shift.y
	return image.Rect(px(low.x, x)-1, px(low.y, y)-1, px(high.x, x)+2, px(high.y, y)+2).Intersect(c.img.Bounds())
}

// all paints the whole canvas.
func (c *canvas) all(ink color.Color) {
	draw.Draw(c.img, c.img.Bounds(), image.NewUniform(ink), image.Point{}, draw.Src)
}

// kappa makes a quarter of a circle of a cubic curve.
const kappa = 0.5523

// oval is an ellipse around (x, y), turned by degrees clockwise.
func oval(x, y, rx, ry, degrees float64) path {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	at := func(dx, dy float64) point { return point{x + dx*cos - dy*sin, y + dx*sin + dy*cos} }
	kx, ky := rx*kappa, ry*kappa
	return path{at(rx, 0), [][]point{
		{at(rx, ky), at(kx, ry), at(0, ry)},
		{at(-kx, ry), at(-rx, ky), at(-rx, 0)},
		{at(-rx, -ky), at(-kx, -ry), at(0, -ry)},
		{at(kx, -ry), at(rx, -ky), at(rx, 0)},
	}}
}

func circle(x, y, r float64) path { return oval(x, y, r, r, 0) }

// stroke paints a quadratic curve from a to b, bent towards bend, with round ends and the given width.
func (c *canvas) stroke(ink color.Color, width float64, a, bend, b point) {
	const steps, cap = 20, 8
	at := func(t float64) (p point, angle float64) {
		u := 1 - t
		p = point{u*u*a.x + 2*u*t*bend.x + t*t*b.x, u*u*a.y + 2*u*t*bend.y + t*t*b.y}
		return p, math.Atan2(u*(bend.y-a.y)+t*(b.y-bend.y), u*(bend.x-a.x)+t*(b.x-bend.x))
	}
	var outline []point
	edge := func(t, turn float64) {
		p, angle := at(t)
		sin, cos := math.Sincos(angle + turn)
		outline = append(outline, point{p.x + cos*width/2, p.y + sin*width/2})
	}
	for i := range steps + 1 {
		edge(float64(i)/steps, -math.Pi/2)
	}
	for i := range cap {
		edge(1, -math.Pi/2+math.Pi*float64(i+1)/cap)
	}
	for i := range steps + 1 {
		edge(1-float64(i)/steps, math.Pi/2)
	}
	for i := range cap {
		edge(0, math.Pi/2+math.Pi*float64(i+1)/cap)
	}
	p := path{start: outline[0]}
	for _, q := range outline[1:] {
		p = p.line(q.x, q.y)
	}
	c.fill(ink, p)
}

// shade mixes c with black (amount below 0) or white (above), from -1 to 1.
func shade(c color.RGBA, amount float64) color.RGBA {
	target, a := 255.0, amount
	if amount < 0 {
		target, a = 0, -amount
	}
	mix := func(v uint8) uint8 { return uint8(float64(v) + (target-float64(v))*a) }
	return color.RGBA{mix(c.R), mix(c.G), mix(c.B), 255}
}

// veil is c, seen through to the given share of 0 to 1.
func veil(c color.RGBA, share float64) color.NRGBA {
	return color.NRGBA{c.R, c.G, c.B, uint8(255 * share)}
}

// rgb is a colour by its usual number, as 0xF6A723.
func rgb(hex uint32) color.RGBA {
	return color.RGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 255}
}
