/* Errors under the real badblocks, without root: preloaded, it fails reads and writes
 * of the drive's image as the table in MOCK_FAULTS says (layout: faults.py), and
 * spoils what is read of blocks that do not keep what was written. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

struct range { int64_t first, end; uint32_t kind, unused; };
struct table { uint32_t magic, state, count; float speed; struct range ranges[512]; };

static const struct table *table;
static dev_t device;
static ino_t inode;

__attribute__((constructor)) static void start(void)
{
	const char *faults = getenv("MOCK_FAULTS"), *image = getenv("MOCK_IMAGE");
	struct stat status;
	int fd;

	if (!faults || !image || stat(image, &status))
		return;
	device = status.st_dev;
	inode = status.st_ino;
	fd = open(faults, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	table = mmap(NULL, sizeof(*table), PROT_READ, MAP_SHARED, fd, 0);
	if (table == MAP_FAILED)
		table = NULL;
	close(fd);
}

static int is_drive(int fd)
{
	struct stat status;

	if (!table || (!table->state && !table->count))
		return 0;
	return !fstat(fd, &status) && status.st_dev == device && status.st_ino == inode;
}

static int fails(int fd, size_t length, uint32_t kind)
{
	off_t offset;
	uint32_t i;

	if (!is_drive(fd))
		return 0;
	while (table->state == 2)
		usleep(50000);
	if (table->state == 1)
		return 1;
	offset = lseek(fd, 0, SEEK_CUR);
	for (i = 0; i < table->count && i < 512; i++)
		if ((table->ranges[i].kind & kind) && table->ranges[i].first < offset + (off_t)length
		    && offset < table->ranges[i].end)
			return 1;
	return 0;
}

/* A bad block reads back as something else than what was written. */
static void spoil(int fd, unsigned char *buffer, ssize_t length)
{
	off_t place, end;
	uint32_t i;

	if (length <= 0 || !is_drive(fd))
		return;
	end = lseek(fd, 0, SEEK_CUR);
	for (i = 0; i < table->count && i < 512; i++)
		for (place = table->ranges[i].first; place < table->ranges[i].end; place += 4096)
			if ((table->ranges[i].kind & 1) && place >= end - length && place + 100 < end)
				buffer[place + 100 - (end - length)] ^= 0xff;
}

ssize_t read(int fd, void *buffer, size_t length)
{
	static ssize_t (*real)(int, void *, size_t);
	ssize_t got;

	if (!real)
		real = (ssize_t (*)(int, void *, size_t))dlsym(RTLD_NEXT, "read");
	if (fails(fd, length, 2)) {
		errno = EIO;
		return -1;
	}
	got = real(fd, buffer, length);
	spoil(fd, buffer, got);
	return got;
}

ssize_t write(int fd, const void *buffer, size_t length)
{
	static ssize_t (*real)(int, const void *, size_t);

	if (!real)
		real = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
	if (fails(fd, length, 4)) {
		errno = EIO;
		return -1;
	}
	return real(fd, buffer, length);
}
