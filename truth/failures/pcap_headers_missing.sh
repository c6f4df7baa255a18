# signature: pcap_headers_missing
# says: a package includes pcap.h where only the C library's headers are looked for
. "$PARTS/include_alone.sh" pcap.h
