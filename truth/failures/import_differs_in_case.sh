# signature: import_differs_in_case
# says: a path is imported in two spellings
mkdir -p logrus
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package logrus\n' > logrus/l.go
cp -r logrus Logrus
printf 'package m\n\nimport (\n\t_ "example.com/m/Logrus"\n\t_ "example.com/m/logrus"\n)\n' > m.go
go build .
