package main

import (
	"go/scanner"
	"go/token"
	"hash/fnv"
	"strings"
)

// tokens is one number for all tokens of a file: what they are, where they stand, how they read.
func tokens(src []byte) uint64 {
	file := token.NewFileSet().AddFile("", -1, len(src))
	var s scanner.Scanner
	s.Init(file, src, nil, scanner.ScanComments)
	hash := fnv.New64a()
	for {
		pos, tok, lit := s.Scan()
		at := file.Offset(pos)
		hash.Write([]byte(tok.String()))
		hash.Write([]byte{byte(at), byte(at >> 8), byte(at >> 16), byte(at >> 24)})
		if tok == token.EOF {
			return hash.Sum64()
		}
		if tok == token.COMMENT || tok.IsLiteral() {
			// The scanner drops most carriage returns, but not all.
			hash.Write([]byte(strings.ReplaceAll(lit, "\r", "")))
		}
	}
}
