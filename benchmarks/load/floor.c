/* The floor: what the system alone costs. Clients join a room by `40{"room":n}`; each frame that
 * begins with `42` goes to all of its room as it came, built once, by one send() each.
 *
 *     cc -O2 -o floor floor.c && ./floor PORT
 *
 * It believes its clients (masks of zeros, whole frames, no slow readers): for measuring alone. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

enum { MOST = 20000, ROOMS = 1000, BUFFER = 65536 };

static int members[ROOMS][MOST];
static int counts[ROOMS];
static int room_of[MOST + 64];
static unsigned char buffer[BUFFER], frame[BUFFER];

static void say(int fd, const char *text)
{
    size_t size = strlen(text);
    frame[0] = 0x81;
    frame[1] = (unsigned char)size;
    memcpy(frame + 2, text, size);
    if (send(fd, frame, size + 2, MSG_NOSIGNAL) < 0)
        perror("send");
}

static void join(int fd, const char *payload)
{
    const char *room = strstr(payload, "\"room\":");
    int number = room ? atoi(room + 7) % ROOMS : 0;
    room_of[fd] = number;
    members[number][counts[number]++] = fd;
    say(fd, "40{\"sid\":\"x\"}");
}

static void broadcast(int fd, const unsigned char *payload, size_t size)
{
    int room = room_of[fd];
    size_t head = size < 126 ? 2 : 4;
    frame[0] = 0x81;
    frame[1] = size < 126 ? (unsigned char)size : 126;
    if (head == 4) {
        frame[2] = (unsigned char)(size >> 8);
        frame[3] = (unsigned char)size;
    }
    memcpy(frame + head, payload, size);
    for (int i = 0; i < counts[room]; i++)
        if (send(members[room][i], frame, head + size, MSG_NOSIGNAL) < 0)
            perror("send");
}

static void take(int fd, unsigned char *data, size_t length)
{
    for (size_t at = 0; at + 6 <= length;) {
        size_t size = data[at + 1] & 127, head = 6;
        if (size == 126) {
            size = ((size_t)data[at + 2] << 8) | data[at + 3];
            head = 8;
        }
        unsigned char *payload = data + at + head, last = payload[size];
        payload[size] = 0;
        if (!memcmp(payload, "40", 2))
            join(fd, (char *)payload);
        else if (!memcmp(payload, "42", 2))
            broadcast(fd, payload, size);
        payload[size] = last;
        at += head + size;
    }
}

static void leave(int fd)
{
    int *list = members[room_of[fd]], *count = &counts[room_of[fd]];
    for (int i = 0; i < *count; i++)
        if (list[i] == fd)
            list[i] = list[--*count];
    close(fd);
}

int main(int argc, char **argv)
{
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1, epoll = epoll_create1(0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(argc > 1 ? atoi(argv[1]) : 0)};
    struct epoll_event wanted = {.events = EPOLLIN, .data.fd = listener}, events[256];
    struct rlimit files = {MOST, MOST};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setrlimit(RLIMIT_NOFILE, &files);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096))
        return perror("listen"), 1;
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &wanted);
    for (;;) {
        int ready = epoll_wait(epoll, events, 256, -1);
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            if (fd == listener) {
                fd = accept(listener, 0, 0);
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                wanted.data.fd = fd;
                epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &wanted);
                continue;
            }
            ssize_t length = recv(fd, buffer, BUFFER - 1, 0);
            if (length <= 0) {
                leave(fd);
            } else if (!memcmp(buffer, "GET", 3)) {
                const char *answer = "HTTP/1.1 101 \r\n\r\n";
                if (send(fd, answer, strlen(answer), MSG_NOSIGNAL) < 0)
                    perror("send");
                say(fd, "0{\"sid\":\"x\"}");
            } else {
                take(fd, buffer, (size_t)length);
            }
        }
    }
}
