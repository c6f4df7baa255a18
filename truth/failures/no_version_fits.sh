# signature: no_version_fits
# says: no tag of the module is as high as the query asks
. "$PARTS/proxy.sh"
echo v1.0.0 > proxy/example.com/dep/@v/list
GOPROXY=file://$PWD/proxy GOSUMDB=off GOFLAGS=-mod=mod go get example.com/dep@v1.9
