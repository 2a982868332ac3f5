package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/pluginpb"
)

// plugin is one generator and where its files go.
type plugin struct {
	command   []string // relative to dir
	dir       string   // relative to the root
	parameter string   // what protoc would pass after --x_out=
	out       string   // folder, relative to the root, before every file name
}

var plugins = []plugin{
	{[]string{"go", "tool", "protoc-gen-go"}, "tools", "module=alun", ""},
	{[]string{"go", "tool", "protoc-gen-connect-go"}, "tools", "module=alun", ""},
	{[]string{"node", "node_modules/@bufbuild/protoc-gen-es/bin/protoc-gen-es"}, "web", "target=ts,import_extension=none", "web/src/gen"},
}

// outputs are the folders that hold generated files only.
var outputs = []string{"api/gen", "web/src/gen"}

// generate runs every plugin and returns the files by their path under root.
func generate(root string, request *pluginpb.CodeGeneratorRequest) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, p := range plugins {
		response, err := p.run(root, request)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path.Base(p.command[len(p.command)-1]), err)
		}
		for _, f := range response.File {
			files[path.Join(p.out, f.GetName())] = []byte(f.GetContent())
		}
	}
	return files, nil
}

func (p plugin) run(root string, request *pluginpb.CodeGeneratorRequest) (*pluginpb.CodeGeneratorResponse, error) {
	request.Parameter = proto.String(p.parameter)
	in, err := proto.Marshal(request)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	cmd := exec.Command(p.command[0], p.command[1:]...)
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = filepath.Join(root, p.dir), bytes.NewReader(in), &out, os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, err
	}
	response := &pluginpb.CodeGeneratorResponse{}
	if err := proto.Unmarshal(out.Bytes(), response); err != nil {
		return nil, err
	}
	if response.Error != nil {
		return nil, errors.New(response.GetError())
	}
	return response, nil
}
