# Makes files, trees and its input smaller, watches a folder, and bundles.
mkdir -p site/css site/js
echo '<!doctype html><html><body>  <p>  a </p><script> var a = 1 ; </script><style> a { b : c } </style></body></html>' > site/index.html
echo 'a { color : #ff0000 ; }' > site/css/a.css
echo 'function f ( a ) { return a + 1 ; }' > site/js/a.js
echo '{ "a" : 1 }' > site/a.json
echo '<svg><g><path d="M 0 0 L 10 10"/></g></svg>' > site/a.svg
ln -s a.css site/css/link.css
cp -r site copy
attempt $RUN "$PROGRAM" --version
attempt $RUN "$PROGRAM" --list
$RUN "$PROGRAM" --type html < site/index.html
$RUN "$PROGRAM" -o out.css site/css/a.css
$RUN "$PROGRAM" -r -o out/ site
attempt $RUN "$PROGRAM" -r -a -v -o all/ --match '*.css' site
attempt $RUN "$PROGRAM" -b -o bundle.css site/css/a.css copy/css/a.css
attempt $RUN "$PROGRAM" --sync -r -o synced/ site
attempt $RUN "$PROGRAM" -r -v -o copy/ copy/
attempt $RUN "$PROGRAM" --preserve=mode,ownership,timestamps -r -o kept/ site
attempt $RUN "$PROGRAM" -i copy/index.html
attempt $RUN "$PROGRAM" missing.css
$RUN "$PROGRAM" -w -r -o watched/ site/ > said 2>&1 &
watcher=$!
sleep 1
echo 'b { c : d ; }' > site/css/a.css
echo 'b { c : d ; }' > site/css/new.css
sleep 1
mkdir site/deep
echo 'b { c : d ; }' > site/deep/b.css
sleep 0.5
rm site/css/new.css
sleep 0.5
attempt stop $watcher INT
attempt $RUN "$PROGRAM" --url http://127.0.0.1:1/ --cpuprofile prof -o o site/index.html
