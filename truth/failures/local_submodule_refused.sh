# signature: local_submodule_refused
# says: a submodule is cloned from a path of this machine
git init -q library
git -C library -c user.email=a@example.com -c user.name=a commit -q --allow-empty -m one
git init -q .
git -c protocol.file.allow=user submodule add "file://$PWD/library" third_party/library
