/*
 * Records what a process does to the files of one directory, so that the directory can be rebuilt as a power cut would
 * have left it. Preloaded with LD_PRELOAD; every call is passed on unchanged.
 *
 * POWER_LOSS_DIR     the directory (and what is below it)
 * POWER_LOSS_LOG     the log, outside of it; appended to, one write() a record, so that a kill tears at most the last
 * POWER_LOSS_NOTES   a file whose writes go into the log too: the load's own words, in their place among the rest
 * POWER_LOSS_IGNORE  end of a file name whose fsyncs are passed on but not counted (planted bug: "nobody waited")
 * POWER_LOSS_SYNC_MS every fsync takes so many ms more, as on a slow disk
 *
 * An fsync is two records: what was written before the first is safe once the second is there.
 * What cannot be followed (shared writable mappings, links, unknown system calls) is recorded as "unseen": the reader
 * of the log refuses it. Layout of a record: see struct head; log.ts reads it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { OPEN = 1, WRITE, SIZE, UNLINK, RENAME, MKDIR, RMDIR, SYNC_BEGIN, SYNC_END, NOTE, UNSEEN, START };
/* OPEN's argument. */
enum { MADE = 1, DIRECTORY = 2 };

struct head {
  uint32_t magic;
  uint32_t length; /* of the payload */
  uint32_t type;
  uint32_t id;      /* of the file */
  uint64_t time_ns; /* CLOCK_MONOTONIC, the same clock as process.hrtime */
  uint64_t arg;     /* offset, size, flags or the number of the SYNC_BEGIN */
  uint32_t seq;     /* repeated after the payload */
  uint32_t pid;
};
#define MAGIC 0x31524c50u

#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (!found) abort();
  return found;
}
/* Resolved once for the calls that matter for speed. */
#define CALL(name) ({ static __typeof__(&name) fn; if (!fn) fn = REAL(name); fn; })

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char dir[PATH_MAX], notes[PATH_MAX], ignore[256];
static size_t dir_length;
static int log_fd = -1;
static uint32_t seq, last_id;
static useconds_t sync_us;

struct known { dev_t dev; ino_t ino; uint32_t id; };
static struct known *table;
static size_t table_size, table_room;

enum { UNKNOWN, OTHER, FILE_IN, DIR_IN, NOTES };
struct fdinfo { _Atomic int state; uint32_t id; dev_t dev; ino_t ino; };
#define FDS 65536
static struct fdinfo fds[FDS];

static int enabled(void) { return log_fd >= 0; }

static uint32_t record(uint32_t type, uint32_t id, uint64_t arg, const void *payload, size_t length) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  struct head head = {MAGIC, (uint32_t)length, type, id, (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec,
                      arg, ++seq, (uint32_t)getpid()};
  struct iovec parts[] = {{&head, sizeof head}, {(void *)payload, length}, {&head.seq, sizeof head.seq}};
  ssize_t wrote = CALL(writev)(log_fd, parts, 3);
  /* A log with a hole would prove what is not so. */
  if (wrote != (ssize_t)(sizeof head + length + sizeof head.seq)) abort();
  return head.seq;
}

static void unseen(const char *what, const char *path) {
  char text[PATH_MAX + 64];
  int length = snprintf(text, sizeof text, "%s %s", what, path);
  record(UNSEEN, 0, 0, text, (size_t)length);
}

static void before_fork(void) { pthread_mutex_lock(&lock); }
static void after_fork(void) { pthread_mutex_unlock(&lock); }

__attribute__((constructor)) static void start(void) {
  const char *given = getenv("POWER_LOSS_DIR"), *log = getenv("POWER_LOSS_LOG");
  if (!given || !log || !realpath(given, dir)) return;
  dir_length = strlen(dir);
  const char *note = getenv("POWER_LOSS_NOTES"), *skip = getenv("POWER_LOSS_IGNORE"), *ms = getenv("POWER_LOSS_SYNC_MS");
  if (note && !realpath(note, notes)) abort();
  if (skip) snprintf(ignore, sizeof ignore, "%s", skip);
  if (ms) sync_us = (useconds_t)(atof(ms) * 1000);
  int fd = CALL(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) abort();
  /* Out of the way of programs that count their files. */
  log_fd = fcntl(fd, F_DUPFD_CLOEXEC, 900);
  if (log_fd < 0) abort();
  CALL(close)(fd);
  pthread_atfork(before_fork, after_fork, after_fork);
  /* Programs that this one starts are not recorded. */
  unsetenv("LD_PRELOAD");
  record(START, 0, 0, dir, dir_length);
}

static int inside(const char *path) {
  return strncmp(path, dir, dir_length) == 0 && (path[dir_length] == '/' || path[dir_length] == 0);
}

static int path_of(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return 1;
}

/* The path with its folder resolved; 0 where that is not inside. */
static int resolved(int at, const char *path, char *out) {
  if (!enabled() || !path) return 0;
  char copy[PATH_MAX], folder[PATH_MAX];
  if (path[0] != '/' && at != AT_FDCWD) {
    if (!path_of(at, folder)) return 0;
    if (snprintf(copy, sizeof copy, "%s/%s", folder, path) >= PATH_MAX) return 0;
  } else if (snprintf(copy, sizeof copy, "%s", path) >= PATH_MAX) {
    return 0;
  }
  size_t end = strlen(copy);
  while (end > 1 && copy[end - 1] == '/') copy[--end] = 0;
  char *slash = strrchr(copy, '/');
  const char *name = slash ? slash + 1 : copy;
  if (slash == copy) return 0;
  if (slash) *slash = 0;
  if (!realpath(slash ? copy : ".", folder)) return 0;
  if (snprintf(out, PATH_MAX, "%s/%s", folder, name) >= PATH_MAX) return 0;
  return inside(out);
}

static void forget(const struct stat *stat) {
  for (size_t i = 0; i < table_size; i++)
    if (table[i].dev == stat->st_dev && table[i].ino == stat->st_ino) table[i--] = table[--table_size];
}

static uint32_t id_of(const struct stat *stat, const char *path, int made) {
  if (made) forget(stat);
  for (size_t i = 0; i < table_size; i++)
    if (table[i].dev == stat->st_dev && table[i].ino == stat->st_ino) return table[i].id;
  if (table_size == table_room) {
    table_room = table_room ? table_room * 2 : 256;
    table = realloc(table, table_room * sizeof *table);
    if (!table) abort();
  }
  table[table_size++] = (struct known){stat->st_dev, stat->st_ino, ++last_id};
  record(OPEN, last_id, (made ? MADE : 0) | (S_ISDIR(stat->st_mode) ? DIRECTORY : 0), path, strlen(path));
  return last_id;
}

/* With the lock held. */
static struct fdinfo classify(int fd, int made) {
  struct fdinfo info = {OTHER, 0, 0, 0};
  struct stat stat;
  char path[PATH_MAX];
  if (fstat(fd, &stat) == 0 && (S_ISREG(stat.st_mode) || S_ISDIR(stat.st_mode)) && stat.st_nlink > 0 &&
      path_of(fd, path)) {
    info.dev = stat.st_dev;
    info.ino = stat.st_ino;
    if (notes[0] && strcmp(path, notes) == 0) {
      info.state = NOTES;
    } else if (inside(path)) {
      info.state = S_ISDIR(stat.st_mode) ? DIR_IN : FILE_IN;
      info.id = id_of(&stat, path, made);
    }
  }
  if (fd < FDS) {
    fds[fd].id = info.id;
    fds[fd].dev = info.dev;
    fds[fd].ino = info.ino;
    atomic_store(&fds[fd].state, atomic_load(&info.state));
  }
  return info;
}

static int may_matter(int fd) {
  return enabled() && fd >= 0 && fd != log_fd && (fd >= FDS || atomic_load(&fds[fd].state) != OTHER);
}

/* With the lock held: what this descriptor is. */
static struct fdinfo look(int fd) {
  if (fd < FDS && atomic_load(&fds[fd].state) > OTHER) {
    struct stat stat;
    if (fstat(fd, &stat) == 0 && stat.st_dev == fds[fd].dev && stat.st_ino == fds[fd].ino) return fds[fd];
  }
  return classify(fd, 0);
}

static void wrote(struct fdinfo info, off_t at, const void *bytes, size_t length) {
  if (info.state == NOTES) record(NOTE, 0, 0, bytes, length);
  else if (info.state == FILE_IN) record(WRITE, info.id, (uint64_t)at, bytes, length);
}

static void wrote_vector(struct fdinfo info, off_t at, const struct iovec *parts, int count, size_t length) {
  char *all = malloc(length ? length : 1);
  if (!all) abort();
  size_t end = 0;
  for (int i = 0; i < count && end < length; i++) {
    size_t part = parts[i].iov_len < length - end ? parts[i].iov_len : length - end;
    memcpy(all + end, parts[i].iov_base, part);
    end += part;
  }
  wrote(info, at, all, length);
  free(all);
}

#define LOCKED(...) \
  do { pthread_mutex_lock(&lock); __VA_ARGS__; int saved = errno; pthread_mutex_unlock(&lock); errno = saved; } while (0)

/* ---- opening ---- */

static int open_any(int at, const char *path, int flags, mode_t mode) {
  if (!enabled() || !(flags & (O_CREAT | O_TRUNC))) {
    int fd = CALL(openat)(at, path, flags, mode);
    if (fd >= 0 && fd < FDS) atomic_store(&fds[fd].state, UNKNOWN);
    return fd;
  }
  pthread_mutex_lock(&lock);
  int existed = faccessat(at, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
  int fd = CALL(openat)(at, path, flags, mode);
  int saved = errno;
  if (fd >= 0) {
    struct fdinfo info = classify(fd, !existed);
    if (info.state == FILE_IN && existed && (flags & O_TRUNC)) record(SIZE, info.id, 0, 0, 0);
  }
  pthread_mutex_unlock(&lock);
  errno = saved;
  return fd;
}

#define OPEN_LIKE(name) \
  int name(const char *path, int flags, ...) { \
    va_list list; \
    va_start(list, flags); \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0; \
    va_end(list); \
    return open_any(AT_FDCWD, path, flags, mode); \
  }
#define OPENAT_LIKE(name) \
  int name(int at, const char *path, int flags, ...) { \
    va_list list; \
    va_start(list, flags); \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0; \
    va_end(list); \
    return open_any(at, path, flags, mode); \
  }
OPEN_LIKE(open)
OPEN_LIKE(open64)
OPENAT_LIKE(openat)
OPENAT_LIKE(openat64)
int creat(const char *path, mode_t mode) { return open_any(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

static int made_temporary(int fd) {
  if (fd >= 0 && enabled()) LOCKED(classify(fd, 1));
  return fd;
}
int mkstemp(char *template) { return made_temporary(CALL(mkstemp)(template)); }
int mkstemp64(char *template) { return made_temporary(CALL(mkstemp64)(template)); }

int close(int fd) {
  if (fd >= 0 && fd < FDS) {
    /* Node closes what it does not know; the log must stay. */
    if (enabled() && fd == log_fd) return 0;
    atomic_store(&fds[fd].state, UNKNOWN);
  }
  return CALL(close)(fd);
}
static int copied(int fd) {
  if (fd >= 0 && fd < FDS) atomic_store(&fds[fd].state, UNKNOWN);
  return fd;
}
int dup(int fd) { return copied(CALL(dup)(fd)); }
int dup2(int from, int to) { return copied(CALL(dup2)(from, to)); }
int dup3(int from, int to, int flags) { return copied(CALL(dup3)(from, to, flags)); }

/* ---- writing ---- */

ssize_t write(int fd, const void *bytes, size_t length) {
  if (!may_matter(fd)) return CALL(write)(fd, bytes, length);
  ssize_t n;
  LOCKED({
    struct fdinfo info = look(fd);
    n = CALL(write)(fd, bytes, length);
    if (n > 0 && info.state > OTHER) {
      int saved_here = errno;
      wrote(info, lseek(fd, 0, SEEK_CUR) - n, bytes, (size_t)n);
      errno = saved_here;
    }
  });
  return n;
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  if (!may_matter(fd)) return CALL(writev)(fd, parts, count);
  ssize_t n;
  LOCKED({
    struct fdinfo info = look(fd);
    n = CALL(writev)(fd, parts, count);
    if (n > 0 && info.state > OTHER) wrote_vector(info, lseek(fd, 0, SEEK_CUR) - n, parts, count, (size_t)n);
  });
  return n;
}
static ssize_t pwrite_any(int fd, const void *bytes, size_t length, off_t at) {
  if (!may_matter(fd)) return CALL(pwrite)(fd, bytes, length, at);
  ssize_t n;
  LOCKED({
    struct fdinfo info = look(fd);
    n = CALL(pwrite)(fd, bytes, length, at);
    if (n > 0) wrote(info, at, bytes, (size_t)n);
  });
  return n;
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return pwrite_any(fd, bytes, length, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) { return pwrite_any(fd, bytes, length, at); }
static ssize_t pwritev_any(int fd, const struct iovec *parts, int count, off_t at) {
  if (!may_matter(fd)) return CALL(pwritev)(fd, parts, count, at);
  ssize_t n;
  LOCKED({
    struct fdinfo info = look(fd);
    n = CALL(pwritev)(fd, parts, count, at);
    if (n > 0) wrote_vector(info, at, parts, count, (size_t)n);
  });
  return n;
}
ssize_t pwritev(int fd, const struct iovec *p, int count, off_t at) { return pwritev_any(fd, p, count, at); }
ssize_t pwritev64(int fd, const struct iovec *p, int count, off64_t at) { return pwritev_any(fd, p, count, at); }

static void note_size(int fd) {
  struct stat stat;
  struct fdinfo info = look(fd);
  if (info.state == FILE_IN && fstat(fd, &stat) == 0) record(SIZE, info.id, (uint64_t)stat.st_size, 0, 0);
}
int ftruncate(int fd, off_t size) {
  if (!may_matter(fd)) return CALL(ftruncate)(fd, size);
  int result;
  LOCKED({
    result = CALL(ftruncate)(fd, size);
    if (result == 0) note_size(fd);
  });
  return result;
}
int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }
int truncate(const char *path, off_t size) {
  if (!enabled()) return CALL(truncate)(path, size);
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  int result = ftruncate(fd, size);
  close(fd);
  return result;
}
int truncate64(const char *path, off64_t size) { return truncate(path, size); }
int fallocate(int fd, int mode, off_t at, off_t length) {
  if (!may_matter(fd)) return CALL(fallocate)(fd, mode, at, length);
  int result;
  LOCKED({
    result = CALL(fallocate)(fd, mode, at, length);
    if (result == 0) {
      note_size(fd);
      if (mode & ~FALLOC_FL_KEEP_SIZE && look(fd).state == FILE_IN) unseen("fallocate", "with a mode");
    }
  });
  return result;
}
int fallocate64(int fd, int mode, off64_t at, off64_t length) { return fallocate(fd, mode, at, length); }
int posix_fallocate(int fd, off_t at, off_t length) {
  if (!may_matter(fd)) return CALL(posix_fallocate)(fd, at, length);
  int result;
  LOCKED({
    result = CALL(posix_fallocate)(fd, at, length);
    if (result == 0) note_size(fd);
  });
  return result;
}
int posix_fallocate64(int fd, off64_t at, off64_t length) { return posix_fallocate(fd, at, length); }

/* What was copied is read from the source: the target may be open for writing only. */
static void copied_bytes(struct fdinfo info, int in, off_t from, off_t to, size_t length) {
  char *bytes = malloc(length);
  if (!bytes) abort();
  if (pread(in, bytes, length, from) != (ssize_t)length) unseen("copy", "whose source cannot be read");
  else wrote(info, to, bytes, length);
  free(bytes);
}
ssize_t copy_file_range(int in, off64_t *in_at, int out, off64_t *out_at, size_t length, unsigned flags) {
  if (!may_matter(out)) return CALL(copy_file_range)(in, in_at, out, out_at, length, flags);
  ssize_t n;
  LOCKED({
    struct fdinfo info = look(out);
    off_t from = in_at ? *in_at : lseek(in, 0, SEEK_CUR);
    off_t to = out_at ? *out_at : lseek(out, 0, SEEK_CUR);
    n = CALL(copy_file_range)(in, in_at, out, out_at, length, flags);
    if (n > 0 && info.state > OTHER) copied_bytes(info, in, from, to, (size_t)n);
  });
  return n;
}
ssize_t sendfile(int out, int in, off_t *in_at, size_t length) {
  if (!may_matter(out)) return CALL(sendfile)(out, in, in_at, length);
  ssize_t n;
  LOCKED({
    struct fdinfo info = look(out);
    off_t from = in_at ? *in_at : lseek(in, 0, SEEK_CUR);
    off_t to = lseek(out, 0, SEEK_CUR);
    n = CALL(sendfile)(out, in, in_at, length);
    if (n > 0 && info.state > OTHER) copied_bytes(info, in, from, to, (size_t)n);
  });
  return n;
}
ssize_t sendfile64(int out, int in, off64_t *in_at, size_t length) { return sendfile(out, in, in_at, length); }

int ioctl(int fd, unsigned long request, ...) {
  va_list list;
  va_start(list, request);
  void *arg = va_arg(list, void *);
  va_end(list);
  int result = CALL(ioctl)(fd, request, arg);
  if (result == 0 && (request == FICLONE || request == FICLONERANGE) && may_matter(fd))
    LOCKED(if (look(fd).state == FILE_IN) unseen("ioctl", "clone"));
  return result;
}

/* SQLite maps its -shm, which does not outlive a power cut; anything else that is written through memory is not seen. */
static void mapped(int fd, int protection, int flags) {
  if (!(protection & PROT_WRITE) || (flags & MAP_TYPE) == MAP_PRIVATE || !may_matter(fd)) return;
  LOCKED({
    char path[PATH_MAX];
    if (look(fd).state == FILE_IN && path_of(fd, path)) {
      size_t length = strlen(path);
      if (length < 4 || strcmp(path + length - 4, "-shm") != 0) unseen("mmap", path);
    }
  });
}
void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
  void *result = CALL(mmap)(at, length, protection, flags, fd, offset);
  if (result != MAP_FAILED && fd >= 0) mapped(fd, protection, flags);
  return result;
}
void *mmap64(void *at, size_t length, int protection, int flags, int fd, off64_t offset) {
  return mmap(at, length, protection, flags, fd, offset);
}

/* ---- names ---- */

static int unlink_any(int at, const char *path, int flags) {
  char full[PATH_MAX];
  if (!resolved(at, path, full)) return CALL(unlinkat)(at, path, flags);
  int result;
  LOCKED({
    struct stat stat;
    int there = lstat(full, &stat) == 0;
    result = CALL(unlinkat)(at, path, flags);
    if (result == 0) {
      if (there && (S_ISDIR(stat.st_mode) || stat.st_nlink == 1)) forget(&stat);
      record(flags & AT_REMOVEDIR ? RMDIR : UNLINK, 0, 0, full, strlen(full));
    }
  });
  return result;
}
int unlink(const char *path) { return unlink_any(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlink_any(AT_FDCWD, path, AT_REMOVEDIR); }
int unlinkat(int at, const char *path, int flags) { return unlink_any(at, path, flags); }
int remove(const char *path) {
  int result = unlink(path);
  return result != 0 && (errno == EISDIR || errno == EPERM) ? rmdir(path) : result;
}

static int rename_any(int from_at, const char *from, int to_at, const char *to, unsigned flags) {
  char source[PATH_MAX], target[PATH_MAX];
  int out = resolved(from_at, from, source), in = resolved(to_at, to, target);
  if (!out && !in) return CALL(renameat2)(from_at, from, to_at, to, flags);
  int result;
  LOCKED({
    struct stat stat;
    int there = lstat(target, &stat) == 0;
    result = CALL(renameat2)(from_at, from, to_at, to, flags);
    if (result == 0) {
      if (there) forget(&stat);
      if (!out || !in || flags) {
        unseen("rename", in ? target : source);
      } else {
        char both[2 * PATH_MAX];
        size_t length = strlen(source) + 1;
        memcpy(both, source, length);
        memcpy(both + length, target, strlen(target));
        record(RENAME, 0, 0, both, length + strlen(target));
      }
    }
  });
  return result;
}
int rename(const char *from, const char *to) { return rename_any(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int a, const char *from, int b, const char *to) { return rename_any(a, from, b, to, 0); }
int renameat2(int a, const char *from, int b, const char *to, unsigned f) { return rename_any(a, from, b, to, f); }

int mkdirat(int at, const char *path, mode_t mode) {
  char full[PATH_MAX];
  if (!resolved(at, path, full)) return CALL(mkdirat)(at, path, mode);
  int result;
  LOCKED({
    result = CALL(mkdirat)(at, path, mode);
    if (result == 0) record(MKDIR, 0, 0, full, strlen(full));
  });
  return result;
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
char *mkdtemp(char *template) {
  char *made = CALL(mkdtemp)(template);
  char full[PATH_MAX];
  if (made && resolved(AT_FDCWD, made, full)) LOCKED(record(MKDIR, 0, 0, full, strlen(full)));
  return made;
}
static int linked(int result, const char *what, const char *path) {
  char full[PATH_MAX];
  if (result == 0 && resolved(AT_FDCWD, path, full)) LOCKED(unseen(what, full));
  return result;
}
int link(const char *from, const char *to) { return linked(CALL(link)(from, to), "link", to); }
int symlink(const char *from, const char *to) { return linked(CALL(symlink)(from, to), "symlink", to); }

/* ---- waiting for the disk ---- */

static int sync_any(int fd, int data_only) {
  if (!may_matter(fd)) return data_only ? CALL(fdatasync)(fd) : CALL(fsync)(fd);
  uint32_t begun = 0;
  LOCKED({
    struct fdinfo info = look(fd);
    char path[PATH_MAX];
    if ((info.state == FILE_IN || info.state == DIR_IN) && path_of(fd, path)) {
      size_t length = strlen(path), end = strlen(ignore);
      if (!end || length < end || strcmp(path + length - end, ignore) != 0)
        begun = record(SYNC_BEGIN, info.id, 0, path, length);
    }
  });
  int result = data_only ? CALL(fdatasync)(fd) : CALL(fsync)(fd);
  if (begun && sync_us) usleep(sync_us);
  if (begun && result == 0) LOCKED(record(SYNC_END, 0, begun, 0, 0));
  return result;
}
int fsync(int fd) { return sync_any(fd, 0); }
int fdatasync(int fd) { return sync_any(fd, 1); }

/* libuv makes some calls by their number. */
long syscall(long number, ...) {
  long a[6];
  va_list list;
  va_start(list, number);
  for (int i = 0; i < 6; i++) a[i] = va_arg(list, long);
  va_end(list);
  switch (number) {
    case SYS_write: return write((int)a[0], (void *)a[1], (size_t)a[2]);
    case SYS_pwrite64: return pwrite((int)a[0], (void *)a[1], (size_t)a[2], a[3]);
    case SYS_fsync: return fsync((int)a[0]);
    case SYS_fdatasync: return fdatasync((int)a[0]);
    case SYS_ftruncate: return ftruncate((int)a[0], a[1]);
    case SYS_copy_file_range:
      return copy_file_range((int)a[0], (off64_t *)a[1], (int)a[2], (off64_t *)a[3], (size_t)a[4], (unsigned)a[5]);
    case SYS_writev:
    case SYS_pwritev:
    case SYS_pwritev2:
    case SYS_sendfile:
      if (may_matter((int)a[0])) LOCKED(if (look((int)a[0]).state == FILE_IN) unseen("syscall", "that writes"));
      break;
    default: break;
  }
  return CALL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
