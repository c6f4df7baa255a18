# signature: go_not_there
# says: sh calls go where its directory is not on the PATH
PATH=/nowhere /bin/sh -c 'go version'
