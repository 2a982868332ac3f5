//go:build !race

package redpacket

const underRace = false
