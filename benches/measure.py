"""Runs a program and says what it took: python3 -I -S measure.py COMMAND [ARGUMENT...].

Prints a line of wall seconds, user seconds, system seconds and the peak of resident memory in MiB, and exits as the
program did. This is a process of its own, and a small one, because Linux counts the memory of whoever starts a program
as the program's: no peak can be less than this one's, some 8 MiB."""

import os
import sys
import time


def main():
    start = time.perf_counter()
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    process = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - start
    # macOS gives bytes, others kibibytes.
    peak = usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    print(wall, usage.ru_utime, usage.ru_stime, peak)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main())
