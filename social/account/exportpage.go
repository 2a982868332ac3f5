package account

import (
	_ "embed" // the frame
	"html/template"
)

//go:embed exportframe.html
var exportFrame string

// ExportPage returns the template of a page that people read in the zip, in the folder of its part. Its text begins with
// {{template "top" .}}, where the data has a Lang and a Title, and ends with {{template "bottom"}}; a text that streams puts them
// into templates of its own. The page may load nothing but the zip's own style and pictures. It panics when the text is no template.
func ExportPage(text string) *template.Template {
	return template.Must(template.Must(template.New("page").Parse(exportFrame)).Parse(text))
}
