# Copies, inspects, signs and deletes images between folders, archives and a layout, compressed and not.
mkdir -p .config/containers
echo '{"default": [{"type": "insecureAcceptAnything"}]}' > .config/containers/policy.json
mkdir -p layer/etc layer/bin conf/containers
echo hi > layer/etc/motd
head -c 200000 /dev/urandom > layer/bin/big
ln -s big layer/bin/link
chmod 4755 layer/bin/big
tar -C layer -czf layer.tar.gz .
tar -C layer -cf layer.tar .
mkdir dir
python3 - <<'PYTHON'
import hashlib, json, os, shutil
def add(data):
    d = hashlib.sha256(data).hexdigest(); open("dir/" + d, "wb").write(data); return "sha256:" + d, len(data)
layer = open("layer.tar.gz", "rb").read(); plain = hashlib.sha256(open("layer.tar", "rb").read()).hexdigest()
import gzip
plain = hashlib.sha256(gzip.decompress(layer)).hexdigest()
ld, ls = add(layer)
cd, cs = add(json.dumps({"architecture": "amd64", "os": "linux", "config": {"Cmd": ["/bin/big"]}, "rootfs": {"type": "layers", "diff_ids": ["sha256:" + plain]}, "history": [{"created_by": "x"}]}).encode())
m = {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json", "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": cs, "digest": cd}, "layers": [{"mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip", "size": ls, "digest": ld}]}
open("dir/manifest.json", "w").write(json.dumps(m)); open("dir/version", "w").write("Directory Transport Version: 1.1\n")
PYTHON
echo '{"default": [{"type": "insecureAcceptAnything"}]}' > policy.json
copy() { attempt $RUN "$PROGRAM" --policy policy.json copy "$@"; }
attempt $RUN "$PROGRAM" --version
attempt $RUN "$PROGRAM" inspect dir:dir
attempt $RUN "$PROGRAM" inspect --config --raw dir:dir
copy dir:dir oci:layout:tag
copy --format v2s2 oci:layout:tag docker-archive:image.tar:example.com/a:b
copy docker-archive:image.tar dir:again
copy --dest-compress --dest-compress-format zstd oci:layout:tag oci:layout2:tag
copy --dest-decompress oci:layout:tag dir:plain
copy oci:layout:tag oci-archive:image.oci.tar:t
attempt $RUN "$PROGRAM" list-tags docker-archive:image.tar
attempt $RUN "$PROGRAM" manifest-digest dir/manifest.json
attempt $RUN "$PROGRAM" delete oci:layout:tag
attempt $RUN "$PROGRAM" inspect --tls-verify=false docker://127.0.0.1:1/a
attempt $RUN "$PROGRAM" standalone-sign dir/manifest.json a none -o sig
# A registry as small as can be, which takes what is pushed.
python3 - <<'PYTHON' &
import hashlib, http.server, re, urllib.parse
blobs, manifests = {}, {}
class H(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def say(self, code, body=b"", **h):
        self.send_response(code)
        for k, v in h.items(): self.send_header(k.replace("_", "-"), v)
        self.send_header("Content-Length", str(len(body))); self.end_headers()
        if self.command != "HEAD": self.wfile.write(body)
    def body(self):
        if self.headers.get("Transfer-Encoding") == "chunked":
            out = b""
            while True:
                n = int(self.rfile.readline(), 16); out += self.rfile.read(n); self.rfile.readline()
                if not n: return out
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))
    def do_GET(self):
        p = self.path
        if p == "/v2/": return self.say(200, b"{}")
        if "tags/list" in p: return self.say(200, b'{"name": "a", "tags": ["b"]}', Content_Type="application/json")
        m = re.match(r"/v2/.+/(blobs|manifests)/(.+)", p)
        have = (blobs if m and m[1] == "blobs" else manifests).get(m[2]) if m else None
        if have is None: return self.say(404, b"{}")
        self.say(200, have[0], Content_Type=have[1], Docker_Content_Digest="sha256:" + hashlib.sha256(have[0]).hexdigest())
    do_HEAD = do_GET
    def do_POST(self): self.body(); self.say(202, Location=self.path + "1")
    def do_PATCH(self): self.server.part = self.body(); self.say(202, Location=self.path, Range="0-%d" % len(self.server.part))
    def do_PUT(self):
        data = self.body(); q = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)
        if "digest" in q: blobs[q["digest"][0]] = (data or self.server.part, "application/octet-stream"); return self.say(201)
        e = (data, self.headers["Content-Type"]); manifests[self.path.rsplit("/", 1)[1]] = e; manifests["sha256:" + hashlib.sha256(data).hexdigest()] = e; self.say(201)
    def do_DELETE(self): self.say(202)
    def log_message(self, *a): pass
http.server.HTTPServer(("127.0.0.1", 5000), H).serve_forever()
PYTHON
helper=$!
wait_for listens 5000
copy --dest-tls-verify=false dir:dir docker://127.0.0.1:5000/a:b
copy --src-tls-verify=false docker://127.0.0.1:5000/a:b oci:pulled:b
attempt $RUN "$PROGRAM" inspect --tls-verify=false docker://127.0.0.1:5000/a:b
attempt $RUN "$PROGRAM" list-tags --tls-verify=false docker://127.0.0.1:5000/a
attempt $RUN "$PROGRAM" sync --src-tls-verify=false --scoped --src docker --dest dir 127.0.0.1:5000/a synced
attempt $RUN "$PROGRAM" delete --tls-verify=false docker://127.0.0.1:5000/a:b
echo p | attempt $RUN "$PROGRAM" login --tls-verify=false --authfile auth.json -u u --password-stdin 127.0.0.1:5000
attempt $RUN "$PROGRAM" logout --authfile auth.json 127.0.0.1:5000
kill $helper
copy dir:dir "containers-storage:[vfs@$HOME/storage+$HOME/run]a:b"
attempt $RUN "$PROGRAM" inspect "containers-storage:[vfs@$HOME/storage+$HOME/run]a:b"
copy "containers-storage:[vfs@$HOME/storage+$HOME/run]a:b" dir:out
attempt $RUN "$PROGRAM" delete "containers-storage:[vfs@$HOME/storage+$HOME/run]a:b"
copy dir:dir "containers-storage:[overlay@$HOME/storage2+$HOME/run2]a:b"
