// Package tools is the workshop of Alun: the programs that build, test and
// check the house but are never part of it. It is a module of its own so that
// what it pins (code generators, linters) stays out of the product's go.mod.
package tools
