// Prints, for every .go file below the named directories, what Go's own packages say of it.
package main

import (
	"bufio"
	"encoding/json"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"strings"
)

// Facts is what one line says of one file.
type Facts struct {
	Path   string `json:"path"`
	Tokens uint64 `json:"tokens"`
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	for _, root := range os.Args[1:] {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() || !strings.HasSuffix(path, ".go") {
				return err
			}
			src, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			return lines.Encode(facts(path, src))
		})
		if err != nil {
			log.Fatal(err)
		}
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}

func facts(path string, src []byte) Facts {
	return Facts{Path: path, Tokens: tokens(src)}
}
