// Package secret keeps what a thief of the database must not have: the keys of this server, in one small file apart from
// the database and its backups.
//
// The file holds master keys; every use derives a key of its own from the newest by name (HKDF-SHA256, RFC 5869), so that
// what is made with one is worth nothing for another, and a new use needs no change of the file. What a key makes starts
// with the number of its master: after a rotation old things are still read, new ones are made with the new key.
//
// # Always true
//
//   - the file is made once, whole, readable by its owner alone; it is never overwritten, only replaced by a longer one;
//   - it is refused when others may read it;
//   - all nodes of one server need the same file: copy it before the second node starts.
//
// # Start reading
//
// [Open], then [Key].
package secret
