// Package storetest runs a room's storage tests on the real engines, SQLite and PostgreSQL, the same tests on both.
//
//	storetest.Each(t, func(t *testing.T, db *store.DB) { … })
//
// SQLite is a file in the test's own folder. PostgreSQL is a fresh database for every test, on the server that
// ALUN_TEST_POSTGRES names ("postgres://…"); without it a server is started from the installed binaries, once per test process and
// gone with it. ALUN_TEST_POSTGRES=off leaves PostgreSQL out, for a quick look.
//
// When a test's database is closed, every invariant registered with db.AddCheck is verified, and what [OnClose] was given.
package storetest
