# SPDX-License-Identifier: GPL-2.0
"""Calls of dyn_syscall from Python, by name.

    multiply = dyn_syscall.Call("multiply")
    multiply(6, 7)

Arguments are integers; None, a null pointer; str and bytes, text with a terminating
zero that the call must not change; and what can be written to (bytearray, array, objects
of ctypes), a buffer.

Errors are OSError, with errno. For the C library, every result from -4095 to -1 is an
error. If there is no call of this name, errno is ENOSYS. The number is looked up at the
first call, and again when a call returns ENOSYS: if the name has another number by then,
the call is made again with that. A number that has been looked up may belong to another
call later: see "Programs" in doc/interface.md of the project.
"""

import ctypes
import errno
import os

_syscall = ctypes.CDLL(None, use_errno=True).syscall
_syscall.restype = ctypes.c_long


def number(name):
    """The number that is registered under name now, or None."""
    for kind in "dynamic", "hijacked":
        try:
            with open(f"/proc/sys/kernel/{kind}_syscalls/{name}", encoding="ascii") as file:
                return int(file.read())
        except (FileNotFoundError, NotADirectoryError):
            pass
    return None


def _argument(value):
    if value is None:
        return ctypes.c_void_p(None)
    if isinstance(value, int):
        if not -1 << 63 <= value < 1 << 64:
            raise OverflowError(f"{value} does not fit in 64 bits")
        return ctypes.c_long(value)
    if isinstance(value, str):
        value = value.encode()
    if isinstance(value, bytes):
        return ctypes.c_char_p(value)
    return (ctypes.c_char * memoryview(value).nbytes).from_buffer(value)


class Call:
    """A call that is registered under a name; may be called with up to six arguments."""

    def __init__(self, name):
        self.name = name
        self.nr = None

    def __call__(self, *arguments):
        if len(arguments) > 6:
            raise TypeError("a system call takes at most six arguments")
        arguments = [_argument(value) for value in arguments]
        arguments += [ctypes.c_long(0)] * (6 - len(arguments))
        if self.nr is None:
            self.nr = number(self.name)
        error = errno.ENOSYS
        if self.nr is not None:
            result, error = self._make(arguments)
        if error == errno.ENOSYS:
            # With the same number it may be the handler that says so.
            before, self.nr = self.nr, number(self.name)
            if self.nr not in (None, before):
                result, error = self._make(arguments)
        if error:
            raise OSError(error, os.strerror(error), self.name)
        return result

    def _make(self, arguments):
        result = _syscall(ctypes.c_long(self.nr), *arguments)
        return result, ctypes.get_errno() if result == -1 else 0
