// Package poster draws the page that a stall prints and hangs up: its name, "Scan to pay" and its QR code, one A4 sheet, as SVG
// for a browser or as PDF for a print shop.
//
// A page is laid out once, as filled paths; two small writers put it into the one or the other format. Latin, Greek and
// Cyrillic letters become paths too, of the Go fonts (BSD licence) that come with golang.org/x/image, so that a sheet looks the
// same everywhere. No font with tens of thousands of Chinese characters is shipped: those are left to the font of whatever shows
// the page, in a PDF by the standard name STSong-Light, which readers replace by their own. What neither has is left out of the PDF.
//
// # Start reading
//
// poster.go for the page, draw.go for paths and letters, then svg.go and pdf.go.
package poster
