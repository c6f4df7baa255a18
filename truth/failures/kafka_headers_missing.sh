# signature: kafka_headers_missing
# says: a package includes librdkafka/rdkafka.h where only the C library's headers are looked for
. "$PARTS/include_alone.sh" librdkafka/rdkafka.h
