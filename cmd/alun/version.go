package main

import (
	"fmt"

	"alun/app"
)

type versionCmd struct{}

func (versionCmd) Run() error {
	fmt.Println("alun", app.Version())
	return nil
}
