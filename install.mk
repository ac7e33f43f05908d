# SPDX-License-Identifier: GPL-2.0
#
# make install and uninstall, and DKMS. Included by the Makefile.
#
# With DESTDIR nothing outside of it changes, and no index is written there: that is
# for the system where the files end up.

PREFIX ?= /usr/local
INSTALL_MOD_PATH ?=

# In DESTDIR, as everything that these targets write.
to = $(DESTDIR)$(PREFIX)
# The same layout as the project's, so scripts find each other.
home = $(to)/lib/dyn_syscall
man = $(to)/share/man
completions = $(to)/share/bash-completion/completions
plugins = $(DESTDIR)$(PLUGIN_DIR)
modules = $(DESTDIR)$(INSTALL_MOD_PATH)/lib/modules/$(RELEASE)/updates

# As uname -r has it; some build trees have another kernel.release.
RELEASE = $(shell sed -n 's/^.define UTS_RELEASE "\(.*\)"/\1/p' $(KDIR)/include/generated/utsrelease.h 2>/dev/null)

# Commands that are in the path under these names, too.
OWN_NAMES := record hist review
COMMANDS := $(OWN_NAMES) new load reload unload try export
# Run by hand, by bpftrace and by drgn.
EVENT_SCRIPTS := $(addprefix scripts/,latency.bt refused.bt waits.bt dyn_syscall.py)
# What dynsc try needs, with the sources of the module.
VM_SCRIPTS := vm vm-init try-guest try-here console-badness fetch-kernel fetch-gcc fetch-root version
SCRIPT_LIBS := dynsc-lib.sh dynsc-client-lib.sh apt-lib.sh build-lib.sh
MODULE_SOURCES := $(wildcard src/*.[ch])
# The client that dynsc inject loads is installed next to the module.
INJECT_SOURCES := samples/Kbuild $(wildcard samples/sample_inject.[ch])
MANUALS := $(wildcard doc/man/*.[1-9])
# Commands and functions that share a page. An installation has no doc/, so not at once.
MAN_LINKS = dynsc-reload.8:dynsc-load.8 dynsc-unload.8:dynsc-load.8 \
  $(shell awk '/^.SH NAME/ { getline; sub(/ .-.*/, ""); n = split($$0, names, ", "); \
    for (i = 2; i <= n; i++) print names[i] ".9:" names[1] ".9" }' /dev/null $(wildcard doc/man/*.9))
CLIENT_FILES := $(addprefix tools/client/,client.mk dyn_syscall.py)
HEADERS_INSTALLED := src/dyn_syscall.h tools/client/dyn_syscall_user.h

install: install-module install-tools install-dev
	$(if $(DESTDIR),,depmod $(if $(INSTALL_MOD_PATH),-b '$(INSTALL_MOD_PATH)') -a $(RELEASE))

# The modules, as the kernel's build installs them: compressed if this kernel has its
# modules so, and signed if the headers have the key. That distributions' headers lack it
# is said in the log only. Its depmod would write to DESTDIR.
install-module: kdir
	@$(call farm-module,$(OUT)/install)
	@mkdir -p $(OUT)/install/samples
	@ln -sf $(addprefix $(CURDIR)/,$(INJECT_SOURCES)) $(OUT)/install/samples/
	@$(call kbuild,$(OUT)/install,INJECT=1 modules)
	$(call say,INSTALL)
	$(Q)$(MAKE) -s -C $(KDIR) M=$(OUT)/install INSTALL_MOD_PATH='$(DESTDIR)$(INSTALL_MOD_PATH)' \
	  INSTALL_MOD_DIR=updates DEPMOD=true modules_install >$(OUT)/install/log 2>&1 || { \
	    cat $(OUT)/install/log >&2; exit 1; }
	$(Q)install -D -m 644 $(OUT)/install/Module.symvers '$(modules)/dyn_syscall.symvers'

# .TH and .Os get the version. A page may replace a link of an older installation.
install-tools: dynsc
	$(call say,INSTALL)
	$(Q)install -D -m 755 -t '$(to)/bin' build/tools/dynsc
	$(Q)install -D -m 755 -t '$(home)/scripts' $(addprefix scripts/dynsc-,$(COMMANDS)) $(addprefix scripts/,$(VM_SCRIPTS))
	$(Q)install -m 755 -t '$(home)/scripts' $(EVENT_SCRIPTS)
	$(Q)install -m 644 -t '$(home)/scripts' $(addprefix scripts/,$(SCRIPT_LIBS))
	$(Q)install -D -m 644 -t '$(home)/src' $(MODULE_SOURCES)
	$(Q)install -m 644 -t '$(home)' Makefile install.mk Kbuild
	$(Q)echo '$(VERSION)' >'$(home)/VERSION'
	$(Q)ln -sf -t '$(to)/bin' $(addprefix ../lib/dyn_syscall/scripts/dynsc-,$(OWN_NAMES))
	$(Q)ln -sf ../lib/dyn_syscall/scripts/vm '$(to)/bin/dyn_syscall-vm'
	$(Q)for page in $(MANUALS); do \
	  sed -E 's/^(\.TH .*"dyn_syscall)"/\1 $(VERSION)"/; s/^\.Os dyn_syscall$$/& $(VERSION)/' "$$page" | \
	    install -D -m 644 /dev/stdin '$(man)'/man$${page##*.}/$${page##*/} || exit; \
	done
	$(Q)for link in $(MAN_LINKS); do ln -sf "$${link#*:}" '$(man)'/man$${link##*.}/"$${link%:*}"; done
	$(Q)install -D -m 644 tools/dynsc.bash-completion '$(completions)/dynsc'
	$(Q)install -D -m 644 tools/dynsc.zsh-completion '$(to)/share/zsh/site-functions/_dynsc'
	$(Q)install -D -m 644 tools/dynsc.fish-completion '$(to)/share/fish/vendor_completions.d/dynsc.fish'
	$(Q)for name in $(OWN_NAMES); do ln -sf dynsc '$(completions)'/dynsc-$$name; done
	$(Q)$(if $(PLUGIN),install -D -m 644 -t '$(plugins)' $(PLUGIN))

# What clients and programs are built with.
install-dev:
	$(call say,INSTALL)
	$(Q)install -D -m 644 -t '$(to)/include' $(HEADERS_INSTALLED)
	$(Q)install -D -m 644 -t '$(home)/client' $(CLIENT_FILES)
	$(Q)install -m 755 -t '$(home)/client' tools/client/build-client
	$(Q)install -D -m 644 -t '$(home)/client/template' tools/client/template/*
	$(Q)chmod 755 '$(home)'/client/template/*.{sh,py}
	$(Q)ln -sf -t '$(home)/client' $(addprefix ../../../include/,$(notdir $(HEADERS_INSTALLED)))
	$(Q)mkdir -p '$(to)/share/pkgconfig'
	$(Q)sed 's,@PREFIX@,$(PREFIX),; s,@VERSION@,$(VERSION),' tools/client/dyn_syscall.pc.in \
	  >'$(to)/share/pkgconfig/dyn_syscall.pc'

# Directories that others use as well stay if they are not empty.
uninstall:
	$(call say,REMOVE)
	$(Q)rm -f '$(modules)'/{dyn_syscall,samples/sample_inject}.ko{,.gz,.xz,.zst} '$(modules)/dyn_syscall.symvers'
	$(Q)rm -rf '$(home)'
	$(Q)rm -f $(patsubst %,'$(to)/bin/%',dynsc dyn_syscall-vm $(addprefix dynsc-,$(OWN_NAMES))) \
	  $(foreach m,$(MANUALS),'$(man)/man$(subst .,,$(suffix $m))/$(notdir $m)') \
	  $(foreach l,$(MAN_LINKS),'$(man)/man$(subst .,,$(suffix $l))/$(firstword $(subst :, ,$l))') \
	  $(patsubst %,'$(completions)/%',dynsc $(addprefix dynsc-,$(OWN_NAMES))) \
	  '$(to)/share/zsh/site-functions/_dynsc' '$(to)/share/fish/vendor_completions.d/dynsc.fish' \
	  $(patsubst %,'$(to)/include/%',$(notdir $(HEADERS_INSTALLED))) \
	  '$(to)/share/pkgconfig/dyn_syscall.pc' $(if $(PLUGIN),'$(plugins)/$(notdir $(PLUGIN))')
	$(Q)rmdir --ignore-fail-on-non-empty '$(modules)'/{samples,} 2>/dev/null || :
	$(if $(DESTDIR),,$(if $(RELEASE),depmod $(if $(INSTALL_MOD_PATH),-b '$(INSTALL_MOD_PATH)') -a $(RELEASE)))

# Only the modules' own files: DKMS copies everything that it is given.
DKMS_SOURCE = $(DESTDIR)/usr/src/dyn_syscall-$(VERSION)

install-dkms-source:
	$(call say,INSTALL)
	$(Q)rm -rf '$(DKMS_SOURCE)'
	$(Q)install -D -m 644 -t '$(DKMS_SOURCE)/src' $(MODULE_SOURCES)
	$(Q)install -D -m 644 -t '$(DKMS_SOURCE)/samples' $(INJECT_SOURCES)
	$(Q)install -m 644 -t '$(DKMS_SOURCE)' Kbuild COPYING
	$(Q)install -m 755 -t '$(DKMS_SOURCE)' scripts/dkms-symvers
	$(Q)echo '$(VERSION)' >'$(DKMS_SOURCE)/VERSION'
	$(Q)sed 's/#MODULE_VERSION#/$(VERSION)/' dkms.conf >'$(DKMS_SOURCE)/dkms.conf'

dkms: install-dkms-source
	$(if $(DESTDIR),$(error DKMS works on this system, without DESTDIR; install-dkms-source only writes the sources))
	dkms install dyn_syscall/$(VERSION) -k $(KVER)

# All versions, from all kernels.
dkms-remove:
	$(Q)for version in $$(cd /var/lib/dkms/dyn_syscall 2>/dev/null && ls -d [0-9]*); do \
	  echo "dkms remove dyn_syscall/$$version --all"; \
	  dkms remove dyn_syscall/$$version --all || exit; \
	  rm -rf /usr/src/dyn_syscall-$$version; \
	done

deb:
	@scripts/make-deb

.PHONY: deb install install-module install-tools install-dev install-dkms-source uninstall dkms dkms-remove
