package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// File is what go/parser and go/ast say of a file. Rows are written as arrays.
type File struct {
	Refused      bool    `json:"refused"`
	Package      string  `json:"package"`
	Imports      [][]any `json:"imports"`
	Preambles    [][]any `json:"preambles"`
	Declarations [][]any `json:"declarations"`
	CSelectors   [][]any `json:"c_selectors"`
	Pointers     [][]any `json:"pointers"`
	Exports      [][]any `json:"exports"`
	Directives   [][]any `json:"directives"`
	Linknames    [][]any `json:"linknames"`
	Free         []int   `json:"free"`
	Selected     int     `json:"selected"`
}

type reader struct {
	file *token.File
	out  *File
}

func parsed(src []byte) *File {
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, "x.go", src, parser.ParseComments|parser.SkipObjectResolution)
	out := &File{Refused: err != nil, Package: tree.Name.Name}
	r := reader{out: out}
	set.Iterate(func(file *token.File) bool { r.file = file; return true })
	for _, decl := range tree.Decls {
		switch decl := decl.(type) {
		case *ast.GenDecl:
			r.group(decl)
		case *ast.FuncDecl:
			r.function(decl)
		}
	}
	r.uses(tree)
	for _, group := range tree.Comments {
		for _, comment := range group.List {
			r.directive(comment)
		}
	}
	if !out.Refused {
		r.references(src)
	}
	return out
}

// references tells where names stand that nothing in the file declares, and where something is
// selected by a name.
func (r *reader) references(src []byte) {
	set := token.NewFileSet()
	tree, _ := parser.ParseFile(set, "x.go", src, 0)
	for _, name := range tree.Unresolved {
		r.out.Free = append(r.out.Free, set.Position(name.Pos()).Offset)
	}
	ast.Inspect(tree, func(node ast.Node) bool {
		if _, ok := node.(*ast.SelectorExpr); ok {
			r.out.Selected++
		}
		return true
	})
	slices.Sort(r.out.Free)
}

// at is for places beyond the end too, which Offset refuses in older releases.
func (r *reader) at(pos token.Pos) int { return int(pos) - r.file.Base() }

func (r *reader) group(decl *ast.GenDecl) {
	for _, spec := range decl.Specs {
		start, end := r.at(spec.Pos()), r.at(spec.End())
		switch spec := spec.(type) {
		case *ast.ImportSpec:
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				continue
			}
			name := ""
			if spec.Name != nil {
				name = spec.Name.Name
			}
			r.out.Imports = append(r.out.Imports, []any{path, name, start, end})
			doc := spec.Doc
			if doc == nil && len(decl.Specs) == 1 {
				doc = decl.Doc
			}
			if path == "C" && doc != nil {
				r.out.Preambles = append(r.out.Preambles, []any{r.at(doc.Pos()), code(doc)})
			}
		case *ast.ValueSpec:
			for _, name := range spec.Names {
				r.declaration(decl.Tok.String(), name, start, end, "", false)
			}
		case *ast.TypeSpec:
			kind := "type"
			if spec.Assign.IsValid() {
				kind = "alias"
			}
			r.declaration(kind, spec.Name, start, end, "", spec.TypeParams != nil)
		}
	}
}

func (r *reader) function(decl *ast.FuncDecl) {
	kind, receiver := "func", ""
	if decl.Recv != nil {
		kind = "method"
		if len(decl.Recv.List) > 0 {
			receiver = typeName(decl.Recv.List[0].Type)
		}
	}
	if decl.Body == nil {
		kind += " without body"
	}
	generic := decl.Type.TypeParams != nil
	r.declaration(kind, decl.Name, r.at(decl.Pos()), r.at(decl.End()), receiver, generic)
	if decl.Doc == nil {
		return
	}
	for _, comment := range decl.Doc.List {
		if name, ok := strings.CutPrefix(comment.Text, "//export "); ok {
			name = strings.TrimSpace(name)
			r.out.Exports = append(r.out.Exports, []any{name, decl.Name.Name, r.at(comment.Pos())})
			return
		}
	}
}

func (r *reader) declaration(kind string, name *ast.Ident, start, end int, receiver string, generic bool) {
	row := []any{kind, name.Name, r.at(name.Pos()), start, end, receiver, generic}
	r.out.Declarations = append(r.out.Declarations, row)
}

func typeName(expr ast.Expr) string {
	switch expr := expr.(type) {
	case *ast.Ident:
		return expr.Name
	case *ast.SelectorExpr:
		return expr.Sel.Name
	case *ast.StarExpr:
		return typeName(expr.X)
	case *ast.ParenExpr:
		return typeName(expr.X)
	case *ast.IndexExpr:
		return typeName(expr.X)
	case *ast.IndexListExpr:
		return typeName(expr.X)
	}
	return ""
}

// code is what cgo takes out of a comment: all of it but the marks.
func code(group *ast.CommentGroup) string {
	var text strings.Builder
	for _, comment := range group.List {
		if line, ok := strings.CutPrefix(comment.Text, "//"); ok {
			text.WriteString(line + "\n")
		} else {
			text.WriteString(comment.Text[2 : len(comment.Text)-2])
		}
	}
	return text.String()
}

func (r *reader) uses(tree *ast.File) {
	var c, unsafes []string
	for _, spec := range tree.Imports {
		name := ""
		if spec.Name != nil {
			name = spec.Name.Name
		}
		switch path, _ := strconv.Unquote(spec.Path.Value); {
		case path == "C":
			c = []string{"C"}
		case path == "unsafe" && name == "":
			unsafes = append(unsafes, "unsafe")
		case path == "unsafe":
			unsafes = append(unsafes, name)
		}
	}
	converts := map[ast.Expr]bool{}
	pointers := []*ast.SelectorExpr{}
	ast.Inspect(tree, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.CallExpr:
			converts[ast.Unparen(node.Fun)] = true
		case *ast.SelectorExpr:
			if selects(node, c) {
				row := []any{node.Sel.Name, r.at(node.Pos()), r.at(node.End())}
				r.out.CSelectors = append(r.out.CSelectors, row)
			}
			if selects(node, unsafes) && node.Sel.Name == "Pointer" {
				pointers = append(pointers, node)
			}
		}
		return true
	})
	for _, node := range pointers {
		row := []any{r.at(node.Pos()), r.at(node.End()), converts[node]}
		r.out.Pointers = append(r.out.Pointers, row)
	}
	// A tree is not always walked in the order of the text.
	for _, rows := range [][][]any{r.out.CSelectors, r.out.Pointers} {
		slices.SortFunc(rows, func(a, b []any) int { return a[1].(int) - b[1].(int) })
	}
}

func selects(node *ast.SelectorExpr, packages []string) bool {
	name, ok := node.X.(*ast.Ident)
	return ok && slices.Contains(packages, name.Name)
}

func (r *reader) directive(comment *ast.Comment) {
	if !strings.HasPrefix(comment.Text, "//go:") {
		return
	}
	at := r.at(comment.Pos())
	r.out.Directives = append(r.out.Directives, []any{at, comment.Text})
	words := strings.Fields(comment.Text)
	if words[0] == "//go:linkname" && (len(words) == 2 || len(words) == 3) {
		row := []any{at}
		for _, word := range words[1:] {
			row = append(row, word)
		}
		r.out.Linknames = append(r.out.Linknames, row)
	}
}
