/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What there is to draw, per plot and in order of time.
 *
 * It is made once, when the first plot is drawn. Boxes of a plot do not overlap,
 * nor do bands. So both their begins and their ends are sorted, and drawing can
 * use binary search.
 */
#ifndef DYN_SYSCALL_MODEL_HPP
#define DYN_SYSCALL_MODEL_HPP

#include <map>
#include <string>
#include <unordered_map>
#include <vector>
#include "dyn_syscall.h"

enum { BEGIN_SEEN = 1, END_SEEN = 2, LIVING = 4 };

/* A call, in the plot of its task; in that of a CPU, the part of a call that ran there. */
struct Box {
	int64_t begin, end;
	int64_t ret;
	int32_t pid;
	int16_t nr;
	uint16_t name;
	uint8_t seen;
};

/* Locked: no caller is inside. Closed: no caller enters. */
struct Band {
	int64_t begin, end;
	bool locked;
};

struct Change {
	int64_t ts;
	uint32_t generation;	/* that began, by a swap; 0: a change of state */
	uint16_t name;
	uint8_t state;
	uint8_t rescue;		/* enum dynsc_rescue */
};

enum Mark { MARK_ENOSYS, MARK_EAGAIN, MARK_FALLBACK, MARK_STRAGGLER, MARK_RESCUE, MARKS };

struct Plot {
	std::vector<Box> boxes;
	std::vector<Band> bands;
	std::vector<int64_t> marks[MARKS];
	std::vector<Change> changes;
	std::vector<int16_t> numbers;	/* in events of the task */
	bool banded = false;
};

struct Run {
	int64_t begin, end;
	int cpu;
};

struct model {
	/* Makes everything below, unless it is made already. */
	void build(int sd, int64_t offset, kshark_entry **rows, size_t n);
	Plot *task(int pid);
	Plot *cpu(int cpu);
	const Box *call(int pid, int64_t ts) const;
	unsigned int colour(int16_t nr) const;

	bool built = false;
	std::vector<std::string> names{""};
	std::vector<int16_t> numbers;	/* all, sorted */
	std::map<int16_t, uint16_t> called;	/* number to last name, if called */
	bool seen[MARKS] = {}, shut[2] = {};	/* shut: closed, locked */

	/* While loading. */
	struct Current {
		int pid;
		int64_t since, last;
		bool known;
	};
	std::unordered_map<int, std::vector<event>> events;
	std::unordered_map<int, std::vector<Run>> runs;
	std::vector<Current> current;
	int64_t last_lost = INT64_MIN;
	bool switches = false;

	void add_run(int pid, int64_t begin, int64_t end, int cpu);
	Current &running(int cpu);

private:
	void runs_from_rows(int sd, int64_t offset, kshark_entry **rows, size_t n);
	void build_task(int pid, std::vector<event> &list);
	void build_cpus(int pid, const Plot &plot);
	void build_gates();
	bool complete_since(int64_t ts) const;
	std::vector<Band> join(const std::vector<int16_t> &of) const;

	std::unordered_map<int, Plot> tasks, cpus;
	std::unordered_map<int16_t, std::vector<event>> gate_events;
	std::unordered_map<int16_t, std::vector<Band>> closed;
	int64_t last = INT64_MIN;

	friend void model_event(model *m, int pid, const event *e);
	friend void model_switch(model *m, int cpu, int64_t ts, int prev, int next);
	friend void model_lost(model *m, int cpu, int64_t ts);
};

inline bool event_earlier(const event &a, const event &b)
{
	return a.ts < b.ts;
}

/* What became of a call, in words. */
std::string outcome(const Box &call);

#endif /* DYN_SYSCALL_MODEL_HPP */
