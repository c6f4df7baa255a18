# signature: submodule_not_registered
# says: a clone within the repository was committed, and .gitmodules does not name it
git init -q other
git -C other -c user.name=a -c user.email=a@example.com commit -q --allow-empty -m one
git init -q repository
cd repository
git -c protocol.file.allow=always clone -q ../other third_party 2>/dev/null
git -c advice.addEmbeddedRepo=false add third_party
git -c user.name=a -c user.email=a@example.com commit -q -m one
git submodule update --init
