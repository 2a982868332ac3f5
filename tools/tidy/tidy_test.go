package tidy

import (
	"os"
	"testing"
)

// TestHouse holds the repository to every rule.
func TestHouse(t *testing.T) {
	h, err := open(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	if len(h.goFiles()) == 0 || h.get("tools/tidy/tidy_test.go") == nil {
		t.Fatal("this is not the house: no Go files, or not in the root")
	}
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			found := r.check(h)
			for _, f := range found {
				t.Error(f)
			}
			if len(found) > 0 {
				t.Log("why:", r.why)
			}
		})
	}
}
