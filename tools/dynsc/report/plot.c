// SPDX-License-Identifier: GPL-2.0
/*
 * Pictures, by gnuplot. Of contention: how long calls were inside, and how many callers
 * were inside over time. Of hijacks: how long their handlers took, how long the originals
 * that these called, and what was added, for each number by itself. gnuplot's input has
 * only numbers and identifiers. Its output goes to a new file, which replaces the old one
 * when it is complete.
 */

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../dynsc.h"
#include "report.h"

static bool is_of_hijacks(const struct report *r)
{
	return !strcmp(r->name, "hijack");
}

static bool is_plotted(const struct report *r, const struct dynsc_entry *e)
{
	return e->inside.count && (!is_of_hijacks(r) || e->kind == KIND_HIJACKED);
}

/* A damaged trace may have any bytes in a name; gnuplot must not see them. */
static void print_title(FILE *to, const struct dynsc_entry *e)
{
	const char *c;

	fprintf(to, "%d ", e->nr);
	for (c = e->name; *c; c++)
		putc(isalnum((unsigned char)*c) || *c == '_' ? *c : '?', to);
}

/* A box for each power of two. */
static void print_histogram(FILE *to, const char *name, int n, const struct dynsc_hist *h)
{
	__u64 bucket[DYNSC_LOG2_BUCKETS];
	int i;

	fprintf(to, "$%s%d << END\n", name, n);
	dynsc_hist_log2(h, bucket);
	for (i = 0; i < DYNSC_LOG2_BUCKETS; i++)
		if (bucket[i])
			fprintf(to, "%.10f %llu\n", (i ? 1.5 * (1ULL << i) : 1) / 1e9, bucket[i]);
	fputs("END\n", to);
}

static void print_strip(FILE *to, const struct dynsc_strip *s)
{
	unsigned int i;

	for (i = 0; i < s->used; i++)
		fprintf(to, "%.9f %.6f %u\n", (s->begin + i * s->width) / 1e9,
			s->area[i] / s->width, s->most[i]);
}

/* Returns the number of entries. */
static int print_data(FILE *to, const struct report *r)
{
	const struct dynsc_entry *e;
	int n = 0;

	for (e = r->stats.entries; e; e = e->all_next) {
		if (!is_plotted(r, e))
			continue;
		print_histogram(to, "times", n, &e->inside);
		print_histogram(to, "original", n, &e->original);
		print_histogram(to, "added", n, &e->added);
		fprintf(to, "$inside%d << END\n", n++);
		print_strip(to, e->occupancy.strip);
		fputs("END\n", to);
	}
	return n;
}

/* @filled, @line: what follows $data<n>; each entry has a line type of its own. */
static void print_curves(FILE *to, const struct report *r, const char *data,
			 const char *filled, const char *line)
{
	const struct dynsc_entry *e;
	int n = 0;

	for (e = r->stats.entries; e; e = e->all_next) {
		if (!is_plotted(r, e))
			continue;
		fprintf(to, "%s$%s%d %s lt %d ", n ? ", " : "plot ", data, n, filled, n + 1);
		if (line)
			fprintf(to, "notitle, $%s%d %s lt %d ", data, n, line, n + 1);
		fputs("title \"", to);
		print_title(to, e);
		putc('"', to);
		n++;
	}
	putc('\n', to);
}

/* The ticks have a unit each. */
static void print_times(FILE *to)
{
	fputs("set xlabel 'time, by powers of two'\n"
	      "set ylabel 'calls'\n"
	      "set logscale xy\n"
	      "set yrange [0.5:*]\n"
	      "set lmargin 10\n"
	      "set format x '%.0s %cs'\n", to);
}

/* A picture for each number; the same time is at the same place in all of them. */
static void print_hijacks(FILE *to, const struct report *r)
{
	static const char curve[] = "using 1:2:($1*2/3) with boxes lt";
	bool originals = dynsc_knows(&r->stats, FIGURE_ORIGINALS);
	__u64 least = ~0ULL, most = 1;
	const struct dynsc_entry *e;
	int n = 0;

	for (e = r->stats.entries; e; e = e->all_next) {
		if (!is_plotted(r, e))
			continue;
		if (e->inside.min < least)
			least = e->inside.min;
		if (originals && e->original.count && e->original.min < least)
			least = e->original.min;
		if (originals && e->added.count && e->added.min < least)
			least = e->added.min;
		if (e->inside.max > most)
			most = e->inside.max;
	}
	print_times(to);
	fprintf(to, "set xrange [%.10f:%.10f]\n", (least ?: 1) / 2e9, most * 2 / 1e9);
	for (e = r->stats.entries; e; e = e->all_next) {
		if (!is_plotted(r, e))
			continue;
		fputs("set title 'What the hijack of ", to);
		print_title(to, e);
		fprintf(to, " costs%s'\n", originals ? "" :
			": unknown, as the time in the original was not recorded");
		fprintf(to, "plot $times%d %s 1 title 'in handler'", n, curve);
		if (originals && e->original.count)
			fprintf(to, ", $original%d %s 2 title 'in original'", n, curve);
		if (originals && e->added.count)
			fprintf(to, ", $added%d %s 3 title 'added, the difference'", n,
				curve);
		putc('\n', to);
		n++;
	}
}

/* The number of decimals by which ten ticks differ. */
static int decimals(__u64 ns)
{
	int digits = 9;

	while (digits && ns >= 10) {
		ns /= 10;
		digits--;
	}
	return digits < 9 ? digits + 1 : 9;
}

static void print_contention(FILE *to, const struct report *r)
{
	fputs("set title 'Time inside'\n", to);
	print_times(to);
	print_curves(to, r, "times", "using 1:2:($1*2/3) with boxes", NULL);
	if (!dynsc_knows(&r->stats, FIGURE_LEVELS))
		return;
	fputs("unset logscale\n"
	      "set title 'Callers inside over time: filled the mean, the line the most at once'\n"
	      "set xlabel 'seconds of the clock of the trace'\n"
	      "set ylabel 'callers inside'\n"
	      "set yrange [0:*]\n"
	      "set offsets 0, 0, 0.5, 0\n", to);
	fprintf(to, "set format x '%%.%df'\n", decimals(r->stats.end - r->stats.begin));
	print_curves(to, r, "inside", "using 1:2 with fillsteps",
		     "using 1:3 with steps");
}

/* False: there is nothing to plot. */
static bool print_script(FILE *to, const struct report *r)
{
	int n = print_data(to, r), rows = is_of_hijacks(r) ? n : 2;

	if (!n)
		return false;
	fprintf(to,
		"set terminal svg size 1200,%d noenhanced background 'white'\n"
		"set multiplot layout %d,1\n"
		"set grid\n"
		"set key outside right top\n"
		"set style fill transparent solid 0.4\n", 450 * rows, rows);
	(is_of_hijacks(r) ? print_hijacks : print_contention)(to, r);
	fputs("unset multiplot\n", to);
	return true;
}

/* Returns gnuplot's exit status, 127 if there is none, -1 if it was killed. */
static int run_gnuplot(FILE *script, int out)
{
	int status, null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (!pid) {
		dup2(fileno(script), STDIN_FILENO);
		dup2(out, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		execlp("gnuplot", "gnuplot", "-", NULL);
		_exit(errno == ENOENT ? 127 : 126);
	}
	close(null);
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

bool draw_plot(const struct report *r, const char *path)
{
	char new[PATH_MAX];
	FILE *script;
	int out, status;

	if (snprintf(new, sizeof(new), "%s.XXXXXX", path) >= (int)sizeof(new)) {
		complain("the name %s is too long", path);
		return false;
	}
	script = tmpfile();
	if (script && !print_script(script, r)) {
		complain("there is nothing to plot: no call has left in this trace");
		return false;
	}
	out = script ? mkstemp(new) : -1;
	if (out < 0) {
		complain("cannot make %s: %m", path);
		return false;
	}
	rewind(script);
	status = run_gnuplot(script, out);
	fclose(script);
	fchmod(out, 0644);
	if (!status && !rename(new, path)) {
		close(out);
		return true;
	}
	if (!status)
		complain("cannot make %s: %m", path);
	else if (status == 127)
		complain("--plot needs gnuplot; \"scripts/setup show\" installs it");
	else
		complain("gnuplot could not make %s", path);
	unlink(new);
	close(out);
	return false;
}
