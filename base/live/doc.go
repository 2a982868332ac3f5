// Package live is the open line between the server and every device that is switched on: what happens reaches a person's
// screens the moment it is true, without anybody asking.
//
// A device calls /ws and keeps the line open. The hub knows which lines belong to which account, on this node and on the
// others, and writes frames to them. It knows nothing of what frames say: bytes of a protobuf message all of whose fields are
// repeated, so that frames laid end to end are one frame, and many of them travel in one WebSocket message.
//
// # Words
//
// Connection: one open line of one session. Frame: the encoding of one server message. Flush: writing all that waits for
// one connection with one system call. Cut: ending a connection that breaks a limit; its device calls again and syncs.
//
// # Always true
//
//   - Frames pushed by one goroutine reach a connection in that order; acks overtake them.
//   - Nothing here waits for a slow device: what waits for it is bounded, and past the bound it is cut.
//   - A frame may be lost, never repeated: the database has the truth, and sequence numbers show what is missing.
//   - A connection whose session has ended is closed within a second by the bus, within RecheckEvery by the clock.
//
// # Start reading
//
// live.go, then conn.go and flush.go, the way of a frame to a device; socket.go, the way back; nodes.go for other nodes.
package live
