// Prints what BuildKit reads in each Dockerfile whose path comes in a line: keyword, first line, flags and
// here-documents of every instruction, as JSON; or the error.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

type instruction struct {
	Keyword string
	Line    int
	Flags   []string
	Heres   []string
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		told, err := read(lines.Text())
		if err != nil {
			fmt.Printf("%q\n", "error: "+err.Error())
			continue
		}
		text, _ := json.Marshal(told)
		fmt.Println(string(text))
	}
}

func read(path string) ([]instruction, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	result, err := parser.Parse(file)
	if err != nil {
		return nil, err
	}
	told := []instruction{}
	for _, node := range result.AST.Children {
		one := instruction{Keyword: strings.ToUpper(node.Value), Line: node.StartLine, Flags: []string{}, Heres: []string{}}
		if node.Next != nil && len(node.Next.Children) > 0 {
			one.Keyword += " " + strings.ToUpper(node.Next.Children[0].Value)
		}
		for _, flag := range node.Flags {
			one.Flags = append(one.Flags, strings.ReplaceAll(flag, "\"", ""))
		}
		for _, here := range node.Heredocs {
			one.Heres = append(one.Heres, here.Content)
		}
		told = append(told, one)
	}
	return told, nil
}
