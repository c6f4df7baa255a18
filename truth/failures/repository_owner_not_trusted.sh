# signature: repository_owner_not_trusted
# says: the repository belongs to another user, as git's own tests have it
git init -q .
git -c user.email=a@example.com -c user.name=a commit -q --allow-empty -m one
GIT_TEST_ASSUME_DIFFERENT_OWNER=1 git status
