# Makes a site with styles and images, serves and rebuilds it, and lists what is in it.
attempt $RUN "$PROGRAM" version
attempt $RUN "$PROGRAM" env
$RUN "$PROGRAM" new site site
cd site
mkdir -p layouts/_default content/post assets static/sub archetypes data i18n
cat > layouts/_default/single.html <<'HTML'
{{ .Title }} {{ .Content }} {{ with resources.Get "pic.png" }}{{ (.Resize "10x10").RelPermalink }}{{ end }}
{{ $css := resources.Get "main.css" | minify | fingerprint }}{{ $css.RelPermalink }} {{ os.Stat "content" }} {{ readDir "static" }} {{ getenv "HUGO_X" }} {{ now }}
HTML
echo '{{ range .Site.RegularPages }}{{ .Title }} {{ .Lastmod }}{{ end }}' > layouts/_default/list.html
cp layouts/_default/list.html layouts/index.html
echo 'a { b: c }' > assets/main.css
python3 -c '
import struct, zlib
def part(kind, data): return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
open("assets/pic.png", "wb").write(b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)) + part(b"IDAT", zlib.compress((b"\0" + b"\x40\x80\xc0" * 64) * 64)) + part(b"IEND", b""))'
echo s > static/sub/file.txt
ln -s file.txt static/sub/link.txt
git init -q . && git -c user.name=n -c user.email=e@e add -A && git -c user.name=n -c user.email=e@e commit -q -m one
for n in 1 2 3 4 5; do $RUN "$PROGRAM" new "post/p$n.md"; printf -- '---\ntitle: P%s\ndate: 2020-01-01\n---\n# Hi\n```go\nfunc main() {}\n```\n' "$n" > "content/post/p$n.md"; done
attempt $RUN "$PROGRAM" --enableGitInfo --gc --minify --cleanDestinationDir --printMemoryUsage
attempt $RUN "$PROGRAM" --templateMetrics --destination public2 --cacheDir "$HOME/cache" --noTimes --noChmod
attempt $RUN "$PROGRAM" list all
attempt $RUN "$PROGRAM" config
attempt $RUN "$PROGRAM" convert toYAML -o converted
attempt $RUN "$PROGRAM" gen man
attempt $RUN "$PROGRAM" gen chromastyles --style=monokai > style.css
attempt $RUN "$PROGRAM" deploy
attempt $RUN "$PROGRAM" mod init example.com/site
for way in --disableFastRender --poll=300ms; do
    $RUN "$PROGRAM" server --port 1313 --bind 127.0.0.1 $way &
    server=$!
    attempt wait_for curl -sf http://127.0.0.1:1313/
    attempt curl -s http://127.0.0.1:1313/sub/file.txt
    attempt curl -s http://127.0.0.1:1313/missing -o missing
    echo more >> content/post/p1.md
    mkdir -p content/new
    echo new > content/new/page.md
    sleep 1
    rm content/new/page.md
    sleep 0.5
    attempt stop $server
done
