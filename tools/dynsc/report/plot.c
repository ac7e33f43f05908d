// SPDX-License-Identifier: GPL-2.0
/*
 * Pictures, by gnuplot: how long calls were inside, and how many callers were
 * inside over time. gnuplot's input has only numbers and identifiers. Its
 * output goes to a new file, which replaces the old one when it is complete.
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

static bool is_plotted(const struct report *r, const struct dynsc_entry *e)
{
	return e->inside.count && (strcmp(r->name, "hijack") || e->kind == KIND_HIJACKED);
}

/* A damaged trace may have any bytes in a name; gnuplot must not see them. */
static void print_title(FILE *to, const struct dynsc_entry *e)
{
	const char *c;

	fprintf(to, "\"%d ", e->nr);
	for (c = e->name; *c; c++)
		putc(isalnum((unsigned char)*c) || *c == '_' ? *c : '?', to);
	fputs("\"", to);
}

/* A box for each power of two. */
static void print_histogram(FILE *to, const struct dynsc_entry *e)
{
	__u64 bucket[DYNSC_LOG2_BUCKETS];
	int i;

	dynsc_hist_log2(&e->inside, bucket);
	for (i = 0; i < DYNSC_LOG2_BUCKETS; i++)
		if (bucket[i])
			fprintf(to, "%.9f %llu\n", (i ? 1.5 * (1ULL << i) : 1) / 1e9, bucket[i]);
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
		fprintf(to, "$times%d << END\n", n);
		print_histogram(to, e);
		fprintf(to, "END\n$inside%d << END\n", n++);
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
		fputs("title ", to);
		print_title(to, e);
		n++;
	}
	putc('\n', to);
}

/* False: there is nothing to plot. */
static bool print_script(FILE *to, const struct report *r)
{
	fputs("set terminal svg size 1200,900 noenhanced background 'white'\n", to);
	if (!print_data(to, r))
		return false;
	fputs("set multiplot layout 2,1\n"
	      "set grid\n"
	      "set key outside right top\n"
	      "set style fill transparent solid 0.4\n"
	      "set title 'Time inside'\n"
	      "set xlabel 'seconds, by powers of two'\n"
	      "set ylabel 'calls'\n"
	      "set logscale xy\n"
	      "set yrange [0.5:*]\n"
	      "set format x '%.0s %cs'\n", to);
	print_curves(to, r, "times", "using 1:2:($1*2/3) with boxes", NULL);
	if (!dynsc_knows(&r->stats, FIGURE_LEVELS)) {
		fputs("unset multiplot\n", to);
		return true;
	}
	fputs("unset logscale\n"
	      "set title 'Callers inside over time: filled the mean, the line the most at once'\n"
	      "set xlabel 'seconds of the clock of the trace'\n"
	      "set ylabel 'callers inside'\n"
	      "set yrange [0:*]\n"
	      "set offsets 0, 0, 0.5, 0\n"
	      "set format x '%.3f'\n", to);
	print_curves(to, r, "inside", "using 1:2 with fillsteps",
		     "using 1:3 with steps");
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
