// Package demo builds the demo town.
package demo
