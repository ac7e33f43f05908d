// SPDX-License-Identifier: GPL-2.0
/* dynsc probe: whether the module would work on a kernel, and if not, why. */

#include <dirent.h>
#include <string.h>
#include "dynsc.h"
#include "libdynsc/memory.h"
#include "probe/kernel.h"
#include "probe/needs.h"
#include "report/table.h"
#include "report/writer.h"

/* The exit codes; FAILED is "does not work". */
enum { NOT_KNOWN = NOT_FOUND };

static bool json, exports, sites;
static char *name;

static bool set(int key, char *text)
{
	(void)key;
	name = text;
	return *text;
}

static int verdict(const struct findings *f)
{
	if (needs_count(f, STATE_MISSING))
		return FAILED;
	return needs_count(f, STATE_UNKNOWN) ? NOT_KNOWN : DONE;
}

/* "jump", and what is in its place. */
static const char *redirect(const struct site *site)
{
	return site->why ?: site->redirected ? "redirected now" : "yes";
}

/* As the module prints it. */
static const char *print_site(const struct kernel *k, int nr)
{
	static char row[64];

	if (strcmp(k->sites.dispatch, "table"))
		return symbols_print(&k->symbols, k->sites.list[nr].at);
	snprintf(row, sizeof(row), "%s+0x%x", k->sites.place, 8 * nr);
	return row;
}

static void print_sites(const struct kernel *k)
{
	struct table t = { 0 };
	int nr;

	table_head(&t, "nr", "function", "kind", "site", "redirect");
	for (nr = 0; nr < k->sites.count; nr++) {
		const struct site *site = &k->sites.list[nr];

		add_cellf(&t, "%d", nr);
		add_cell(&t, site->target ? symbols_print(&k->symbols, site->target) : "-");
		add_cell(&t, site->kind ?: "-");
		add_cell(&t, print_site(k, nr));
		add_cell(&t, redirect(site));
	}
	table_print(&t, "");
	table_free(&t);
}

static void print_summary(const struct kernel *k)
{
	const struct sites *s = &k->sites;
	int unused = sites_unused(s), refused = sites_refused(s), redirected = sites_redirected(s);

	if (!s->dispatch || s->fails)
		return;
	printf("sites: %d numbers by %s, %s: %d used, %d unused; ", s->count, s->dispatch, s->place,
	       s->count - unused, unused);
	if (redirected)
		printf("%d redirected now; ", redirected);
	if (refused)
		printf("%d cannot be redirected (dynsc probe --sites)\n", refused);
	else
		puts("all can be redirected");
}

static void print_list(const struct findings *f, enum state state)
{
	const char *separator = "";
	size_t i;

	for (i = 0; i < f->count; i++) {
		if (!f->list[i].must || f->list[i].state != state)
			continue;
		printf("%s%s", separator, f->list[i].what);
		separator = "; ";
	}
	putchar('\n');
}

static void print_text(const struct kernel *k, const struct findings *f)
{
	size_t i;

	printf("# kernel %s %s\n", k->release, k->arch);
	puts("# state need what for since");
	for (i = 0; i < f->count; i++) {
		const struct finding *one = &f->list[i];

		printf("%-7s  %-4s  %-45s  %s%s%s%s\n", state_names[one->state],
		       one->must ? "must" : "may", one->what, one->purpose,
		       one->since ? "  (since " : "", one->since ?: "", one->since ? ")" : "");
	}
	if (sites && !k->no_sites)
		print_sites(k);
	print_summary(k);
	switch (verdict(f)) {
	case DONE:
		puts("verdict: works");
		break;
	case FAILED:
		fputs("verdict: does not work: ", stdout);
		print_list(f, STATE_MISSING);
		break;
	default:
		fputs("verdict: not known: ", stdout);
		print_list(f, STATE_UNKNOWN);
	}
}

static void emit_sites(struct emit *e, const struct kernel *k)
{
	int nr;

	emit_list(e, "sites");
	for (nr = 0; nr < k->sites.count; nr++) {
		const struct site *site = &k->sites.list[nr];

		emit_object(e, NULL);
		emit_number(e, "nr", nr);
		emit_text(e, "function", site->target ?
			  symbols_print(&k->symbols, site->target) : NULL);
		emit_text(e, "kind", site->kind);
		emit_text(e, "site", print_site(k, nr));
		emit_bool(e, "used", !site->unused);
		emit_bool(e, "redirectable", !site->why);
		emit_bool(e, "redirected", site->redirected);
		emit_text(e, "why", site->why);
		emit_object_end(e);
	}
	emit_list_end(e);
}

static void print_json(const struct kernel *k, const struct findings *f)
{
	static const char * const verdicts[] = {
		[DONE] = "works", [FAILED] = "fails", [NOT_KNOWN] = "unknown",
	};
	bool known = k->sites.dispatch && !k->sites.fails;
	struct emit e;
	size_t i;

	emit_begin(&e, NULL);
	emit_text(&e, "release", k->release);
	emit_text(&e, "arch", k->arch);
	emit_text(&e, "verdict", verdicts[verdict(f)]);
	emit_text(&e, "dispatch", k->sites.dispatch);
	emit_text(&e, "place", k->sites.place);
	emit_known(&e, "numbers", known, k->sites.count);
	emit_known(&e, "unused", known, sites_unused(&k->sites));
	emit_known(&e, "refused", known, sites_refused(&k->sites));
	emit_list(&e, "requirements");
	for (i = 0; i < f->count; i++) {
		emit_object(&e, NULL);
		emit_text(&e, "state", state_names[f->list[i].state]);
		emit_text(&e, "need", f->list[i].must ? "must" : "may");
		emit_text(&e, "what", f->list[i].what);
		emit_text(&e, "for", f->list[i].purpose);
		emit_text(&e, "since", f->list[i].since);
		emit_object_end(&e);
	}
	emit_list_end(&e);
	if (sites)
		emit_sites(&e, k);
	emit_end(&e);
}

static bool is_package(const char *path)
{
	size_t size = path ? strlen(path) : 0;

	return size > 4 && !strcmp(path + size - 4, ".deb");
}

/* Only packages may be several; @argv begins with the one of -k. */
static bool read_kernel(struct kernel *k, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++) {
		if (is_package(name) && is_package(argv[i]))
			continue;
		complain("probe takes no argument \"%s\"; see \"dynsc probe --help\"", argv[i]);
		return false;
	}
	if (is_package(name))
		return kernel_of_packages(k, argv, argc);
	if (name && strcmp(name, "host"))
		return kernel_of_files(k, name);
	kernel_running(k);
	return true;
}

static int run(int argc, char **argv)
{
	struct findings f;
	struct kernel k;

	argv[0] = name;
	if (!read_kernel(&k, argc, argv))
		return USAGE;
	if (exports) {
		needs_print_exports(&k);
		return DONE;
	}
	needs_find(&f, &k);
	if (json)
		print_json(&k, &f);
	else
		print_text(&k, &f);
	return verdict(&f);
}

static void complete(const struct option_row *option, int argc, char **argv)
{
	struct dirent *entry;
	DIR *directory;

	if (!option) {
		if (is_package(argv[argc - 1]))
			puts(COMPLETE_FILES);
		return;
	}
	directory = opendir(KERNELS);
	while (directory && (entry = readdir(directory)))
		if (*entry->d_name != '.')
			puts(entry->d_name);
	if (directory)
		closedir(directory);
	puts(COMPLETE_FILES);
}

static const struct option_row options[] = {
	{ "kernel", "NAME|IMAGE|PACKAGE", "examine that kernel, not the running one", NULL, 'k' },
	{ "sites", NULL, "also list every number with its site", &sites, 0 },
	{ "json", NULL, "print one object, for programs", &json, 0 },
	{ "exports", NULL, "only list the symbols that the kernel must export", &exports, 0 },
	{ }
};

const struct command cmd_probe = {
	.name = "probe",
	.words = "[-k NAME|IMAGE|PACKAGE...] [OPTION...]",
	.does = "check whether the module would work on a kernel",
	.about =
"Checks everything that the module relies on in a kernel, without loading\n"
"anything: one line for each requirement, a summary of the sites where numbers\n"
"would be redirected, and a verdict. Sites are found as the module finds them, in\n"
"the memory of the running kernel, which only root can read, or in an image:\n"
"\n"
"  NAME     a kernel that scripts/fetch-kernel or scripts/debug-kernel has put into\n"
"           build/kernels, or the directory of a build tree or of headers\n"
"  IMAGE    the file: vmlinux, vmlinuz or, for arm64, Image\n"
"  PACKAGE  its packages for Debian, FILE.deb: of the image and, if there are, of\n"
"           modules and headers\n"
"\n"
"The columns are: state (ok, missing or unknown); need (must if the module does\n"
"not work without it, else may); what is required; what for; and in parentheses,\n"
"for what is not in all kernels, the versions since which it is there.\n",
	.options = options,
	.letters = "k",
	.status = "0 it would work; 1 it would not; 2 wrong usage, or no such kernel;\n"
"3 not known: something that it must have cannot be seen.",
	.set = set,
	.run = run,
	.complete = complete,
};
