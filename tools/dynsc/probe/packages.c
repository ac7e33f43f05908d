// SPDX-License-Identifier: GPL-2.0
/*
 * Reads packages for Debian, without unpacking them to a disk: an archive of ar, in which
 * data.tar.* has the files. See packages.h.
 */

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "dynsc/dynsc.h"
#include "libdynsc/memory.h"
#include "packages.h"

#define STEP	0x100000UL

/* What surrounds the release in the name of a file, in packages of any age. */
static const struct wanted {
	const char *before, *after;
	enum package_file file;
} wanted[] = {
	{ "boot/vmlinuz-", "", PACKAGE_IMAGE },
	{ "lib/modules/", "/vmlinuz", PACKAGE_IMAGE },
	{ "boot/config-", "", PACKAGE_CONFIG },
	{ "lib/modules/", "/config", PACKAGE_CONFIG },
	{ "src/linux-headers-", "/.config", PACKAGE_CONFIG },
	{ "src/linux-headers-", "/Module.symvers", PACKAGE_EXPORTS },
	{ "boot/System.map-", "", PACKAGE_MAP },
	{ "lib/modules/", "/System.map", PACKAGE_MAP },
	{ "src/linux-headers-", "/include/generated/uapi/linux/version.h", PACKAGE_VERSION },
};

static const char *skip(const char *name, const char *prefix)
{
	return strncmp(name, prefix, strlen(prefix)) ? name : name + strlen(prefix);
}

/* The release in such a name; NULL if it is another name. */
static char *release_in(const char *name, const struct wanted *w)
{
	const char *from = skip(name, w->before);
	size_t size = strcspn(from, "/");

	if (from == name || !size || strcmp(from + size, w->after))
		return NULL;
	return dynsc_text("%.*s", (int)size, from);
}

static const struct wanted *find(const char *name, char **release)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wanted); i++) {
		*release = release_in(name, &wanted[i]);
		if (*release)
			return &wanted[i];
	}
	return NULL;
}

/* Of the files of several kernels none can be chosen. Takes over @release. */
static bool same_release(struct packages *p, char *release, const char *path)
{
	bool same = !p->release || !strcmp(p->release, release);

	if (!same)
		complain("%s is of the kernel %s, and another file of %s; give those of one",
			 path, release, p->release);
	if (p->release)
		free(release);
	else
		p->release = release;
	return same;
}

static bool damaged(const char *path, struct archive *a)
{
	const char *why = archive_error_string(a);

	complain("%s cannot be read to its end: %s", path, why ?: "it is damaged");
	return false;
}

static bool read_tar(struct packages *p, const char *path, struct archive *tar)
{
	struct archive_entry *entry;
	const struct wanted *w;
	char *release;
	int status;

	while ((status = archive_read_next_header(tar, &entry)) >= ARCHIVE_WARN) {
		const char *name = archive_entry_pathname(entry);

		if (status == ARCHIVE_EOF)
			return true;
		if (!name || archive_entry_filetype(entry) != AE_IFREG)
			continue;
		w = find(skip(skip(name, "./"), "usr/"), &release);
		if (!w)
			continue;
		if (!same_release(p, release, path))
			return false;
		/* Image and headers have the same configuration. */
		if (!p->files[w->file].at && !bytes_of_entry(&p->files[w->file], tar))
			break;
	}
	return damaged(path, tar);
}

/* libarchive reads the inner archive by this from the outer one. */
static la_ssize_t read_outer(struct archive *inner, void *outer, const void **block)
{
	la_int64_t offset;
	size_t size;
	int status = archive_read_data_block(outer, block, &size, &offset);

	if (status == ARCHIVE_EOF)
		return 0;
	if (status >= ARCHIVE_WARN)
		return size;
	archive_set_error(inner, archive_errno(outer), "%s", archive_error_string(outer));
	return -1;
}

static bool read_data(struct packages *p, const char *path, struct archive *deb)
{
	struct archive *tar = dynsc_must(archive_read_new());
	bool good;

	archive_read_support_filter_all(tar);
	archive_read_support_format_tar(tar);
	archive_read_support_format_empty(tar);
	good = archive_read_open(tar, deb, NULL, read_outer, NULL) == ARCHIVE_OK ?
	       read_tar(p, path, tar) : damaged(path, tar);
	archive_read_free(tar);
	return good;
}

static bool read_package(struct packages *p, const char *path)
{
	struct archive *deb = dynsc_must(archive_read_new());
	struct archive_entry *entry;
	bool opened, found = false, good = false;

	archive_read_support_format_ar(deb);
	opened = archive_read_open_filename(deb, path, STEP) == ARCHIVE_OK;
	while (opened && !found && archive_read_next_header(deb, &entry) == ARCHIVE_OK)
		found = !strncmp(archive_entry_pathname(entry), "data.tar", strlen("data.tar"));
	if (found)
		good = read_data(p, path, deb);
	else if (archive_errno(deb) > 0 && archive_errno(deb) != EILSEQ)
		complain("%s: %s", path, strerror(archive_errno(deb)));
	else
		complain("%s is no package for Debian", path);
	archive_read_free(deb);
	return good;
}

bool packages_read(struct packages *p, char **paths, size_t count)
{
	size_t i;

	*p = (struct packages){ 0 };
	for (i = 0; i < count; i++)
		if (!read_package(p, paths[i]))
			return false;
	if (p->release)
		return true;
	complain("%s%s no file of a kernel that is known here: %s", paths[0],
		 count > 1 ? " and the others have" : " has",
		 "an image, a configuration or Module.symvers");
	return false;
}
