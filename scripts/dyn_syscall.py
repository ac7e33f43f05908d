#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Prints what debugfs has, dyn_syscall/table and calls, by reading memory with drgn.

So it works where debugfs does not, and on a crash dump. It reads the module's data by the
debug information of the module itself, and of the kernel it needs only the symbols: a
kernel's own debug information is not needed.

Nothing is locked: on a live kernel a row may be from before a change and the next from
after it. A call is found by the number in the task's saved registers and by an address of
the trampoline on its kernel stack. That stack is searched, not unwound, so an address may be
left from an earlier call of the same number. It is printed up to the trampoline. Tasks on a
CPU are only counted.
"""

import argparse
import bisect
import os
import sys

try:
    import drgn
    from drgn.helpers.linux.list import list_for_each_entry
except ImportError:
    sys.exit("dyn_syscall.py: drgn is missing: on Debian, install python3-drgn "
             "and use /usr/bin/python3")

TABLE = ("# nr name kind owner state gate living calls enosys fallback eagain handler "
         "original generation scope outside")
CALLS = "# nr name pid tid comm state generation, then its stack"
PF_KTHREAD = 0x00200000
USER_CODE = (0x33, 0x23)        # selectors of 64-bit and 32-bit programs
STATES = "RSDTtXZPI"


def fail(text):
    sys.exit(f"dyn_syscall.py: {text}")


class Symbols:
    """Those of /proc/kallsyms, or of a copy of it."""

    def __init__(self, path):
        self.of_kernel, self.of_module, functions = {}, {}, []
        with open(path, encoding="ascii") as file:
            for line in file:
                address, kind, name, *module = line.split()
                address = int(address, 16)
                if module == ["[dyn_syscall]"]:
                    self.of_module[name] = address
                elif not module:
                    self.of_kernel.setdefault(name, address)
                if kind in "tTwW":
                    functions.append((address, name, bool(module)))
        if not any(self.of_kernel.values()):
            fail(f"{path} shows no addresses: read it as root, with kptr_restrict below 2")
        if not self.of_module:
            fail(f"dyn_syscall is not loaded, says {path}")
        # The first of those at one address, as the kernel prints it.
        functions.sort(key=lambda function: function[0])
        self.begins = [function[0] for function in functions]
        self.functions = functions

    def name(self, address):
        at = bisect.bisect_right(self.begins, address) - 1
        if at < 0:
            return hex(address)
        return self.functions[bisect.bisect_left(self.begins, self.begins[at])][1]

    def return_address(self, word):
        """As text; None: it is none. Where modules end is not in the file."""
        at = bisect.bisect_right(self.begins, word - 1) - 1
        begin, name, in_module = self.functions[at] if at >= 0 else (0, None, False)
        if not self.of_kernel["_stext"] < word <= self.of_kernel["_etext"] and \
           not (in_module and word - begin < 1 << 16):
            return None
        return f"{name}+{word - begin:#x}"


class Memory:
    """The module's data, and the kernel's that it needs for that."""

    def __init__(self, options):
        self.prog = drgn.Program()
        if options.core:
            self.prog.set_core_dump(options.core)
        else:
            self.prog.set_kernel()
        if self.prog.platform.arch != drgn.Architecture.X86_64:
            fail("knows the stacks and registers of x86-64 only")
        self.load(options.module)
        self.symbols = Symbols(options.kallsyms)
        self.entries = self.variable("struct entry", "entries", array=True)
        self.sets = (self.variable("struct gate_counts *", "gate_rows"),
                     self.variable("struct gate_set *", "second_sets"))
        self.originals = self.variable("unsigned long", "dispatch_originals", array=True)
        self.bounds = self.variable("struct bounds", "bounds", array=True)
        self.offsets = self.cpu_offsets()

    def load(self, module):
        """Its types; where its variables are, the symbols say."""
        if hasattr(self.prog, "extra_module"):
            self.prog.extra_module("dyn_syscall", create=True).try_file(module, force=True)
        else:
            try:
                self.prog.load_debug_info([module])
            except drgn.MissingDebugInfoError:
                pass    # of the kernel, and of modules by their names
        try:
            self.prog.type("struct registration")
        except LookupError:
            fail(f"{module} has no debug information")

    def variable(self, kind, name, array=False):
        table = self.symbols.of_module if name in self.symbols.of_module else \
                self.symbols.of_kernel
        if name not in table:
            fail(f"there is no symbol {name}")
        kind = self.prog.type(kind)
        if array:
            try:
                length = self.prog[name].type_.length
            except (KeyError, AttributeError):
                length = 0
            kind = self.prog.array_type(kind, length or 1 << 16)
        return drgn.Object(self.prog, kind, address=table[name])

    def cpu_offsets(self):
        """What leads from a per-CPU pointer to each CPU's memory."""
        count = self.variable("unsigned int", "nr_cpu_ids").value_()
        mask = self.variable("unsigned long", "__cpu_possible_mask", array=True)
        offsets = self.variable("unsigned long", "__per_cpu_offset", array=True)
        return [offsets[cpu].value_() for cpu in range(count)
                if mask[cpu // 64].value_() >> cpu % 64 & 1]

    def each_cpu(self, pointer):
        return [drgn.Object(self.prog, pointer.type_, value=pointer.value_() + offset)
                for offset in self.offsets]

    def state(self, task):
        """5.10 has another name for it."""
        names = {member.name for member in self.prog.type("struct task_struct").members}
        return task.member_("__state" if "__state" in names else "state").value_()

    def text(self, pointer):
        return pointer.string_().decode(errors="replace") if pointer else "-"

    def enum(self, kind, value):
        """The names of an enum are those of the views, in capitals, behind a prefix."""
        names = {v: n for n, v in self.prog.type(kind).enumerators}
        return names[int(value)].split("_", 1)[1].lower()


def escape(text):
    return "".join(f"\\{ord(c):03o}" if c in " \t\n\\" else c for c in text)


def registrations(memory):
    for nr, entry in enumerate(memory.entries):
        if entry.registration:
            yield nr, entry, entry.registration


def print_table(memory):
    print(TABLE)
    for nr, entry, r in registrations(memory):
        row = entry.gate.row.value_()
        first, second = memory.sets
        counts = [c[0] for c in memory.each_cpu(first + row)]
        sets = [c.set for c in counts] + [s[0] for s in memory.each_cpu(second + row)]
        entered = sum(s.entered.value_() for s in sets)
        left = sum(s.left.value_() for s in sets)
        gate = memory.enum("enum gate_word", entry.gate.word)
        print(nr, memory.text(r.name), memory.enum("enum kind", r.kind),
              memory.text(r.owner.name) if r.owner else "-",
              memory.enum("enum entry_state", entry.gate.state),
              gate if gate in ("locked", "closed") else "open", entered - left,
              entered - r.base.set.entered.value_(),
              sum(c.refused.value_() for c in counts) - r.base.refused.value_(),
              sum(c.fallback.value_() for c in counts) - r.base.fallback.value_(),
              r.eagain.value_(), memory.symbols.name(entry.handler.value_()),
              memory.symbols.name(memory.originals[nr].value_()), r.generation.value_(),
              escape(memory.text(r.scope.path)),
              r.scope.before.value_() + (sum(o[0].value_() for o in
                                             memory.each_cpu(r.scope.outside))
                                         if r.scope.outside else 0))


def tasks(memory):
    head = memory.variable("struct task_struct", "init_task")
    for process in list_for_each_entry("struct task_struct", head.tasks.address_of_(), "tasks"):
        yield from list_for_each_entry("struct task_struct",
                                       process.signal.thread_head.address_of_(), "thread_node")


def saved_registers(memory, task):
    """What it has entered the kernel with. The end of its stack depends on the configuration;
    a selector that only programs have shows the right one."""
    for size in 1 << 14, 1 << 15:
        for padding in 0, 16:
            at = task.stack.value_() + size - padding - memory.prog.type("struct pt_regs").size
            regs = drgn.Object(memory.prog, "struct pt_regs", address=at)
            try:
                if regs.cs.value_() & 0xffff in USER_CODE and regs.ss.value_() & 3 == 3:
                    return regs
            except drgn.FaultError:
                pass
    return None


def stack_of(memory, task, regs):
    """What may be return addresses, from where it was switched out."""
    at, end = task.thread.sp.value_(), regs.address_
    begin = task.stack.value_()
    if not begin <= at < end:
        return []
    words = memory.prog.read(at, (end - at) & ~7)
    return [int.from_bytes(words[i:i + 8], "little") for i in range(0, len(words), 8)]


def print_calls(memory):
    bounds = [(b.start.value_(), b.end.value_()) for b in memory.bounds if b.start]
    entries = {nr: r for nr, _, r in registrations(memory)}
    unseen = 0
    print(CALLS)
    for task in tasks(memory):
        if task.flags.value_() & PF_KTHREAD or not task.stack:
            continue
        regs = saved_registers(memory, task)
        nr = regs.orig_ax.value_() if regs is not None else None
        if nr not in entries:
            continue
        if task.on_cpu:
            unseen += 1
            continue
        stack = stack_of(memory, task, regs)
        inside = [at for at, word in enumerate(stack)
                  if any(start < word <= end for start, end in bounds)]
        if not inside:
            continue
        r, state = entries[nr], memory.state(task) & 0x7f
        print(nr, memory.text(r.name), task.tgid.value_(), task.pid.value_(),
              escape(memory.text(task.comm)), STATES[state.bit_length()],
              "-" if r.previous else r.generation.value_())
        for address in filter(None, map(memory.symbols.return_address, stack[:inside[0] + 1])):
            print(f"  {address}")
    if unseen:
        print(f"# {unseen} that may be inside run on a CPU and could not be examined")


VIEWS = {"table": print_table, "calls": print_calls}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("view", choices=VIEWS, nargs="+")
    parser.add_argument("-m", "--module", default=f"/lib/modules/{os.uname().release}/updates/"
                        "dyn_syscall.ko", help="with debug information; default: %(default)s")
    parser.add_argument("-c", "--core", help="a crash dump; default: the running kernel")
    parser.add_argument("-k", "--kallsyms", default="/proc/kallsyms",
                        help="a copy of that file; needed for a crash dump")
    options = parser.parse_args()
    if options.core and options.kallsyms == "/proc/kallsyms":
        fail("a crash dump needs --kallsyms, the symbols of that kernel")
    try:
        memory = Memory(options)
        for view in options.view:
            VIEWS[view](memory)
    except (OSError, drgn.FaultError) as error:
        fail(error)


if __name__ == "__main__":
    main()
