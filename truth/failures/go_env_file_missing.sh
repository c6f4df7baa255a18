# signature: go_env_file_missing
# says: a Go tree without its file go.env, which holds the defaults of GOPROXY and GOSUMDB since Go 1.21
mkdir root
for each in "$(go env GOROOT)"/*; do
	case $each in */go.env) ;; *) ln -s "$each" root/ ;; esac
done
mkdir -p proxy/example.com/dep/@v
echo '{"Version":"v1.0.0"}' > proxy/example.com/dep/@v/v1.0.0.info
echo 'module example.com/dep' > proxy/example.com/dep/@v/v1.0.0.mod
printf 'module example.com/app\ngo 1.19\nrequire example.com/dep v1.0.0\n' > go.mod
GOROOT=$PWD/root GOPROXY=file://$PWD/proxy GOFLAGS=-mod=mod go list -m all
