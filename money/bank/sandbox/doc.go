// Package sandbox is a bank that is none: it says "sandbox" wherever it shows, its money is worth nothing, and it can be told how
// to behave, so that everything which a real bank may do to its customers can be seen and tested before there is one.
//
// It keeps its own books in tables that nobody else reads, in transactions of its own, as a foreign system would. The
// operator's desk tells it to approve at once, to wait for a decision on each move, to refuse, or to lose half of what is said
// between it and its customer: the question on its way in, or the answer on its way back.
//
// # Always true
//
//   - One id is one move: the same instruction again changes nothing and gets the answer that holds now.
//   - A move that was decided stays decided, but for a top-up that its customer sends back.
package sandbox
