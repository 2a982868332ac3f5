// Package demo builds the demo town: fourteen made-up people with drawn faces, their friendships and groups, and a week of
// talk in three languages that ends today, with money in everybody's wallet, a few stalls and what was paid at them, so that
// whoever tries Alun finds a place where people already live.
//
// It is made through the same doors as anything else: the public Go client and the operator's import call. Nothing in
// the product knows of it. Building it again adds nothing.
package demo
