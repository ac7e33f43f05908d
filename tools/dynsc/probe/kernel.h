/* SPDX-License-Identifier: GPL-2.0 */
/* Everything that can be read of a kernel: the one that runs, or files of another. */
#ifndef DYNSC_PROBE_KERNEL_H
#define DYNSC_PROBE_KERNEL_H

#include <stdbool.h>
#include <linux/types.h>
#include "bytes.h"
#include "memory.h"
#include "sites.h"
#include "symbols.h"

/* Where scripts/fetch-kernel puts kernels. */
#define KERNELS	"build/kernels/"

/**
 * struct kernel - what was read
 * @running: it is the one that runs
 * @release: as uname -r prints it
 * @arch: "x86_64", "aarch64" or "unknown"
 * @version: VERSION_CODE(), 0 if it is not known; Debian's releases do not have it
 * @config: the configuration; none if @at is NULL, as of the others
 * @exports: Module.symvers
 * @tree: its headers, or its build tree; NULL if there is none
 * @symbols: none if @count is 0
 * @memory: none if @machine is 0
 * @sites: if there are symbols with addresses, and memory
 * @no_sites: the reason why there are no @sites
 */
struct kernel {
	bool running;
	char *release;
	const char *arch;
	__u32 version;
	struct bytes config, exports;
	char *tree;
	struct symbols symbols;
	struct memory memory;
	struct sites sites;
	const char *no_sites;
};

void kernel_running(struct kernel *k);
/* False after a line on stderr. */
bool kernel_of_files(struct kernel *k, const char *name);
bool kernel_of_packages(struct kernel *k, char **paths, size_t count);

/* "y", "m", or "n" if it is not set, of CONFIG_NAME. */
char kernel_config(const struct kernel *k, const char *name);
/* Whether the kernel exports a symbol; false if that is not known. */
bool kernel_exports(const struct kernel *k, const char *name);
bool kernel_exports_known(const struct kernel *k);

#endif /* DYNSC_PROBE_KERNEL_H */
