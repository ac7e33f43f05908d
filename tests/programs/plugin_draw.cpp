// SPDX-License-Identifier: GPL-2.0
/*
 * plugin_draw PLUGIN.so [-n EVENTS] FILE...: uses the KernelShark plugin as
 * KernelShark does, without a window: loads it, loads the files, draws every
 * plot at several zooms, reloads the files and draws again, and unloads.
 *
 * Prints what was drawn and how long the slowest redraw of one plot took. -n
 * adds EVENTS events to the first file's model, of short calls by 16 tasks on 8
 * CPUs, as if they had been in the file.
 */
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <dlfcn.h>
#include <map>
#include <vector>
#include "KsPlugins.hpp"
#include "shapes.hpp"

enum { BINS = 1400, TASKS = 16, CPUS = 8, FIRST_PID = 1000000, ZOOMS = 5, STEPS = 5 };
static const int zooms[ZOOMS] = {1, 2, 7, 100, 10000};

static int64_t range[2];

/* CPU time of this thread, as the machine may be busy. */
static double ms()
{
	timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

/* In the order of a file: each CPU from its beginning to its end. */
static void inject(kshark_plugin_list *plugin, int sd, long events)
{
	auto event_in = (decltype(&model_event))dlsym(plugin->handle, "model_event");
	auto switch_in = (decltype(&model_switch))dlsym(plugin->handle, "model_switch");
	auto model_of = (decltype(&plugin_model))dlsym(plugin->handle, "plugin_model");
	struct event e = {};

	for (int cpu = 0; cpu < CPUS; cpu++) {
		for (long i = 0; i < events / CPUS; i++) {
			/* A task comes, calls, returns, and goes. */
			int task = i / 4 % (TASKS / CPUS) * CPUS + cpu, step = i % 4;

			e.ts = range[0] + i * (range[1] - range[0]) / (events / CPUS);
			e.type = step == 1 ? EV_ENTER : EV_EXIT;
			e.cpu = cpu;
			e.nr = 400 + task % 3;
			if (step == 0)
				switch_in(model_of(sd), cpu, e.ts, 0, FIRST_PID + task);
			else if (step == 3)
				switch_in(model_of(sd), cpu, e.ts, FIRST_PID + task, 0);
			else
				event_in(model_of(sd), FIRST_PID + task, &e);
		}
	}
	/* Changes of state up to the end, closer than their words are wide. */
	e = {};
	e.type = EV_STATE;
	e.nr = 400;
	for (int i = 40; i; i--) {
		e.ts = range[1] - i * (range[1] - range[0]) / BINS * 13;
		e.value = i % 4;
		event_in(model_of(sd), FIRST_PID, &e);
	}
}

/* Without a window there is no texture for the font, and the plugin would draw no text. */
extern "C" void glGenTextures(GLsizei, GLuint *textures)
{
	*textures = 2;
}

/* The colours of tasks are those of a rainbow, in the order of their numbers. */
static int distance_to_tasks(const KsPlot::Color &colour)
{
	static std::map<int, int> known;
	int &nearest = known[colour.r() << 16 | colour.g() << 8 | colour.b()];

	if (nearest)
		return nearest;
	nearest = 1000;
	for (int n = 0; n < 1000; n++) {
		KsPlot::Color task;

		task.setRainbowColor(n);
		nearest = std::min(nearest, std::max({abs(task.r() - colour.r()),
						      abs(task.g() - colour.g()),
						      abs(task.b() - colour.b())}));
	}
	return nearest;
}

class Screen {
public:
	long shapes = 0, most = 0, labels = 0, covered = 0, outcomes = 0;
	int nearest = 1000;		/* of the colours of entries and tasks */
	double slowest = 0;

	void plot(kshark_trace_histo *histo, kshark_data_stream *stream, int id, int action)
	{
		KsPlot::ColorTable colours;
		KsPlot::Graph graph(histo, &colours, &colours);
		KsPlot::PlotObjList list;
		ksplot_font font = {};
		KsCppArgV argv;
		long count = 0;

		graph.setHeight(34);
		graph.setLabelAppearance(&font, {}, 100, 15);
		graph.setBase(84);
		argv._histo = histo;
		argv._graph = &graph;
		argv._shapes = &list;

		double begin = ms();
		for (auto *h = stream->draw_handlers; h; h = h->next)
			h->draw_func(argv.toC(), stream->stream_id, id, action);
		slowest = std::max(slowest, ms() - begin);

		std::vector<const Label *> words;
		for (KsPlot::PlotObject *shape : list) {
			auto *label = dynamic_cast<Label *>(shape);

			for (const Label *other : words)
				covered += label && label->covers(*other);
			if (label)
				words.push_back(label);
			labels += !!label;
			if (dynamic_cast<CallBox *>(shape))
				nearest = std::min(nearest, distance_to_tasks(shape->_color));
		}
		for (KsPlot::PlotObject *shape : list) {
			/* That of the call that was double-clicked before is in one file only. */
			bool outcome = dynamic_cast<KsPlot::TextBox *>(shape) &&
				       !dynamic_cast<Label *>(shape);

			if (shape->distance(500, 70) == 0)
				shape->doubleClick();
			outcomes += outcome;
			count += !outcome;
			delete shape;
		}
		shapes += count;
		most = std::max(most, count);
	}
};

static void draw(kshark_context *ks, kshark_entry **rows, ssize_t n, const char *what)
{
	kshark_trace_histo histo;
	Screen screen;

	/* Each zoom at several times, so that every part is at an end of the plots once. */
	for (int i = 0; i < ZOOMS * STEPS; i++) {
		int64_t whole = range[1] - range[0], part = whole / zooms[i / STEPS];
		int64_t at = range[0] + (whole - part) / (STEPS - 1) * (i % STEPS);

		if (part < BINS)
			continue;
		ksmodel_init(&histo);
		ksmodel_set_bining(&histo, BINS, at, at + part);
		ksmodel_fill(&histo, rows, n);
		for (int sd = 0; sd < ks->n_streams; sd++) {
			kshark_data_stream *stream = kshark_get_data_stream(ks, sd);
			int *pids, tasks = kshark_get_task_pids(ks, sd, &pids);

			for (int cpu = 0; cpu < std::max<int>(stream->n_cpus, CPUS); cpu++)
				screen.plot(&histo, stream, cpu, KSHARK_CPU_DRAW);
			for (int i = 0; i < tasks; i++)
				screen.plot(&histo, stream, pids[i], KSHARK_TASK_DRAW);
			for (int i = 0; i < TASKS; i++)
				screen.plot(&histo, stream, FIRST_PID + i, KSHARK_TASK_DRAW);
			free(pids);
		}
		ksmodel_clear(&histo);
	}
	printf("%s: shapes=%ld most=%ld slowest_ms=%.2f labels=%ld covered=%ld outcomes=%ld "
	       "nearest=%d\n", what,
	       screen.shapes, screen.most, screen.slowest, screen.labels, screen.covered,
	       screen.outcomes, screen.nearest);
}

static kshark_entry **load(kshark_context *ks, ssize_t *n)
{
	kshark_entry **rows = nullptr;

	*n = kshark_load_all_entries(ks, &rows);
	if (*n <= 0) {
		fprintf(stderr, "plugin_draw: nothing could be loaded\n");
		exit(1);
	}
	range[0] = rows[0]->ts;
	range[1] = rows[*n - 1]->ts;
	return rows;
}

static void unload(kshark_entry **rows, ssize_t n)
{
	for (ssize_t i = 0; i < n; i++)
		free(rows[i]);
	free(rows);
}

int main(int argc, char **argv)
{
	kshark_context *ks = nullptr;
	long events = 0;
	int arg = 2;
	ssize_t n;

	if (argc > 4 && !strcmp(argv[2], "-n")) {
		events = atol(argv[3]);
		arg = 4;
	}
	if (argc <= arg || !kshark_instance(&ks)) {
		fprintf(stderr, "Usage: plugin_draw PLUGIN.so [-n EVENTS] FILE...\n");
		return 2;
	}
	kshark_plugin_list *plugin = kshark_register_plugin(ks, "dyn_syscall", argv[1]);
	if (!plugin)
		return 1;
	for (; arg < argc; arg++) {
		int sd = kshark_open(ks, argv[arg]);

		if (sd < 0)
			return 1;
		kshark_data_stream *stream = kshark_get_data_stream(ks, sd);
		kshark_handle_dpi(stream, kshark_register_plugin_to_stream(stream,
				  plugin->process_interface, true), KSHARK_PLUGIN_INIT);
	}

	kshark_entry **rows = load(ks, &n);
	printf("entries=%zd\n", n);
	if (events) {
		double begin = ms();

		inject(plugin, 0, events);
		printf("injected: ms=%.0f\n", ms() - begin);
		begin = ms();
		kshark_trace_histo histo;
		Screen screen;
		ksmodel_init(&histo);
		ksmodel_set_bining(&histo, BINS, range[0], range[1]);
		ksmodel_fill(&histo, rows, n);
		screen.plot(&histo, kshark_get_data_stream(ks, 0), 0, KSHARK_CPU_DRAW);
		ksmodel_clear(&histo);
		printf("first: ms=%.0f\n", ms() - begin);
	}
	draw(ks, rows, n, "drawn");

	/* What the Info column shows. */
	for (ssize_t i = 0; i < n; i++) {
		char *info = kshark_get_info(rows[i]);

		if (info && strstr(info, "inside for "))
			printf("info: %d %s\n", rows[i]->pid, info);
		free(info);
	}

	/* The plugin gets no notice, and the entries that it has seen are freed. */
	unload(rows, n);
	rows = load(ks, &n);
	draw(ks, rows, n, "again");
	/* Before it was drawn. */
	unload(rows, n);
	rows = load(ks, &n);
	unload(rows, n);
	rows = load(ks, &n);
	draw(ks, rows, n, "thrice");
	unload(rows, n);

	kshark_close_all(ks);
	kshark_free(ks);
	return 0;
}
