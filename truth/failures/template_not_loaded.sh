# signature: template_not_loaded
# says: a template is asked for by its path in place of its name
mkdir views
echo hello > views/index.html
cat > main.go <<'END'
package main

import (
	"html/template"
	"os"
)

func main() {
	all := template.Must(template.ParseGlob("views/*"))
	panic(all.ExecuteTemplate(os.Stdout, "views/index.html", nil))
}
END
go run main.go
