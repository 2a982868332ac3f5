// Package id names things with numbers that are unique over all nodes, and gives each sort of thing a type of its own, so
// that an account cannot be passed where a chat is meant.
//
// # Always true
//
// An id is positive and below 2^63. Ids of one [Source] rise strictly, also when the clock steps back. Order across
// nodes means nothing: what needs an order has a dense sequence of its own. An id leaks its time of making and is no
// secret: what must not be guessed is random.
//
// In JSON and TypeScript an id is a decimal string, because JavaScript numbers end at 2^53.
package id
