module example.com/serves

go 1.22
