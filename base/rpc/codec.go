package rpc

import (
	"context"
	"io"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connectproto"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

func protoCodec() connect.Codec { return connectproto.NewBinaryCodec() }

// strictJSON is the canonical protobuf JSON mapping that refuses unknown fields, so that a caller learns of a misspelt
// name at once. Binary messages keep the tolerance of protobuf.
type strictJSON struct{}

func (strictJSON) Name() string { return connect.CodecNameJSON }

func (strictJSON) MarshalWrite(_ context.Context, dst io.Writer, msg any) error {
	m, ok := msg.(proto.Message)
	if !ok {
		return connectproto.ErrNotProtoMessage
	}
	b, err := protojson.Marshal(m)
	if err != nil {
		return err
	}
	_, err = dst.Write(b)
	return err
}

func (strictJSON) UnmarshalRead(_ context.Context, src io.Reader, msg any) error {
	m, ok := msg.(proto.Message)
	if !ok {
		return connectproto.ErrNotProtoMessage
	}
	b, err := io.ReadAll(src)
	if err != nil {
		return err
	}
	return protojson.Unmarshal(b, m)
}
