# signature: kafka_needs_cgo
# says: a package of which only the files without C are left is used without cgo
. "$PARTS/needs_cgo.sh" github.com/confluentinc/confluent-kafka-go/v2 v2.0.0 kafka
CGO_ENABLED=0 go build .
