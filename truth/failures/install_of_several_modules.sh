# signature: install_of_several_modules
# says: go install of two modules at two versions
go install example.com/a@latest example.com/b@v1.0.0
