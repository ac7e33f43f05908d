// SPDX-License-Identifier: GPL-2.0
/* Finds and reads the files of a kernel; see kernel.h. */

#include <ctype.h>
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "dynsc/dynsc.h"
#include "kallsyms.h"
#include "kernel.h"
#include "libdynsc/memory.h"
#include "packages.h"

#define BANNER	"Linux version "

static bool is_directory(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

/* Takes over @path. */
static bool read_file(struct bytes *b, char *path)
{
	bool good = bytes_read(b, path);

	free(path);
	return good;
}

/* Without what follows the first word. Takes over @path. */
static char *read_word(char *path)
{
	struct bytes b;

	if (!read_file(&b, path))
		return NULL;
	b.at[strcspn(b.at, "\n ")] = '\0';
	return b.at;
}

/* "1.2.3" */
static __u32 parse_version(const char *text)
{
	unsigned int a, b, c = 0;

	if (sscanf(text, "%u.%u.%u", &a, &b, &c) < 2)
		return 0;
	/* As in the kernel's own. */
	return VERSION_CODE(a, b, c > 255 ? 255 : c);
}

/* From "Linux version 6.1.0-56-amd64 ... Debian 6.1.192-2 ...". */
static __u32 version_of_banner(const char *banner)
{
	const char *debian = strstr(banner, " Debian ");

	return parse_version(debian ? debian + 8 : banner + strlen(BANNER));
}

/* Of a version.h. */
static __u32 version_of_header(const char *text)
{
	static const char word[] = "#define LINUX_VERSION_CODE ";
	const char *at = text ? strstr(text, word) : NULL;

	return at ? strtoul(at + strlen(word), NULL, 10) : 0;
}

static __u32 version_of_headers(const struct kernel *k)
{
	struct bytes b;
	__u32 version;

	if (!read_file(&b, dynsc_text("%s/include/generated/uapi/linux/version.h", k->tree)))
		return 0;
	version = version_of_header(b.at);
	bytes_free(&b);
	return version;
}

static void find_arch(struct kernel *k)
{
	if (k->memory.machine == EM_X86_64 || kernel_config(k, "X86_64") == 'y')
		k->arch = "x86_64";
	else if (k->memory.machine == EM_AARCH64 || kernel_config(k, "ARM64") == 'y')
		k->arch = "aarch64";
	else
		k->arch = "unknown";
}

static void find_sites(struct kernel *k)
{
	if (!k->no_sites)
		sites_find(&k->sites, &k->memory, &k->symbols, k->version,
			   k->running && is_loaded());
}

/* The first that can be read. */
static bool read_config_of_running(struct kernel *k)
{
	return read_file(&k->config, dynsc_text("/proc/config.gz")) ||
	       read_file(&k->config, dynsc_text("/boot/config-%s", k->release)) ||
	       read_file(&k->config, dynsc_text("/lib/modules/%s/config", k->release)) ||
	       read_file(&k->config, dynsc_text("%s/.config", k->tree));
}

void kernel_running(struct kernel *k)
{
	static struct utsname uts;
	struct bytes text;

	uname(&uts);
	*k = (struct kernel){ .running = true, .release = uts.release, .arch = uts.machine };
	k->tree = dynsc_text("/lib/modules/%s/build", k->release);
	read_config_of_running(k);
	read_file(&k->exports, dynsc_text("%s/Module.symvers", k->tree));
	if (bytes_read(&text, "/proc/kallsyms"))
		symbols_of_map(&k->symbols, text);
	k->version = version_of_headers(k);
	if (!k->version && bytes_read(&text, "/proc/version")) {
		k->version = version_of_banner(text.at);
		bytes_free(&text);
	}
	if (!memory_of_running(&k->memory))
		k->no_sites = geteuid() ?
			      "only root can read the memory; -k IMAGE reads its image" :
			      "/proc/kcore cannot be read; -k IMAGE reads its image";
	else if (!k->symbols.end)
		k->no_sites = "/proc/kallsyms has no addresses";
	find_sites(k);
}

static const char *banner_of_image(const struct memory *m)
{
	const char *at, *segment, *end;
	size_t size, i;

	for (i = 0; i < m->count; i++) {
		segment = memory_of_segment(m, i, &size);
		end = segment + size;
		for (at = segment; (at = memmem(at, end - at, BANNER, strlen(BANNER))); at++)
			/* Another one is a format. */
			if (isdigit((unsigned char)at[strlen(BANNER)]))
				return at;
	}
	return NULL;
}

/* Headers may have an image without code, for its types; such a one has no banner. */
static bool use_image(struct kernel *k, struct bytes image)
{
	if (!memory_of_image(&k->memory, image))
		return false;
	if (banner_of_image(&k->memory))
		return true;
	bytes_free(&k->memory.image);
	k->memory = (struct memory){ 0 };
	return false;
}

static bool read_image(struct kernel *k, const char *path)
{
	struct bytes image;

	return bytes_read(&image, path) && use_image(k, image);
}

/* Takes over @path. */
static bool try_image(struct kernel *k, char *path)
{
	bool good = !access(path, R_OK) && read_image(k, path);

	free(path);
	return good;
}

static bool find_image(struct kernel *k, const char *directory)
{
	return try_image(k, dynsc_text("%s/vmlinuz", directory)) ||
	       try_image(k, dynsc_text("%s/vmlinux", directory)) ||
	       try_image(k, dynsc_text("%s/arch/x86/boot/bzImage", directory)) ||
	       try_image(k, dynsc_text("%s/arch/arm64/boot/Image", directory)) ||
	       (k->release &&
		(try_image(k, dynsc_text("/boot/vmlinuz-%s", k->release)) ||
		 try_image(k, dynsc_text("/lib/modules/%s/vmlinuz", k->release))));
}

/* What the image itself says. */
static void read_banner(struct kernel *k)
{
	const char *banner = banner_of_image(&k->memory);
	char *line;

	line = dynsc_text("%.*s", (int)strcspn(banner, "\n"), banner);
	k->version = version_of_banner(line);
	if (!k->release) {
		char *word = line + strlen(BANNER);

		k->release = dynsc_text("%.*s", (int)strcspn(word, " "), word);
	}
	free(line);
}

/* Those in the image are as the kernel sees them, so they come first. */
static bool symbols_of_image(struct kernel *k)
{
	return k->memory.machine && (kallsyms_read(&k->symbols, &k->memory) ||
				     symbols_of_elf(&k->symbols, k->memory.image));
}

/* A System.map may only say where the real one is, and an image be without code. */
static bool are_symbols(const struct symbols *s)
{
	return symbols_have(s, "do_syscall_64") || symbols_have(s, "do_el0_svc");
}

static char *read_release(const char *directory, const char *tree)
{
	return read_word(dynsc_text("%s/release", directory)) ?:
	       read_word(dynsc_text("%s/include/config/kernel.release", tree));
}

/* In the tree, or in the directory of an image: that of one kernel, or of several. */
static bool read_config(struct kernel *k, const char *directory)
{
	return read_file(&k->config, dynsc_text("%s/.config", k->tree)) ||
	       read_file(&k->config, dynsc_text("%s/config-%s", directory, k->release)) ||
	       read_file(&k->config, dynsc_text("%s/config", directory));
}

/* What follows from all files; @map is a System.map, or nothing. */
static void use_files(struct kernel *k, struct bytes map)
{
	if (!symbols_of_image(k) && map.at)
		symbols_of_map(&k->symbols, map);
	if (!are_symbols(&k->symbols))
		k->symbols = (struct symbols){ 0 };
	find_arch(k);
	if (!k->memory.machine)
		k->no_sites = "there is no image of that kernel";
	else if (!k->symbols.end)
		k->no_sites = "there are no symbols: neither in the image nor in a System.map";
	find_sites(k);
}

/* The rest, when image and tree are known. Takes over @path, of a System.map. */
static void read_rest(struct kernel *k, const char *directory, char *path)
{
	struct bytes map = { 0 };

	if (!k->release)
		k->release = dynsc_text("unknown");
	read_config(k, directory);
	read_file(&k->exports, dynsc_text("%s/Module.symvers", k->tree));
	k->version = version_of_headers(k) ?: k->version;
	read_file(&map, path);
	use_files(k, map);
}

/* A kernel in build/kernels, a build tree, or headers. */
static bool read_directory(struct kernel *k, const char *directory)
{
	char *boot;

	k->tree = dynsc_text("%s/kdir", directory);
	if (!is_directory(k->tree)) {
		free(k->tree);
		k->tree = dynsc_text("%s", directory);
	}
	k->release = read_release(directory, k->tree);
	if (find_image(k, directory) || find_image(k, k->tree))
		read_banner(k);
	boot = dynsc_text("%s/root/boot", directory);
	read_rest(k, boot, dynsc_text("%s/System.map", k->tree));
	free(boot);
	if (k->config.at || k->exports.at || k->memory.machine)
		return true;
	complain("%s has neither .config nor Module.symvers nor an image, so it is no kernel",
		 directory);
	return false;
}

/* In a build tree, two places; or where the headers of an installed kernel are. */
static char *tree_of_image(const char *directory, const char *release)
{
	static const char * const places[] = { "", "/../../.." };
	char *tree, *config;
	bool is;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		tree = dynsc_text("%s%s", directory, places[i]);
		config = dynsc_text("%s/.config", tree);
		is = !access(config, R_OK);
		free(config);
		if (is)
			return tree;
		free(tree);
	}
	return dynsc_text("/lib/modules/%s/build", release);
}

/* @path is absolute; perhaps /boot/vmlinuz-RELEASE, with other files in that directory. */
static bool read_image_file(struct kernel *k, const char *path)
{
	char *directory;

	if (!read_image(k, path)) {
		complain("%s is no known image of a kernel: vmlinux, bzImage, or Image of arm64",
			 path);
		return false;
	}
	read_banner(k);
	directory = dynsc_text("%.*s", (int)(strrchr(path, '/') - path), path);
	k->tree = tree_of_image(directory, k->release);
	read_rest(k, directory, dynsc_text("%s/System.map-%s", directory, k->release));
	free(directory);
	return true;
}

bool kernel_of_files(struct kernel *k, const char *name)
{
	char *known = dynsc_text(KERNELS "%s", name), *file = realpath(name, NULL);
	bool good = false;

	*k = (struct kernel){ 0 };
	if (is_directory(name))
		good = read_directory(k, name);
	else if (*name && !strchr(name, '/') && is_directory(known))
		good = read_directory(k, known);
	else if (file)
		good = read_image_file(k, file);
	else
		complain("\"%s\" is neither a file, nor a directory, nor a kernel in " KERNELS
			 ", where scripts/fetch-kernel puts kernels", name);
	free(known);
	free(file);
	return good;
}

bool kernel_of_packages(struct kernel *k, char **paths, size_t count)
{
	struct packages p;
	struct bytes plain;

	*k = (struct kernel){ 0 };
	if (!packages_read(&p, paths, count))
		return false;
	if (bytes_unpack(&plain, p.files[PACKAGE_IMAGE].at, p.files[PACKAGE_IMAGE].size)) {
		bytes_free(&p.files[PACKAGE_IMAGE]);
		p.files[PACKAGE_IMAGE] = plain;
	}
	k->release = p.release;
	if (p.files[PACKAGE_IMAGE].at) {
		if (!use_image(k, p.files[PACKAGE_IMAGE])) {
			complain("these packages have no known image of %s", k->release);
			return false;
		}
		read_banner(k);
	}
	k->config = p.files[PACKAGE_CONFIG];
	k->exports = p.files[PACKAGE_EXPORTS];
	k->version = version_of_header(p.files[PACKAGE_VERSION].at) ?: k->version;
	use_files(k, p.files[PACKAGE_MAP]);
	return true;
}

char kernel_config(const struct kernel *k, const char *name)
{
	char *line = dynsc_text("\nCONFIG_%s=", name), *at;
	char value = 'n';

	at = k->config.at ? strstr(k->config.at, line) : NULL;
	if (at)
		value = at[strlen(line)];
	free(line);
	return value;
}

/* Without Module.symvers the kernel's own tables show it, if it keeps such symbols. */
bool kernel_exports_known(const struct kernel *k)
{
	return k->exports.at || symbols_have(&k->symbols, "__ksymtab_schedule");
}

bool kernel_exports(const struct kernel *k, const char *name)
{
	char *word = dynsc_text(k->exports.at ? "\t%s\t" : "__ksymtab_%s", name);
	bool is;

	if (k->exports.at)
		is = strstr(k->exports.at, word);
	else
		is = symbols_have(&k->symbols, word);
	free(word);
	return is;
}
