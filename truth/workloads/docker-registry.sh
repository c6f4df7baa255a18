# Takes, gives and deletes blobs and manifests, with a cache and a password file; collects garbage.
cat > conf.yml <<YML
version: 0.1
log: {level: debug, accesslog: {disabled: false}}
storage:
  filesystem: {rootdirectory: $HOME/data}
  delete: {enabled: true}
  cache: {blobdescriptor: inmemory}
  maintenance: {uploadpurging: {enabled: true, age: 1h, interval: 1h, dryrun: false}}
http:
  addr: 127.0.0.1:5000
  debug: {addr: 127.0.0.1:5001, prometheus: {enabled: true}}
health: {storagedriver: {enabled: true, interval: 1s}}
auth: {htpasswd: {realm: r, path: $HOME/users}}
notifications: {endpoints: [{name: n, url: "http://127.0.0.1:1/", timeout: 1s, threshold: 1, backoff: 1s}]}
YML
echo 'u:$2y$05$abcdefghijklmnopqrstuuPGwHjnyTBfGR2pXjWGFDgTwqVXzxk7K' > users
sed '/^auth/d' conf.yml > open.yml
attempt $RUN "$PROGRAM" --version
$RUN "$PROGRAM" serve open.yml &
server=$!
wait_for curl -sf http://127.0.0.1:5000/v2/
python3 - <<'PYTHON'
import hashlib, json, urllib.request
base = "http://127.0.0.1:5000"
def ask(method, url, data=None, **h):
    r = urllib.request.Request(url if url.startswith("http") else base + url, data, {k.replace("_", "-"): v for k, v in h.items()}, method=method)
    try:
        a = urllib.request.urlopen(r, timeout=3); return a.headers, a.read()
    except urllib.error.HTTPError as e:
        print(method, url[:60], e.code); return e.headers, b""
def push(data):
    d = "sha256:" + hashlib.sha256(data).hexdigest()
    h, _ = ask("POST", "/v2/a/blobs/uploads/", b"")
    h, _ = ask("PATCH", h["Location"], data, Content_Type="application/octet-stream")
    ask("PUT", h["Location"] + ("&" if "?" in h["Location"] else "?") + "digest=" + d, b"")
    return d, len(data)
layer, config = push(b"x" * 500000), push(b"{}")
m = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json", "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": config[1], "digest": config[0]}, "layers": [{"mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip", "size": layer[1], "digest": layer[0]}]}).encode()
for tag in ("one", "two"):
    ask("PUT", "/v2/a/manifests/" + tag, m, Content_Type="application/vnd.docker.distribution.manifest.v2+json")
ask("GET", "/v2/a/manifests/one"); ask("GET", "/v2/a/tags/list"); ask("GET", "/v2/_catalog"); ask("GET", "/v2/a/blobs/" + layer[0])
ask("GET", "/v2/a/blobs/" + layer[0], Range="bytes=10-20"); ask("POST", "/v2/b/blobs/uploads/?mount=%s&from=a" % layer[0], b"")
ask("DELETE", "/v2/a/manifests/sha256:" + hashlib.sha256(m).hexdigest()); ask("DELETE", "/v2/a/blobs/" + layer[0]); ask("GET", "/v2/none/manifests/x")
PYTHON
curl -s http://127.0.0.1:5001/metrics -o metrics
curl -s http://127.0.0.1:5001/debug/health
curl -s http://127.0.0.1:5001/debug/pprof/heap -o heap
attempt stop $server
attempt $RUN "$PROGRAM" garbage-collect --delete-untagged=true open.yml
$RUN "$PROGRAM" serve conf.yml &
server=$!
wait_for listens 5000
attempt curl -s -u u:p http://127.0.0.1:5000/v2/
attempt stop $server INT
