# signature: openssl_headers_missing
# says: a package includes openssl/ssl.h where only the C library's headers are looked for
. "$PARTS/include_alone.sh" openssl/ssl.h
