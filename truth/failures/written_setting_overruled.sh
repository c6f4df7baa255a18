# signature: written_setting_overruled
# says: go env -w, while the environment says otherwise
CGO_ENABLED=0 go env -w CGO_ENABLED=1
