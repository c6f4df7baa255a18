# signature: proxy_wants_login
# says: the proxy answers 401
cat > answer.c <<'END'
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
/* Answers each request with the status line that it is given. */
int main(int count, char **words)
{
	struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof here;
	char text[9000], answer[500];
	int one, door = socket(AF_INET, SOCK_STREAM, 0);
	bind(door, (struct sockaddr *)&here, size);
	listen(door, 9);
	getsockname(door, (struct sockaddr *)&here, &size);
	printf("%d\n", ntohs(here.sin_port));
	fflush(stdout);
	snprintf(answer, sizeof answer, "HTTP/1.1 %s\r\n%s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", words[1], words[2]);
	alarm(20);
	while ((one = accept(door, 0, 0)) >= 0) {
		if (read(one, text, sizeof text) > 0)
			write(one, answer, strlen(answer));
		close(one);
	}
	return count;
}
END
gcc -w -o answer answer.c
./answer '401 Unauthorized' 'WWW-Authenticate: Basic realm="x"' > port &
while [ ! -s port ]; do sleep 0.02; done
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
GOPROXY=http://127.0.0.1:$(cat port) GOSUMDB=off go get example.com/private/dep@v1.0.0
kill $!
