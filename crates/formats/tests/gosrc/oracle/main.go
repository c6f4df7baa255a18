// Prints, for every .go file below the named directories, what Go's own packages say of it.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"strings"
)

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
			line := map[string]any{
				"path":        path,
				"tokens":      tokens(src),
				"file":        parsed(src),
				"constraints": constraints(src),
				"matches":     matches(path, src),
			}
			// Nothing else is said of a package than what these may bring.
			if bytes.Contains(src, []byte(`"C"`)) || bytes.Contains(src, []byte("//go:embed")) {
				line["package"] = inPackage(src)
			}
			return lines.Encode(line)
		})
		if err != nil {
			log.Fatal(err)
		}
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}
