# Formats single files, trees, and its input; shows differences, which needs temporary files or another program.
mkdir -p tree/deep
for n in 1 2 3 4 5 6 7 8; do
    printf 'package p\nimport ("fmt"\n"os")\nfunc F%s( a int,b  string ) { if(a==1) { fmt.Println( b , os.Args) }; x := []int{ 1,2 }; y := x[1:len(x)]; _ = y }\n' "$n" > "tree/deep/f$n.go"
done
echo 'package broken func' > tree/broken.go
echo 'not go' > tree/readme.txt
ln -s deep/f1.go tree/link.go
$RUN "$PROGRAM" < tree/deep/f1.go > out.go
$RUN "$PROGRAM" -l tree/deep
attempt $RUN "$PROGRAM" -l tree
attempt $RUN "$PROGRAM" -d -s tree/deep
attempt $RUN "$PROGRAM" -r 'x[a:len(x)] -> x[a:]' -w tree/deep/f2.go
chmod 444 tree/deep/f3.go
attempt $RUN "$PROGRAM" -w -s tree/deep
attempt $RUN "$PROGRAM" -cpuprofile prof tree/deep/f4.go > /dev/null
attempt $RUN "$PROGRAM" -e -l tree/broken.go missing.go
attempt $RUN "$PROGRAM" -h
