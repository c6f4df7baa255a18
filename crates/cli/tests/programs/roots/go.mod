module example.com/roots

go 1.21

require golang.org/x/crypto/x509roots/fallback v0.0.0-20250101000000-0123456789ab

replace golang.org/x/crypto/x509roots/fallback => ./fallback
