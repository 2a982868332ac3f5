package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bufbuild/protocompile"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/pluginpb"

	"github.com/bufbuild/protocompile/protoutil"
	"google.golang.org/protobuf/reflect/protoreflect"
)

func main() {
	root := flag.String("root", "..", "the repository's root folder")
	check := flag.Bool("check", false, "write nothing; fail when generated code is stale")
	flag.Parse()
	if err := run(*root, *check); err != nil {
		fmt.Fprintln(os.Stderr, "apigen:", err)
		os.Exit(1)
	}
}

// run generates everything below root. With check it only compares and returns
// an error that names the stale files.
func run(root string, check bool) error {
	request, err := compile(filepath.Join(root, "api"))
	if err != nil {
		return err
	}
	want, err := generate(root, request)
	if err != nil {
		return err
	}
	stale, err := compare(root, want)
	if err != nil {
		return err
	}
	if check && len(stale) > 0 {
		return fmt.Errorf("generated code is stale, run make gen and commit:\n  %s", strings.Join(stale, "\n  "))
	}
	return write(root, want, stale)
}

// compile reads every .proto file under dir/alun and returns the request that a
// plugin of protoc expects: all files, what they import first.
func compile(dir string) (*pluginpb.CodeGeneratorRequest, error) {
	names, err := protoFiles(dir)
	if err != nil {
		return nil, err
	}
	compiler := protocompile.Compiler{
		Resolver:       protocompile.WithStandardImports(&protocompile.SourceResolver{ImportPaths: []string{dir}}),
		SourceInfoMode: protocompile.SourceInfoStandard,
	}
	files, err := compiler.Compile(context.Background(), names...)
	if err != nil {
		return nil, err
	}
	request := &pluginpb.CodeGeneratorRequest{FileToGenerate: names}
	seen := map[string]bool{}
	for _, f := range files {
		request.ProtoFile = appendWithImports(request.ProtoFile, f, seen)
	}
	return request, nil
}

// protoFiles lists the contract's files relative to dir, sorted, with slashes.
func protoFiles(dir string) ([]string, error) {
	var names []string
	err := filepath.WalkDir(filepath.Join(dir, "alun"), func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.IsDir() && strings.HasSuffix(path, ".proto") {
			rel, err := filepath.Rel(dir, path)
			if err != nil {
				return err
			}
			names = append(names, filepath.ToSlash(rel))
		}
		return nil
	})
	slices.Sort(names)
	return names, err
}

// appendWithImports appends f after everything that it imports, each file once.
func appendWithImports(to []*descriptorpb.FileDescriptorProto, f protoreflect.FileDescriptor, seen map[string]bool) []*descriptorpb.FileDescriptorProto {
	if seen[f.Path()] {
		return to
	}
	seen[f.Path()] = true
	imports := f.Imports()
	for i := range imports.Len() {
		to = appendWithImports(to, imports.Get(i).FileDescriptor, seen)
	}
	return append(to, protoutil.ProtoFromFileDescriptor(f))
}
