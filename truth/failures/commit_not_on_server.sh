# signature: commit_not_on_server
# says: the branch that is to be fetched is not on the server any more
git init -q --bare server.git
git init -q repository
cd repository
git fetch ../server.git refs/heads/feature
