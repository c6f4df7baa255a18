# signature: kafka_needs_cgo
# says: a package of which only the files without C are left is used without cgo
mkdir module
cat > go.mod <<'END'
module example.com/app

go 1.18

require github.com/confluentinc/confluent-kafka-go/v2 v2.0.0

replace github.com/confluentinc/confluent-kafka-go/v2 => ./module
END
cat > main.go <<'END'
package main

import "github.com/confluentinc/confluent-kafka-go/v2/kafka"

func main() {
	println(kafka.New())
}
END
printf 'module github.com/confluentinc/confluent-kafka-go/v2\n' > module/go.mod
mkdir -p module/kafka
printf 'package kafka\n' > module/kafka/doc.go
printf 'package kafka\n\nimport "C"\n\nfunc New() int { return 1 }\n' > module/kafka/c.go
CGO_ENABLED=0 go build .
