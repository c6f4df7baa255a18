# signature: sql_driver_not_imported
# says: a database is opened whose driver nobody imports
cat > main.go <<'END'
package main

import "database/sql"

func main() {
	if _, err := sql.Open("sqlite3", "app.db"); err != nil {
		panic(err)
	}
}
END
go run main.go
