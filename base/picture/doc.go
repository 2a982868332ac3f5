// Package picture turns a picture that somebody uploaded into one that is safe to show to everyone.
//
// Nothing of the upload survives but what is seen: it is decoded, cut to a square, scaled and written anew, so that a place
// of exposure, a camera's name, a hidden file behind the picture or a trick in its encoding are gone. How large it will
// be is read from its first bytes before anything is decoded.
//
// # Start reading
//
// [Square].
package picture
