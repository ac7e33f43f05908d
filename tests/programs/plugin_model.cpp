// SPDX-License-Identifier: GPL-2.0
/*
 * plugin_model: what the KernelShark plugin makes of a story on stdin, one line per
 * event in the order of a file (one CPU after the other):
 *
 *	enter|exit|enosys|fallback|eagain|state|unlock|trylock|swap|rescue PID CPU TS NR [VALUE [NS]]
 *	switch CPU TS PREV NEXT
 *	lost CPU TS
 *	end TS			the last event of the file
 *
 * Prints the boxes of each task and CPU, the bands of each task, swaps and rescues.
 */
#include <cstdio>
#include <cstring>
#include <set>
#include "model.hpp"

static const struct {
	const char *word;
	dynsc_event_type type;
} types[] = {
	{"enter", EV_ENTER}, {"exit", EV_EXIT}, {"enosys", EV_ENOSYS}, {"fallback", EV_FALLBACK},
	{"eagain", EV_EAGAIN}, {"state", EV_STATE}, {"unlock", EV_UNLOCK},
	{"trylock", EV_WRITE_TRYLOCK}, {"swap", EV_SWAP}, {"rescue", EV_RESCUE},
};

static void show(const char *what, int id, const Plot *plot)
{
	if (!plot)
		return;
	for (const Box &b : plot->boxes)
		printf("%s %d: call %ld-%ld nr=%d pid=%d%s%s%s\n", what, id, (long)b.begin,
		       (long)b.end, b.nr, b.pid, b.seen & BEGIN_SEEN ? " began" : "",
		       b.seen & END_SEEN ? " ended" : "", b.seen & LIVING ? " living" : "");
	for (const Band &b : plot->bands)
		printf("%s %d: %s %ld-%ld\n", what, id, b.locked ? "locked" : "closed",
		       (long)b.begin, (long)b.end);
	for (const Change &c : plot->changes)
		if (c.generation)
			printf("%s %d: generation %u at %ld\n", what, id, c.generation, (long)c.ts);
		else if (c.rescue)
			printf("%s %d: rescue %u at %ld\n", what, id, c.rescue, (long)c.ts);
	for (int64_t ts : plot->marks[MARK_RESCUE])
		printf("%s %d: mark of a rescue at %ld\n", what, id, (long)ts);
}

int main()
{
	model *m = model_new();
	kshark_entry last = {}, *rows[] = { &last };
	std::set<int> pids, cpus;
	char line[128], word[16];

	while (fgets(line, sizeof(line), stdin)) {
		long n[6] = {};
		struct event e = {};

		if (sscanf(line, "%15s %ld %ld %ld %ld %ld %ld", word, n, n + 1, n + 2, n + 3,
			   n + 4, n + 5) < 2)
			continue;
		if (!strcmp(word, "end")) {
			last.ts = n[0];
		} else if (!strcmp(word, "lost")) {
			model_lost(m, n[0], n[1]);
		} else if (!strcmp(word, "switch")) {
			model_switch(m, n[0], n[1], n[2], n[3]);
			cpus.insert(n[0]);
		} else {
			e.type = EV_RECORDED;
			for (const auto &t : types)
				if (!strcmp(word, t.word))
					e.type = t.type;
			if (e.type == EV_RECORDED)
				return 2;
			e.cpu = n[1];
			e.ts = n[2];
			e.nr = n[3];
			e.value = n[4];
			e.ns = n[5];
			model_event(m, n[0], &e);
			pids.insert(n[0]);
			cpus.insert(n[1]);
		}
	}
	m->build(0, 0, rows, 1);
	for (int pid : pids)
		show("task", pid, m->task(pid));
	for (int cpu : cpus)
		if (m->switches)
			show("cpu", cpu, m->cpu(cpu));
	model_free(m);
	return 0;
}
