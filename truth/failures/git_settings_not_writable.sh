# signature: git_settings_not_writable
# says: another git, or one that was killed, holds the file of settings
touch .gitconfig.lock
git config --global --add safe.directory /src
