# signature: module_needs_cgo
# says: a wrapper around C is used without cgo
. "$PARTS/needs_cgo.sh" github.com/miekg/pkcs11 v1.0.0 .
CGO_ENABLED=0 go build .
