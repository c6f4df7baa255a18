# signature: zeromq_headers_missing
# says: a package includes zmq.h where only the C library's headers are looked for
. "$PARTS/include_alone.sh" zmq.h
