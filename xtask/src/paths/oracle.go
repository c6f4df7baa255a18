// oracle tells which functions of the programs of a module reach C or convert by unsafe.Pointer,
// by the typed call graph of golang.org/x/tools: variable type analysis over what type-checks.
package main

import (
	"encoding/json"
	"fmt"
	"go/types"
	"os"
	"sort"
	"strings"

	"golang.org/x/tools/go/callgraph"
	"golang.org/x/tools/go/callgraph/cha"
	"golang.org/x/tools/go/callgraph/vta"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"
)

// Not a function of C: these copy, or are Go's.
var copies = map[string]bool{
	"_Cfunc_CString": true, "_Cfunc_CBytes": true, "_Cfunc_GoString": true,
	"_Cfunc_GoStringN": true, "_Cfunc_GoBytes": true, "_Cfunc__CMalloc": true,
}

func main() {
	config := &packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, Dir: os.Args[1]}
	loaded, err := packages.Load(config, os.Args[2:]...)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	program, built := ssautil.AllPackages(loaded, ssa.InstantiateGenerics)
	program.Build()
	var roots []*ssa.Function
	for _, one := range ssautil.MainPackages(built) {
		roots = append(roots, one.Func("main"), one.Func("init"))
	}
	// As govulncheck does: what no program gets to must not count for where values flow.
	graph := cha.CallGraph(program)
	for range 2 {
		graph = vta.CallGraph(reach(graph, roots, nil), graph)
	}
	isStd := map[string]bool{}
	packages.Visit(loaded, nil, func(one *packages.Package) { isStd[one.PkgPath] = one.Module == nil })
	found := map[string]map[string]bool{"C": {}, "unsafe": {}}
	for _, one := range ssautil.MainPackages(built) {
		// What another program is made from is no part of this one.
		needs := map[*types.Package]bool{}
		need(one.Pkg, needs)
		reached := reach(graph, []*ssa.Function{one.Func("main"), one.Func("init")}, needs)
		var c, conversions []*callgraph.Node
		for function := range reached {
			if strings.HasPrefix(function.Name(), "_Cfunc_") && !copies[function.Name()] {
				c = append(c, graph.Nodes[function])
			}
			if function.Pkg != nil && !isStd[function.Pkg.Pkg.Path()] && converts(function) {
				conversions = append(conversions, graph.Nodes[function])
			}
		}
		callers(c, reached, found["C"])
		callers(conversions, reached, found["unsafe"])
	}
	lists := map[string][]string{}
	for what, names := range found {
		lists[what] = []string{}
		for name := range names {
			lists[what] = append(lists[what], name)
		}
		sort.Strings(lists[what])
	}
	json.NewEncoder(os.Stdout).Encode(lists)
}

func need(one *types.Package, needs map[*types.Package]bool) {
	if !needs[one] {
		needs[one] = true
		for _, imported := range one.Imports() {
			need(imported, needs)
		}
	}
}

func reach(graph *callgraph.Graph, pending []*ssa.Function, needs map[*types.Package]bool) map[*ssa.Function]bool {
	reached := map[*ssa.Function]bool{}
	for len(pending) > 0 {
		last := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		node := graph.Nodes[last]
		if last == nil || reached[last] || node == nil || (needs != nil && last.Pkg != nil && !needs[last.Pkg.Pkg]) {
			continue
		}
		reached[last] = true
		for _, edge := range node.Out {
			pending = append(pending, edge.Callee.Func)
		}
	}
	return reached
}

func converts(function *ssa.Function) bool {
	for _, block := range function.Blocks {
		for _, instruction := range block.Instrs {
			if it, ok := instruction.(*ssa.Convert); ok && it.Type() == types.Typ[types.UnsafePointer] {
				return true
			}
		}
	}
	return false
}

// callers adds the names of the written functions that get to some of these.
func callers(pending []*callgraph.Node, reached map[*ssa.Function]bool, names map[string]bool) {
	seen := map[*callgraph.Node]bool{}
	for len(pending) > 0 {
		node := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		if seen[node] || !reached[node.Func] {
			continue
		}
		seen[node] = true
		if name := written(node.Func); name != "" {
			names[name] = true
		}
		for _, edge := range node.In {
			pending = append(pending, edge.Caller)
		}
	}
}

// written tells a function as it is declared: path.Func or path.Type.Method.
func written(function *ssa.Function) string {
	for function.Parent() != nil {
		function = function.Parent()
	}
	if function.Origin() != nil {
		function = function.Origin()
	}
	object, ok := function.Object().(*types.Func)
	if !ok || function.Synthetic != "" || object.Pkg() == nil || strings.HasPrefix(object.Name(), "_C") && strings.Contains(object.Name(), "func_") || strings.HasPrefix(object.Name(), "_cgo") {
		return ""
	}
	receiver := object.Type().(*types.Signature).Recv()
	if receiver == nil {
		return object.Pkg().Path() + "." + object.Name()
	}
	of := receiver.Type()
	if pointer, ok := of.(*types.Pointer); ok {
		of = pointer.Elem()
	}
	named, ok := of.(*types.Named)
	if !ok {
		return ""
	}
	return object.Pkg().Path() + "." + named.Obj().Name() + "." + object.Name()
}
