# A library in two ages, newer/NAME and old/NAME, and the version that its function quokka has in each. Without a version
# for the old it has none there.
mkdir newer old
echo "$2 { global: quokka; };" > newer/versions
echo "$3 { global: quokka; };" > old/versions
for age in newer old; do
	echo 'int quokka(void) { return 0; }' | gcc -shared -fPIC -x c - -o "$age/$1" "-Wl,-soname,$1" -Wl,--version-script=$age/versions
done
