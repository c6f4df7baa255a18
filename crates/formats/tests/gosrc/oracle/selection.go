package main

import (
	"bytes"
	"errors"
	"go/build"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"time"
)

// The same as in contexts.rs.
var contexts = []build.Context{
	{GOOS: "linux", GOARCH: "amd64", CgoEnabled: true},
	{GOOS: "linux", GOARCH: "arm", ToolTags: []string{"goexperiment.boringcrypto"}},
	{GOOS: "windows", GOARCH: "386", CgoEnabled: true},
	{GOOS: "darwin", GOARCH: "arm64", CgoEnabled: true, BuildTags: []string{"race", "netgo"}},
	{GOOS: "android", GOARCH: "arm64", CgoEnabled: true},
	{GOOS: "ios", GOARCH: "arm64"},
	{GOOS: "illumos", GOARCH: "amd64"},
	{GOOS: "plan9", GOARCH: "386", BuildTags: []string{"ignore", "purego"}},
	{GOOS: "js", GOARCH: "wasm"},
	{GOOS: "aix", GOARCH: "ppc64", BuildTags: []string{"compiler_bootstrap"}},
}

func init() {
	for i := range contexts {
		contexts[i].Compiler = "gc"
		// Go 1.20, so that some files ask for more.
		contexts[i].ReleaseTags = build.Default.ReleaseTags[:20]
	}
}

// file is one file in memory, and the only one in its directory.
type file struct {
	name string
	src  []byte
}

func (f file) Name() string       { return f.name }
func (f file) Size() int64        { return int64(len(f.src)) }
func (f file) Mode() fs.FileMode  { return 0 }
func (f file) ModTime() time.Time { return time.Time{} }
func (f file) IsDir() bool        { return false }
func (f file) Sys() any           { return nil }
func (f file) in(c build.Context) *build.Context {
	c.OpenFile = func(path string) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(f.src)), nil
	}
	c.ReadDir = func(dir string) ([]fs.FileInfo, error) { return []fs.FileInfo{f}, nil }
	c.IsDir = func(path string) bool { return path == directory }
	return &c
}

// directory is where the one file is said to lie.
const directory = "/directory"

// matches says for each context whether the file is built, or that Go could not tell.
func matches(path string, src []byte) string {
	var marks strings.Builder
	for _, context := range contexts {
		f := file{filepath.Base(path), src}
		match, err := f.in(context).MatchFile(directory, f.name)
		switch {
		case err != nil:
			marks.WriteByte('?')
		case match:
			marks.WriteByte('+')
		default:
			marks.WriteByte('-')
		}
	}
	return marks.String()
}

// constraints are the constraint lines above the package clause, as Go writes them.
func constraints(src []byte) []string {
	tree, _ := parser.ParseFile(token.NewFileSet(), "", src, parser.PackageClauseOnly|parser.ParseComments)
	lines := []string{}
	for _, group := range tree.Comments {
		for _, comment := range group.List {
			if comment.Pos() > tree.Package || !constraint.IsGoBuild(comment.Text) && !constraint.IsPlusBuild(comment.Text) {
				continue
			}
			expr, err := constraint.Parse(comment.Text)
			if err != nil {
				lines = append(lines, "?")
			} else {
				lines = append(lines, expr.String())
			}
		}
	}
	return lines
}

// Package is what go/build says of a directory that holds one file and no other.
type Package struct {
	// The flags by verb, for each context.
	Flags  []map[string][]string `json:"flags"`
	Wrong  []bool                `json:"wrong"`
	Embeds []string              `json:"embeds"`
}

// inPackage takes every file, whatever its name and constraint.
func inPackage(src []byte) *Package {
	out := new(Package)
	for _, context := range contexts {
		context.UseAllFiles = true
		context.CgoEnabled = true
		p, err := file{"x.go", src}.in(context).ImportDir(directory, 0)
		out.Flags = append(out.Flags, map[string][]string{
			"CFLAGS":     p.CgoCFLAGS,
			"CPPFLAGS":   p.CgoCPPFLAGS,
			"CXXFLAGS":   p.CgoCXXFLAGS,
			"FFLAGS":     p.CgoFFLAGS,
			"LDFLAGS":    p.CgoLDFLAGS,
			"pkg-config": p.CgoPkgConfig,
		})
		none := new(build.NoGoError)
		out.Wrong = append(out.Wrong, err != nil && !errors.As(err, &none))
		out.Embeds = p.EmbedPatterns
	}
	return out
}
