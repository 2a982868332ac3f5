// Package app puts the house together. It is the only package that knows every room.
//
// Read it as the town is built in the morning: [Open] lays the ground (secrets, database, bus, files), then each room upon the
// rooms below it, in the order of the floors; [App.Start] lights the lamps (jobs, live connections); [Serve] opens the
// doors to the street and closes them again in the evening.
//
// # Words
//
// App: one assembled server. Street: the HTTP listener for people. Control: a Unix socket in the data folder for the
// operator's commands, open to nobody but the user who runs the server.
//
// # Always true
//
//   - what one room needs of another is handed over here, as an interface which that room declares;
//   - every procedure has its row in authz.go;
//   - everything that is started is stopped, in the opposite order.
//
// # Neighbours
//
// Everything below; only cmd is above.
//
// # Start reading
//
// app.go, then http.go and serve.go.
package app
