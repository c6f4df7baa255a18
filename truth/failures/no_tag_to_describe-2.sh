# signature: no_tag_to_describe
# says: there are only tags without a note, and they do not count
git init -q .
git -c user.email=a@example.com -c user.name=a commit -q --allow-empty -m one
git tag v1.0.0
git describe
