# SPDX-License-Identifier: GPL-2.0
#
# Builds a client of dyn_syscall. The client's Makefile is one line that includes
# this file; the client is the one source that includes dyn_syscall.h.
#
#   make                 .build/KVER/NAME.ko, and each program as .build/PROGRAM
#   make module          only the module
#   make programs        only the programs: sources that have a main()
#   make MODULE=NAME_2   the module under another name, for a reload
#   make KVER=RELEASE    for an installed kernel; default: the running one
#   make KDIR=DIR        against these kernel headers or this build tree
#   make clean
#
# ARCH, CROSS_COMPILE, CC, LLVM and KCFLAGS mean what they mean to the kernel's build.
# With more than one source that includes dyn_syscall.h, NAME= selects one. SYMVERS= is
# the Module.symvers of dyn_syscall, if it is not where it is looked for below.

.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

client_dir := $(patsubst %/,%,$(dir $(realpath $(lastword $(MAKEFILE_LIST)))))
# Empty if installed.
project := $(if $(wildcard $(client_dir)/../../src/api.c),$(realpath $(client_dir)/../..))

ifneq ($(words $(CURDIR)),1)
$(error The kernel's build does not work in a directory with a blank in its path: $(CURDIR))
endif

# The kernel.
ifdef KDIR
override KDIR := $(abspath $(KDIR))
# As uname -r has it; Debian's kernel.release has not.
KVER := $(or $(shell sed -n 's/^.define UTS_RELEASE "\(.*\)"/\1/p' $(KDIR)/include/generated/utsrelease.h 2>/dev/null),unknown)
else
KVER ?= $(shell uname -r)
override KDIR := /lib/modules/$(KVER)/build
endif

# The client.
include_line := ^[[:space:]]*\#[[:space:]]*include[[:space:]]*[<"]dyn_syscall[.]h[>"]
clients := $(patsubst %.c,%,$(if $(wildcard *.c),$(shell grep -lE '$(include_line)' *.c)))
main_line := \<main[[:space:]]*\(
NAME ?= $(clients)
MODULE ?= $(NAME)
mains := $(filter-out $(addsuffix .c,$(clients)),$(if $(wildcard *.c),$(shell grep -lE '$(main_line)' *.c)))
programs := $(patsubst %.c,.build/%,$(mains))

# dyn_syscall, built for this kernel: in the project, where the directory has the name
# of the kernel or the one that "make K=" has for it, or installed.
ifdef project
builds := $(addprefix $(project)/build/,$(KVER) $(shell cat $(KDIR)/include/config/kernel.release 2>/dev/null)) \
  $(patsubst $(project)/build/kernels/%/kdir,$(project)/build/%, \
  $(foreach k,$(wildcard $(project)/build/kernels/*/kdir),$(if $(filter $(realpath $(KDIR)),$(realpath $k)),$k)))
SYMVERS ?= $(firstword $(wildcard $(addsuffix /Module.symvers,$(builds))))
dyn_syscall := $(wildcard $(dir $(SYMVERS))dyn_syscall.ko)
else
# By make install, or by DKMS.
SYMVERS ?= $(firstword $(wildcard $(addsuffix /dyn_syscall.symvers,$(addprefix /lib/modules/$(KVER)/,updates updates/dkms extra))))
endif

# Only command-line variables: from the environment the kernel's build takes its own.
kbuild_variables := $(foreach v,ARCH CROSS_COMPILE CC LD LLVM LLVM_IAS KCFLAGS KCPPFLAGS W,$(if \
  $(filter command,$(firstword $(origin $v))),$v='$($v)'))
program_cc := $(if $(CROSS_COMPILE),$(CROSS_COMPILE)gcc,$(if $(LLVM),clang,$(CC)))

all: module programs

module: checked
	@$(client_dir)/build-client $(NAME).c $(MODULE) .build/$(KVER) $(KDIR) $(SYMVERS) $(kbuild_variables)

programs: $(programs)

.build/%: %.c $(client_dir)/dyn_syscall_user.h | .build
	$(program_cc) -O2 -g -Wall -Wextra -I$(client_dir) -o $@ $< $(LDLIBS)

.build:
	@mkdir -p $@
	@echo '*' >$@/.gitignore

# Only what names the client.
named:
	$(if $(word 2,$(NAME)),$(error $(CURDIR) has more than one client ($(NAME)); select one with NAME=))
	$(if $(NAME),,$(error $(CURDIR) has no client, a .c file that includes "dyn_syscall.h"))
	@test -f $(NAME).c || { echo "$(CURDIR) has no $(NAME).c" >&2; exit 1; }

checked: named | .build
	@test -e $(KDIR)/Makefile || { \
	  echo "No kernel headers at $(KDIR). Install those of $(KVER) (Debian, Ubuntu: linux-headers-$(KVER); Fedora, RHEL: kernel-devel-$(KVER); Arch: linux-headers), or name a built kernel with KDIR=." >&2; \
	  exit 1; }
	@test -f "$(SYMVERS)" || { \
	  echo "dyn_syscall is not built for the kernel $(KVER): $(if $(project),run \"make KDIR=$(KDIR) module\" in $(project),there is no dyn_syscall.symvers in /lib/modules/$(KVER)/updates; run \"dkms install dyn_syscall/VERSION -k $(KVER)\" (dkms status shows VERSION), or \"make install KVER=$(KVER)\" in its project)." >&2; \
	  exit 1; }

clean:
	rm -rf .build

# For scripts.
describe: named
	@echo 'name=$(NAME) directory=$(CURDIR) kver=$(KVER) out=$(CURDIR)/.build/$(KVER) dyn_syscall=$(dyn_syscall)'

help:
	@sed -n 's/^# \(  make.*\)/\1/p' $(client_dir)/client.mk

.PHONY: all module programs named checked clean describe help
