// Command alun is the whole of Alun in one binary: the server, its operator's tools and its measurements.
//
// `alun serve` runs a town. `alun check`, `backup`, `restore`, `user` and `keys` look after its data: they speak to a running
// server through a Unix socket in the data folder, and open the data themselves only when none runs. `alun bench`
// measures. Every flag can also be an environment variable ALUN_… or a key of a JSON file named by --config.
package main
