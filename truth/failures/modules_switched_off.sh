# signature: modules_switched_off
# says: GO111MODULE=off, and go mod is asked for
GO111MODULE=off go mod tidy
