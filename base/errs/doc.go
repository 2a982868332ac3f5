// Package errs is how Alun says that something did not work.
//
// A person reads a sentence, a program reads a stable code, the operator reads the whole chain in the log. A failure has one
// of a few kinds, which decide the HTTP and Connect status and whether trying again can help; everything that is not
// an [Error] is internal: logged whole and shown politely, never word for word.
//
// # Words
//
// Kind: one of seven families of failure. Code: "room.reason", stable for ever, translated by clients. Sentence: English
// for people, without secrets. Cause: what happened underneath, for the log only.
package errs
