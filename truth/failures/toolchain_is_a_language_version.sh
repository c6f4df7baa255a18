# signature: toolchain_is_a_language_version
# says: GOTOOLCHAIN has two numbers where a release has three
# since: Go 1.21
printf 'module example.com/m\n\ngo 1.21\n' > go.mod
GOTOOLCHAIN=go1.99 GOPROXY=file://$PWD/none go version
