# signature: query_refused_by_vendor
# says: GOFLAGS=-mod=vendor, and a tool is to be installed
GOFLAGS=-mod=vendor go install example.com/tool@v1.0.0
