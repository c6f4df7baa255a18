# signature: templates_not_there
# says: templates are looked for in a directory that was not shipped
cat > main.go <<'END'
package main

import "html/template"

func main() {
	template.Must(template.ParseGlob("templates/*.html"))
}
END
go run main.go
