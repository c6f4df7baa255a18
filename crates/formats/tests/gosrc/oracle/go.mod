module oracle

// go/build reads #cgo noescape since then.
go 1.22
