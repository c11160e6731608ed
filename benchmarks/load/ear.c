/* Hears many lines, and when each had which frame: as little as a reader can cost.
 *
 *     cc -O2 -o ear ear.c && ./ear SIZE FRAMES FILE...
 *
 * Reads the open FILEs, numbers of sockets that it inherits, until each had FRAMES frames of SIZE
 * bytes. Then writes, for each frame in the order in which they came, its number on
 * its line (32 bits) and when it was read (a double, seconds of CLOCK_MONOTONIC). Pings are answered.
 * It never sleeps: a reader that does is woken by whoever writes to it, by an interrupt of the other
 * processor, and of a thousand writes most would do that. Readers elsewhere cost a server nothing.
 * It believes its server (whole short frames, or parts of them): for measuring alone. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 20000, BUFFER = 65536 };

static uint32_t heard[MOST];
static size_t missing[MOST]; /* bytes of a frame whose begin was read, and its number's */
static unsigned char buffer[BUFFER];
static struct __attribute__((packed)) record {
    uint32_t number;
    double at;
} *records;
static size_t count;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void take(int fd, size_t length, size_t size, size_t all)
{
    size_t at = missing[fd] < length ? missing[fd] : length;
    missing[fd] -= at;
    while (at + 2 <= length) {
        size_t frame = buffer[at + 1] < 126 ? 2u + buffer[at + 1] : 0;
        if (!frame && at + 4 <= length)
            frame = 4u + ((size_t)buffer[at + 2] << 8) + buffer[at + 3];
        if (frame == 3 && buffer[at + 2] == '2')
            send(fd, "\x81\x81\0\0\0\0003", 7, MSG_NOSIGNAL);
        if (frame == size && count < all)
            records[count++] = (struct record){heard[fd]++, now()};
        if (!frame || at + frame > length) {
            missing[fd] = frame ? at + frame - length : 0;
            return;
        }
        at += frame;
    }
}

int main(int argc, char **argv)
{
    size_t size = argc > 3 ? (size_t)atol(argv[1]) : 0;
    size_t all = argc > 3 ? (size_t)atol(argv[2]) * (size_t)(argc - 3) : 0;
    struct epoll_event wanted = {.events = EPOLLIN}, events[256];
    int epoll = epoll_create1(0);
    records = calloc(all + 1, sizeof *records);
    for (int i = 3; i < argc; i++) {
        wanted.data.fd = atoi(argv[i]);
        epoll_ctl(epoll, EPOLL_CTL_ADD, wanted.data.fd, &wanted);
    }
    printf("!");
    fflush(stdout);
    while (count < all) {
        int ready = epoll_wait(epoll, events, 256, 0);
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            ssize_t length = recv(fd, buffer, BUFFER, MSG_DONTWAIT);
            if (length > 0)
                take(fd, (size_t)length, size, all);
            else if (!length)
                return fprintf(stderr, "the server cut a line\n"), 1;
        }
    }
    return fwrite(records, sizeof *records, count, stdout) != count;
}
