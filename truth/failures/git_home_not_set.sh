# signature: git_home_not_set
# says: git is to keep a setting for its user, and HOME is not set
unset HOME XDG_CONFIG_HOME
git config --global --add safe.directory /src
