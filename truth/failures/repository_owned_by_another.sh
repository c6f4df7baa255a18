# signature: repository_owned_by_another
# says: git refuses a directory that belongs to somebody else
git init -q .
GIT_TEST_ASSUME_DIFFERENT_OWNER=1 git status
