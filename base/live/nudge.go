package live

import (
	"google.golang.org/protobuf/proto"

	livev1 "alun/api/gen/alun/live/v1"
)

// NudgeFrame returns the frame which says that what a device knows of a topic, such as "wallet", is old. Push it after the commit.
func NudgeFrame(topic string) []byte {
	frame, err := proto.Marshal(&livev1.ServerFrame{Nudges: []*livev1.Nudge{{Topic: topic}}})
	if err != nil {
		panic("live: " + err.Error()) // only a topic that is no UTF-8
	}
	return frame
}
