/* Lies under badblocks: notes each read and write of a drive when it is done, and holds
 * the one that a test waits for. badblocks is started with `-t PATTERN`; a line is
 *
 *     MAJOR:MINOR PATTERN r|w OFFSET LENGTH BYTE     BYTE is -1 where the bytes differ
 *     MAJOR:MINOR PATTERN h OFFSET 0 -1              held before it read or wrote there
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define LAB "/mnt"

typedef ssize_t (*reader)(int, void *, size_t);
typedef ssize_t (*writer)(int, const void *, size_t);

static reader real_read;
static writer real_write;
static char pattern[32] = "-";
static char drive[32];

__attribute__((constructor)) static void begin(int argc, char **argv)
{
    real_read = (reader)dlsym(RTLD_NEXT, "read");
    real_write = (writer)dlsym(RTLD_NEXT, "write");
    for (int i = 1; i + 1 < argc; i++)
        if (strcmp(argv[i], "-t") == 0)
            snprintf(pattern, sizeof pattern, "%s", argv[i + 1]);
}

static int is_drive(int fd)
{
    struct stat found;
    if (fstat(fd, &found) != 0 || !S_ISBLK(found.st_mode))
        return 0;
    snprintf(drive, sizeof drive, "%u:%u", major(found.st_rdev), minor(found.st_rdev));
    return 1;
}

static void note(char kind, off_t offset, ssize_t length, int value)
{
    char line[128];
    int size = snprintf(line, sizeof line, "%s %s %c %lld %lld %d\n", drive, pattern,
                        kind, (long long)offset, (long long)length, value);
    int fd = open(LAB "/trace", O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    /* A trace with a hole would prove nothing. */
    if (fd < 0 || real_write(fd, line, size) != size)
        abort();
    close(fd);
}

/* The file holds `PATTERN r|w OFFSET`: the first place no drive is to pass. */
static int is_held(char kind, off_t offset)
{
    char text[128], wanted[32], what;
    long long from;
    int fd = open(LAB "/hold", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    ssize_t size = real_read(fd, text, sizeof text - 1);
    close(fd);
    text[size > 0 ? size : 0] = 0;
    return sscanf(text, "%31s %c %lld", wanted, &what, &from) == 3 && what == kind &&
           strcmp(wanted, pattern) == 0 && offset >= from;
}

static void hold(char kind, off_t offset)
{
    for (int noted = 0; is_held(kind, offset); usleep(5000))
        if (!noted++)
            note('h', offset, 0, -1);
}

static int value_of(const unsigned char *data, ssize_t length)
{
    return memcmp(data, data + 1, length - 1) == 0 ? *data : -1;
}

ssize_t write(int fd, const void *data, size_t length)
{
    if (!is_drive(fd))
        return real_write(fd, data, length);
    off_t offset = lseek(fd, 0, SEEK_CUR);
    hold('w', offset);
    ssize_t done = real_write(fd, data, length);
    if (done > 0)
        note('w', offset, done, value_of(data, done));
    return done;
}

ssize_t read(int fd, void *data, size_t length)
{
    if (!is_drive(fd))
        return real_read(fd, data, length);
    off_t offset = lseek(fd, 0, SEEK_CUR);
    hold('r', offset);
    ssize_t done = real_read(fd, data, length);
    if (done > 0)
        note('r', offset, done, value_of(data, done));
    return done;
}
