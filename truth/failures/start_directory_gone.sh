# signature: start_directory_gone
# says: the working directory was removed
mkdir gone && cd gone && rmdir ../gone
go build .
