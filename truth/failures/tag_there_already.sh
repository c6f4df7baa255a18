# signature: tag_there_already
# says: the tag that is pushed is on the server already, at another commit
git init -q --bare server.git
git init -q repository
cd repository
commit() { git -c user.name=a -c user.email=a@example.com commit -q --allow-empty -m "$1"; }
commit one
git tag v1.0.0
git push -q ../server.git v1.0.0
commit two
git tag -f v1.0.0 >/dev/null
git push ../server.git v1.0.0
