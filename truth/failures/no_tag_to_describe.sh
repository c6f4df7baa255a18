# signature: no_tag_to_describe
# says: the version is asked of a clone without its tags
git init -q there
git -C there -c user.email=a@example.com -c user.name=a commit -q --allow-empty -m one
git -C there tag v1.0.0
git -C there -c user.email=a@example.com -c user.name=a commit -q --allow-empty -m two
git clone -q --depth 1 "file://$PWD/there" here
cd here
git describe --tags
