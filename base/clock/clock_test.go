package clock

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestFake(t *testing.T) {
	start := time.UnixMilli(1_760_000_000_000)
	f := NewFake(start)
	f.Advance(time.Minute)
	if got := f.Now(); !got.Equal(start.Add(time.Minute)) {
		t.Errorf("after Advance: %v", got)
	}
	f.Advance(-2 * time.Minute)
	if got := f.Now(); !got.Equal(start.Add(-time.Minute)) {
		t.Errorf("a clock may step back: %v", got)
	}
	f.Set(start)
	if got := f.Now(); !got.Equal(start) {
		t.Errorf("after Set: %v", got)
	}
}

func TestSystemFollowsTheMachine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		before := System.Now()
		time.Sleep(time.Hour) // the bubble's time, not ours
		if d := System.Now().Sub(before); d != time.Hour {
			t.Errorf("an hour took %v", d)
		}
	})
}
