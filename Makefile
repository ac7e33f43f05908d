# SPDX-License-Identifier: GPL-2.0
#
# make               the module for the running kernel, dynsc and the KernelShark plugin
# make module        the module alone; make modules: samples and test clients, too;
#                    make tools: also the programs that tests need
# make K=6.12        against a kernel that scripts/vm -k knows: also K=host,
#                    K=./IMAGE MODULES=DIR HEADERS=DIR, K=./BUILD_TREE, K="A.deb B.deb"
# make KVER=6.12.9   against the installed headers of a kernel; KDIR=DIR: against these
# make help          lists all targets
#
# The kernel's build system reads Kbuild, not this file, and builds in the same
# directory. So each kernel gets a directory of links to the sources.

SHELL := /bin/bash
.DELETE_ON_ERROR:

# Kernels and what is built for them. Only dynsc try of an installation sets it.
BUILD := $(CURDIR)/build

ifneq ($(K),)
# The name of a kernel of one's own is in the files.
NAME := $(if $(findstring /,$(K))$(filter %.deb,$(K)),$(shell scripts/fetch-kernel -p \
  $(if $(MODULES),-M '$(MODULES)') $(if $(HEADERS),-H '$(HEADERS)') $(K)),$(K))
$(if $(NAME),,$(error there is no kernel $(K)))
KDIR := $(BUILD)/kernels/$(NAME)/kdir
else
KVER ?= $(shell uname -r)
KDIR ?= /lib/modules/$(KVER)/build
NAME = $(shell cat $(KDIR)/include/config/kernel.release 2>/dev/null)
endif

OUT = $(BUILD)/$(NAME)
JOBS := $(shell nproc)
KERNELS := 6.1 6.12 6.1-rt 6.12-rt 5.10 13 latest latest-rt arm64-6.1 arm64-6.12 kasan kcsan clang jumptable fp host
ifeq ($(K),5.10)
# Its headers name a compiler that Debian 12 does not have.
KBUILD_VARIABLES := CC=gcc-12
endif
ifeq ($(K),clang)
# What scripts/debug-kernel compiles it with.
KBUILD_VARIABLES := CC=clang-19
endif
CFLAGS ?= -O2 -g
override CFLAGS += -std=gnu11 -Wall -Wextra -pthread

# Where programs go. Those for arm64 are built against the root of its machines,
# without programs that only the host runs.
B := build
PKG_CONFIG := pkg-config
ifneq ($(filter arm64-%,$(K)),)
B := build/arm64
ROOT := build/kernels/arm64-root
CC := aarch64-linux-gnu-gcc --sysroot=$(CURDIR)/$(ROOT)
PKG_CONFIG := PKG_CONFIG_SYSROOT_DIR=$(CURDIR)/$(ROOT) \
  PKG_CONFIG_LIBDIR=$(CURDIR)/$(ROOT)/usr/lib/aarch64-linux-gnu/pkgconfig pkg-config
KBUILD_VARIABLES := ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-
AR := aarch64-linux-gnu-ar
endif

TOOLS := $(B)/tools/dynsc $(patsubst tools/%.c,$(B)/tools/%,$(wildcard tools/*.c))
LIBDYNSC := $(B)/tools/obj/libdynsc.a
LIBDYNSC_OBJECTS := $(patsubst tools/%.c,$(B)/tools/obj/%.o,$(wildcard tools/libdynsc/*.c))
REPORT_OBJECTS := $(patsubst tools/%.c,$(B)/tools/obj/%.o,$(wildcard tools/dynsc/report/*.c))
PROBE_OBJECTS := $(patsubst tools/%.c,$(B)/tools/obj/%.o,$(wildcard tools/dynsc/probe/*.c)) \
  $(B)/tools/obj/src/tree.o $(B)/tools/obj/src/tree_insn.o
DYNSC_OBJECTS := $(patsubst tools/%.c,$(B)/tools/obj/%.o,$(wildcard tools/dynsc/*.c)) $(REPORT_OBJECTS) $(PROBE_OBJECTS)
DYNSC_SOURCES := $(wildcard tools/libdynsc/*.[ch] tools/dynsc/*.[ch] tools/dynsc/report/*.[ch] tools/dynsc/probe/*.[ch])
# Left out on arm64: x86's time stamp counter counts instructions, and x86 has other entries.
PROGRAMS := $(patsubst tests/programs/%.c,$(B)/tests/%,$(filter-out $(if $(ROOT),%/cost.c %/entry.c),$(wildcard tests/programs/*.c)))
PROGRAMS += $(B)/tests/fuzz-report $(B)/tests/unit-tools $(B)/tests/unit-check $(B)/tests/judge $(B)/tests/unit-live $(B)/tests/unit-subsets $(B)/tests/numbers.sh
# Only if the compiler can build it: not every one has 32-bit support.
PROGRAMS += $(if $(ROOT),,$(shell $(CC) -m32 -nostdlib -E -x c - </dev/null >/dev/null 2>&1 && echo build/tests/ia32-getpgid))
PROGRAMS += $(if $(ROOT),,$(shell pkg-config --exists libbpf 2>/dev/null && echo build/tests/bpf))
# Traces are read by libtracecmd, tables are printed by libsmartcols, images of kernels
# are read by libarchive and libelf, and dynsc top draws by ncurses.
DYNSC_LIBRARIES := libtracecmd smartcols libarchive libelf ncursesw
DYNSC_CFLAGS = -D_GNU_SOURCE -Itools $(shell $(PKG_CONFIG) --cflags $(DYNSC_LIBRARIES) 2>/dev/null)
DYNSC_LIBS = $(shell $(PKG_CONFIG) --libs $(DYNSC_LIBRARIES) 2>/dev/null)

# The plugin needs KernelShark's headers; a system without KernelShark needs no plugin.
PLUGIN := $(if $(ROOT),,$(shell pkg-config --exists libkshark gl 2>/dev/null && echo build/tools/plugin-dyn_syscall.so))
# Debian 13 has this library, but the links that -lkshark-plot needs are broken.
KSHARK_PLOT = $(or $(shell find -L $$(pkg-config --variable=libdir libkshark) -maxdepth 1 \
  -type f -name 'libkshark-plot.so*' | sort -V | tail -n 1),-lkshark-plot)
PLUGIN_TESTS := $(if $(PLUGIN),build/tests/plugin_draw build/tests/plugin_model)
PLUGIN_DIR = $(shell pkg-config --variable=libdir libkshark)/kernelshark/plugins
# No warnings for their headers.
KSHARK_CFLAGS = -Itools $(patsubst -I%,-isystem %,$(shell pkg-config --cflags libkshark))
CXXFLAGS ?= -O2 -g
override CXXFLAGS += -std=gnu++17 -Wall -Wextra

# The last release; in a clone with the commit after it, as 0.2-g3a7ca9c-dirty.
VERSION = $(eval VERSION := $$(shell scripts/version))$(VERSION)

# V=1 shows the commands.
V ?= 0
Q := $(if $(filter 1,$(V)),,@)
say = @$(if $(filter 1,$(V))$(findstring s,$(firstword -$(MAKEFLAGS))),:,printf '  %-7s %s\n' $(1) $(patsubst $(CURDIR)/%,%,$@))

all: module dynsc

# Make a directory of links, and remove links whose sources no longer exist.
define farm-module
mkdir -p $(1)/src
find $(1) -xtype l -delete
ln -sf $(CURDIR)/Kbuild $(CURDIR)/VERSION $(1)/
ln -sf $(CURDIR)/src/*.[ch] $(1)/src/
endef

# The same for samples, test clients and the peers of the benchmark.
define farm
$(farm-module)
mkdir -p $(1)/samples $(1)/tests/clients $(1)/tests/torture $(1)/tests/bench/peers/linked
ln -sf $(CURDIR)/samples/Kbuild $(CURDIR)/samples/*.[ch] $(1)/samples/
ln -sf $(CURDIR)/tests/clients/Kbuild $(CURDIR)/tests/clients/*.[ch] $(1)/tests/clients/
ln -sf $(CURDIR)/tests/torture/Kbuild $(CURDIR)/tests/torture/*.[ch] $(1)/tests/torture/
ln -sf $(CURDIR)/tests/bench/peers/Kbuild $(CURDIR)/tests/bench/peers/*.[ch] $(1)/tests/bench/peers/
ln -sf $(CURDIR)/tests/bench/peers/linked/Kbuild $(CURDIR)/tests/bench/peers/linked/*.[ch] \
  $(CURDIR)/src/dispatch{,_switch,_table}.c $(CURDIR)/src/{symbol,tree,tree_insn}.c $(1)/tests/bench/peers/linked/
endef

# modpost's message about the kernel's own BTF does not help here.
define kbuild
set -o pipefail; $(MAKE) -s -j$(JOBS) -C $(KDIR) M=$(1) DYN_SYSCALL_VERSION=$(VERSION) $(KBUILD_VARIABLES) $(2) $(KBUILD_EXTRA) 2>&1 | { grep -v '^Skipping BTF generation' || :; }
endef

module: kdir
	@$(call farm-module,$(OUT))
	@$(call kbuild,$(OUT),modules)
	@echo "built $(patsubst $(CURDIR)/%,%,$(OUT))/dyn_syscall.ko"

modules: kdir
	@$(call farm,$(OUT))
	@$(call kbuild,$(OUT),CLIENTS=1 modules)
	@echo "built build/$(NAME)/dyn_syscall.ko, samples and test clients"

# The same module with the pauses of src/pause.h.
modules-test: kdir
	@$(call farm-module,$(OUT)/test)
	@$(call kbuild,$(OUT)/test,DYN_SYSCALL_TEST=1 modules)
	@echo "built build/$(NAME)/test/dyn_syscall.ko"

# The test build with the patches tests/mutants/NAME.patch, each by itself. M="a b": these.
mutants: kdir
	@tests/mutants/build $(OUT)/mutants $(KDIR) "$(M)" env MAKEFLAGS= $(MAKE) -s -j$(JOBS) -C $(KDIR) \
	  M=$(OUT)/mutants/tree $(KBUILD_VARIABLES) DYN_SYSCALL_TEST=1 modules
	@echo "built $(if $(M),$(M),all mutants) in build/$(NAME)/mutants"

# With the peers of the benchmark, which use the interfaces of the known kernels.
modules-bench: kdir
	@$(call farm,$(OUT))
	@$(call kbuild,$(OUT),CLIENTS=1 PEERS=1 modules)
	@echo "built build/$(NAME)/tests/bench/peers"

# What dynsc new makes, for the cases about loading and reloading: building it in an
# emulated machine takes minutes. The second name is that of its first reload.
modules-client: kdir
	@rm -rf $(OUT)/client
	@mkdir -p $(OUT)/client
	@cd $(OUT)/client && $(CURDIR)/scripts/dynsc-new add >/dev/null && $(CURDIR)/scripts/dynsc-new over --hijack getsid >/dev/null
	@for name in add add_2 over; do \
	  $(MAKE) -s --no-print-directory -C $(OUT)/client/$${name%_2} KDIR=$(KDIR) MODULE=$$name $(KBUILD_VARIABLES) module || exit; \
	done

# What clients for this kernel are built with, for dynsc-try.
kbuild-variables:
	@echo "$(KBUILD_VARIABLES)"

ifneq ($(ROOT),)
$(ROOT): | compiler
	@scripts/fetch-root
endif

compiler:
	@command -v $(firstword $(CC)) >/dev/null || { \
	  echo "$(firstword $(CC)) is missing: run scripts/setup $(if $(ROOT),arm64,build)." >&2; \
	  exit 1; }

kdir: compiler
ifneq ($(K),)
	@scripts/fetch-kernel $(NAME)
endif
	@test -e $(KDIR)/Makefile || { \
	  echo "No kernel headers at $(KDIR): install linux-headers-$$(uname -r), name a built kernel with KDIR= or HEADERS=, or build for a known kernel with K=6.12." >&2; \
	  exit 1; }

dynsc: $(B)/tools/dynsc $(PLUGIN)

tools: programs plugin

programs: $(TOOLS) $(PROGRAMS)

plugin: $(PLUGIN) $(PLUGIN_TESTS)
	@$(if $(PLUGIN)$(ROOT),:,echo "no libkshark-dev: the KernelShark plugin is not built (scripts/setup build)")

$(B)/tools/%: tools/%.c $(addprefix $(B)/tools/obj/dynsc/,lookup.o calls.o)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) -D_GNU_SOURCE -o $@ $^ $(LDLIBS)

PLUGIN_HEADERS := tools/libdynsc/decode.h $(wildcard tools/kernelshark/*.h tools/kernelshark/*.hpp)

build/kernelshark/%.o: tools/kernelshark/%.c $(PLUGIN_HEADERS)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) -D_GNU_SOURCE -fPIC $(KSHARK_CFLAGS) -c -o $@ $<

build/kernelshark/%.o: tools/kernelshark/%.cpp $(PLUGIN_HEADERS)
	@mkdir -p $(@D)
	$(call say,CXX)
	$(Q)$(CXX) $(CXXFLAGS) -fPIC $(KSHARK_CFLAGS) -c -o $@ $<

build/tools/plugin-dyn_syscall.so: $(addprefix build/kernelshark/,dyn_syscall.o model.o gates.o draw.o) $(LIBDYNSC)
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CXX) $(CXXFLAGS) -shared -Wl,--exclude-libs,ALL -o $@ $^ $(KSHARK_PLOT) $(shell pkg-config --libs libkshark gl)

build/tests/plugin_draw: tests/programs/plugin_draw.cpp $(PLUGIN_HEADERS)
	@mkdir -p $(@D)
	$(call say,CXX)
	$(Q)$(CXX) $(CXXFLAGS) $(KSHARK_CFLAGS) -Itools/kernelshark -o $@ $< $(KSHARK_PLOT) $(shell pkg-config --libs libkshark gl)

build/tests/plugin_model: tests/programs/plugin_model.cpp build/kernelshark/model.o build/kernelshark/gates.o
	@mkdir -p $(@D)
	$(call say,CXX)
	$(Q)$(CXX) $(CXXFLAGS) $(KSHARK_CFLAGS) -Itools/kernelshark -o $@ $^

$(B)/tools/dynsc: $(DYNSC_OBJECTS) $(LIBDYNSC)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) -o $@ $^ $(DYNSC_LIBS) $(LDLIBS)

$(LIBDYNSC): $(LIBDYNSC_OBJECTS)
	$(call say,AR)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

# The KernelShark plugin, a shared object, needs libdynsc too.
$(LIBDYNSC_OBJECTS): CFLAGS += -fPIC

$(B)/tools/obj/%.o: tools/%.c $(filter %.h,$(DYNSC_SOURCES)) | dynsc-libraries
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) $(DYNSC_CFLAGS) -c -o $@ $<

# Of a commit before, only the version is another.
$(B)/tools/version: force
	@mkdir -p $(@D)
	@echo '$(VERSION)' | cmp -s - $@ || echo '$(VERSION)' >$@

$(B)/tools/obj/dynsc/main.o: $(B)/tools/version
$(B)/tools/obj/dynsc/main.o: DYNSC_CFLAGS += -DVERSION='"$(VERSION)"'

# The names of all system calls, for dynsc inject.
$(B)/tools/obj/call-names.h: Makefile | $(ROOT)
	@mkdir -p $(@D)
	echo '#include <asm/unistd.h>' | $(CC) -E -dM - | sed -nE 's/^#define __NR_([a-z0-9_]+) .*/CALL(\1)/p' | \
	  grep -vE '\((syscalls|arch_specific_syscall)\)' | sort >$@

$(B)/tools/obj/dynsc/calls.o: $(B)/tools/obj/call-names.h
$(B)/tools/obj/dynsc/calls.o: CFLAGS += -I$(B)/tools/obj

# The walker of the module, for dynsc probe.
$(B)/tools/obj/src/%.o: src/%.c src/tree.h src/tree_insn.h | $(ROOT)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) -c -o $@ $<

# Built from the sources of dynsc, with sanitizers.
$(B)/tests/fuzz-report: tests/fuzz/report.c $(DYNSC_SOURCES) | dynsc-libraries
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) -O1 -fsanitize=address,undefined -fno-sanitize-recover=all \
	  $(DYNSC_CFLAGS) -o $@ $< $(wildcard tools/libdynsc/*.c tools/dynsc/report/*.c) $(DYNSC_LIBS) $(LDLIBS)

$(B)/tests/unit-%: tests/unit/%.c $(REPORT_OBJECTS) $(LIBDYNSC)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(DYNSC_CFLAGS) -o $@ $^ $(DYNSC_LIBS) $(LDLIBS)

$(B)/tests/unit-check: tests/unit/check.c $(LIBDYNSC)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(DYNSC_CFLAGS) -o $@ $^ $(DYNSC_LIBS) $(LDLIBS)

$(B)/tests/judge: tests/unit/judge.c $(LIBDYNSC)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(DYNSC_CFLAGS) -o $@ $^ $(DYNSC_LIBS) -ltracefs $(LDLIBS)

$(B)/tests/unit-live: tests/unit/live.c $(addprefix $(B)/tools/obj/dynsc/,top.o top-latency.o live.o lookup.o calls.o) $(LIBDYNSC)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) $(DYNSC_CFLAGS) -o $@ $^ $(DYNSC_LIBS) $(LDLIBS)

build/tests/bpf: tests/bench/peers/bpf.c
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) $(shell pkg-config --cflags libbpf) -o $@ $< $(shell pkg-config --libs libbpf) $(LDLIBS)

# System call numbers by name, for the cases.
$(B)/tests/numbers.sh: Makefile | $(ROOT)
	@mkdir -p $(@D)
	$(call say,GEN)
	$(Q)echo '#include <asm/unistd.h>' | $(CC) -E -dM - | sed -nE 's/^#define __NR_([a-z0-9_]+) ([0-9]+)$$/NR[\1]=\2/p' >$@

# The walker of the module, on the host.
build/tests/trees: $(wildcard tests/trees/*.[ch]) tests/trees/call.S $(wildcard src/tree*.[ch])
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) -o $@ $(filter %.c %.S,$^)

dynsc-libraries: | $(ROOT)
	@for library in $(DYNSC_LIBRARIES); do $(PKG_CONFIG) --exists $$library || { \
	  echo "pkg-config does not find the library $$library, which dynsc needs: run scripts/setup build." >&2; \
	  exit 1; }; done

# Without a C library. Addresses are fixed, since there is no loader to relocate it.
build/tests/ia32-%: tests/programs/ia32/%.c
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) -O2 -Wall -Wextra -m32 -static -nostdlib -ffreestanding -fno-pie -no-pie \
	  -fno-stack-protector -o $@ $<

$(B)/tests/%: tests/programs/%.c | $(ROOT)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) -o $@ $< $(LDLIBS)

demo:
	@scripts/setup build show vm
	@$(MAKE) --no-print-directory K='$(or $(K),6.12)' modules programs
	@$(MAKE) --no-print-directory plugin || { \
	  rm -f $(PLUGIN); echo "The KernelShark plugin cannot be built here; the demo continues without its picture." >&2; }
	@scripts/demo $(if $(K),-k $(NAME))

# K=6.12: one kernel. T=api: the cases whose names match.
test:
	@scripts/setup
	@tests/run $(if $(K),-k $(NAME)) $(if $(T),-t '$(T)')

# The kernels that a plain make test leaves out.
test-kernels:
	@scripts/setup
	@tests/run -o $(if $(T),-t '$(T)')

model:
	@scripts/setup test
	@status=0; doc/model/check || status=1; doc/model/litmus/check || status=1; exit $$status

# N=100000: the number of operations, in rounds of 2000.
N ?= 3000
torture:
	@scripts/setup
	@$(MAKE) --no-print-directory K=$(or $(K),6.12) modules modules-test tools
	@mkdir -p build/torture/$(or $(K),6.12)
	@scripts/vm -q -k $(or $(K),6.12) -c 16 -m 3072 -t $$((600 + $(N) / 10)) -o build/torture/$(or $(K),6.12) \
	  -- tests/torture/drive -n $(N) -r $$((($(N) + 1999) / 2000))

# Disables each guard in turn, in a machine of its own; a test must detect it. M="a b": these.
test-broken:
	@scripts/setup
	@tests/mutants/run -k $(or $(K),6.12) $(M)

# All preemption models with 1, 2, 4 and 16 CPUs.
test-matrix:
	@scripts/setup
	@tests/run -m $(if $(K),-k $(K)) $(if $(T),-t '$(T)')

# The demo and some tests on bare systems of each supported release.
HOSTS := bookworm trixie sid
test-hosts:
	@scripts/setup hosts
	@scripts/test-host -t '$(or $(T),^api)' $(if $(K),-k $(K)) $(HOSTS)

# The commands of doc/tutorial.md.
test-tutorial:
	@scripts/setup build vm test
	@$(MAKE) --no-print-directory K=$(or $(K),6.12) module dynsc
	@scripts/vm -q -k $(or $(K),6.12) -m 3072 -t 1800 -- tests/tutorial

# The Debian packages, built, installed, used and purged on the same systems.
test-packages:
	@scripts/setup hosts
	@scripts/test-host -c 'PACKAGES_TEST=1 tests/packages/install' $(or $(H),bookworm trixie)

# The walk through x64_sys_call(), for each compiler and configuration. C= and F=
# select one.
test-trees:
	@tests/trees/compilers $(if $(C),-c $(C)) $(if $(F),-f $(F))

# The debug kernels: that they detect mistakes, then every case.
test-debug:
	@scripts/setup
	@scripts/setup debug
	@scripts/debug-kernel
	@tests/debug/seen
	@tests/run -d $(if $(T),-t '$(T)')

check:
	@scripts/setup >/dev/null
	@scripts/check

# What calls cost, compared with other mechanisms.
bench:
	@scripts/setup
	@tests/bench/run $(if $(K),-k $(K))

# How fast reports are, on generated traces.
bench-report:
	@scripts/setup
	@$(MAKE) --no-print-directory K=6.12 modules tools
	@tests/bench/report

# What fault injection costs, by dynsc inject and by strace. N=1000000: calls of openat.
bench-inject:
	@scripts/setup
	@$(MAKE) --no-print-directory K=$(or $(K),6.12) modules tools
	@tests/bench/inject $(if $(K),-k $(K)) $(if $(filter command,$(origin N)),-n $(N))

# From a changed line to its first call: a rebuilt kernel, and the ways to exchange a client.
bench-loop:
	@scripts/setup
	@scripts/setup debug
	@tests/bench/loop

load:
	@test -e $(OUT)/dyn_syscall.ko || $(MAKE) --no-print-directory module
	insmod $(OUT)/dyn_syscall.ko

unload:
	rmmod dyn_syscall

include install.mk

# Keeps fetched files; distclean removes them, too.
clean:
	rm -rf build/tools build/deb build/kernelshark build/tests build/arm64 build/demo build/bench build/results build/model build/litmus build/torture build/broken $(foreach k,$(KERNELS),build/$(k)) $(if $(NAME),$(OUT))

distclean:
	rm -rf build

help:
	@sed -n 's/^# \(make.*\)/  \1/p' Makefile
	@echo '  make demo          boot a machine, add and hijack calls under load, record, report'
	@echo '  make test [K=6.12] [T=api]   every test, those of one kernel, the cases that match'
	@echo '  make test-kernels [T=api]    the tests on arm64, PREEMPT_RT and older kernels'
	@echo '  make test-matrix [K=6.1]     races and torture with every preemption model and number of CPUs'
	@echo '  make torture [N=100000] [K=6.1]   everything at once on 16 CPUs, for N operations'
	@echo '  make test-broken [K=6.1] [M="a b"]   disable each guard in turn; a test must detect it'
	@echo '  make mutants [K=6.1] [M="a b"]   only build the modules for that'
	@echo '  make test-debug [T=api]      the tests on kernels with KASAN, lockdep, KCSAN, which it builds first'
	@echo '  make test-hosts [T=api]      the demo and some tests on a bare Debian 12, 13 and sid'
	@echo '  make test-tutorial [K=6.1]   the commands of doc/tutorial.md, in a machine'
	@echo '  make test-packages [H=trixie]   the Debian packages on a bare Debian 12 and 13'
	@echo '  make test-trees [C=clang-16] [F=gcov]   the walk through x64_sys_call() of each compiler and configuration'
	@echo '  make bench [K=6.12]   what calls cost, in instructions, compared with other mechanisms'
	@echo '  make bench-loop    from a changed line to its first call: kernel, virtme-ng, insmod, dynsc'
	@echo '  make bench-report  dynsc report compared with trace-cmd report and awk: time, memory'
	@echo '  make bench-inject [K=6.12] [N=1000000]   dynsc inject compared with strace'
	@echo '  make model         search the models of doc/model/ with spin, run its litmus tests with herd7'
	@echo '  make check         checkpatch, sparse, W=1, kernel-doc, shellcheck, words, spelling: silent on success'
	@echo '  make load, unload  on this machine, at your own risk'
	@echo '  make install [DESTDIR=] [PREFIX=/usr/local] [KVER=] [INSTALL_MOD_PATH=]   also'
	@echo '                     install-module, install-tools, install-dev by themselves'
	@echo '  make uninstall     with the same variables'
	@echo '  make dkms, dkms-remove   the module for each kernel of this machine, by DKMS'
	@echo '  make deb           the Debian packages of HEAD, in build/deb'
	@echo '  make clean, distclean   remove built files; fetched ones, too'

.PHONY: all force module dynsc modules modules-test modules-bench kbuild-variables mutants compiler kdir tools programs plugin dynsc-libraries demo test test-kernels test-hosts test-packages test-tutorial torture test-broken test-debug test-matrix test-trees model bench bench-loop bench-report bench-inject check load unload clean distclean help
