/* SPDX-License-Identifier: GPL-2.0 */
/* What packages for Debian have of a kernel. */
#ifndef DYNSC_PROBE_PACKAGES_H
#define DYNSC_PROBE_PACKAGES_H

#include <stdbool.h>
#include <stddef.h>
#include "bytes.h"

enum package_file {
	PACKAGE_IMAGE, PACKAGE_CONFIG, PACKAGE_EXPORTS, PACKAGE_MAP, PACKAGE_VERSION,
	PACKAGE_FILES
};

/**
 * struct packages - the files of one kernel
 * @release: as its packages name it
 * @files: the image, its configuration, Module.symvers, System.map and version.h; NULL for
 *	those that are not there
 */
struct packages {
	char *release;
	struct bytes files[PACKAGE_FILES];
};

/* False after a line on stderr. */
bool packages_read(struct packages *p, char **paths, size_t count);

#endif /* DYNSC_PROBE_PACKAGES_H */
