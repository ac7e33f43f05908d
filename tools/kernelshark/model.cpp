// SPDX-License-Identifier: GPL-2.0
/*
 * From events to what there is to draw.
 *
 * Only what is known is drawn. A call whose beginning was lost begins where its
 * exit says; one whose end was lost is drawn where it began. A call without an
 * exit is drawn as a living call up to the end of the file only if no event was
 * lost since it began; the same holds for a gate that is not reopened.
 *
 * This is not taken from libdynsc's stats, which sum up calls and forget them,
 * and need all events in order of time, once. A plot needs every call, and
 * KernelShark passes one CPU after the other, on reload a second time.
 */
#include <algorithm>
#include <climits>
#include <cstring>
#include "model.hpp"

namespace {

template <class T> bool earlier(const T &a, const T &b)
{
	return a.begin < b.begin;
}

/* When a file is reloaded every event may come twice. */
void sort_events(std::vector<event> &list)
{
	if (!std::is_sorted(list.begin(), list.end(), event_earlier))
		std::stable_sort(list.begin(), list.end(), event_earlier);
	list.erase(std::unique(list.begin(), list.end(), [](const event &a, const event &b) {
		return a.ts == b.ts && a.cpu == b.cpu && a.type == b.type;
	}), list.end());
}

Mark mark_of(const event &e)
{
	if (e.type == EV_EAGAIN)
		return MARK_EAGAIN;
	if (e.type == EV_RESCUE)
		return MARK_RESCUE;
	if (e.value == WHY_STRAGGLER)
		return MARK_STRAGGLER;
	return e.type == EV_ENOSYS ? MARK_ENOSYS : MARK_FALLBACK;
}

void sort_numbers(std::vector<int16_t> &list)
{
	std::sort(list.begin(), list.end());
	list.erase(std::unique(list.begin(), list.end()), list.end());
}

} /* namespace */

model *model_new()
{
	return new(std::nothrow) model;
}

void model_free(model *m)
{
	delete m;
}

uint16_t model_name(model *m, const char *name)
{
	/* There are few names, and the last one is the likeliest. */
	for (size_t i = m->names.size(); i-- > 0;)
		if (m->names[i] == name)
			return i;
	if (m->names.size() > UINT16_MAX)
		return 0;
	m->names.emplace_back(name);
	return m->names.size() - 1;
}

model::Current &model::running(int cpu)
{
	if (cpu >= (int)current.size())
		current.resize(cpu + 1);
	return current[cpu];
}

void model::add_run(int pid, int64_t begin, int64_t end, int cpu)
{
	if (pid > 0)
		runs[pid].push_back({begin, end, cpu});
}

/* Once something was drawn, events come from a reload of the same file. */
void model_event(model *m, int pid, const event *e)
{
	if (m->built)
		return;
	m->events[pid].push_back(*e);

	model::Current &c = m->running(e->cpu);
	if (c.known && c.pid != pid)
		m->add_run(c.pid, c.since, c.last, e->cpu);
	if (!c.known || c.pid != pid)
		c = {pid, e->ts, e->ts, true};
	c.last = e->ts;
}

void model_switch(model *m, int cpu, int64_t ts, int prev, int next)
{
	if (m->built)
		return;
	m->switches = true;

	model::Current &c = m->running(cpu);
	if (c.known)
		m->add_run(c.pid, c.since, c.pid == prev ? ts : c.last, cpu);
	c = {next, ts, ts, true};
}

void model_lost(model *m, int cpu, int64_t ts)
{
	if (m->built)
		return;
	m->last_lost = std::max(m->last_lost, ts);

	model::Current &c = m->running(cpu);
	if (c.known)
		m->add_run(c.pid, c.since, c.last, cpu);
	c.known = false;
}

/*
 * Without sched_switch: a task was on a CPU from one of its events to the next,
 * unless another task had an event there in between.
 */
void model::runs_from_rows(int sd, int64_t offset, kshark_entry **rows, size_t n)
{
	current.clear();
	for (size_t i = 0; i < n; i++) {
		const kshark_entry *e = rows[i];
		int64_t ts = e->ts - offset;

		if (e->stream_id != sd || e->cpu < 0)
			continue;
		Current &c = running(e->cpu);
		if (c.known && (c.pid != e->pid || e->event_id == KS_EVENT_OVERFLOW)) {
			add_run(c.pid, c.since, c.last, e->cpu);
			c.known = false;
		}
		if (e->event_id == KS_EVENT_OVERFLOW)
			continue;
		if (!c.known)
			c = {e->pid, ts, ts, true};
		c.last = ts;
	}
	for (size_t cpu = 0; cpu < current.size(); cpu++)
		if (current[cpu].known)
			add_run(current[cpu].pid, current[cpu].since, current[cpu].last, cpu);
}

bool model::complete_since(int64_t ts) const
{
	return last_lost <= ts;
}

/* The calls of one task, and its marks. */
void model::build_task(int pid, std::vector<event> &list)
{
	Plot &plot = tasks[pid];
	int64_t left = INT64_MIN;
	Box open = {};
	bool inside = false;

	auto close = [&](int64_t end, uint8_t seen) {
		open.end = end;
		open.seen |= seen;
		plot.boxes.push_back(open);
		left = end;
		inside = false;
	};
	auto mark = [&](const event &e) {
		seen[mark_of(e)] = true;
		plot.marks[mark_of(e)].push_back(e.ts);
		cpus[e.cpu].marks[mark_of(e)].push_back(e.ts);
	};

	sort_events(list);
	for (const event &e : list) {
		plot.numbers.push_back(e.nr);
		switch (e.type) {
		case EV_ENTER:
			if (inside)
				close(open.begin, 0);
			called[e.nr] = e.name;
			open = {e.ts, e.ts, 0, pid, e.nr, e.name, BEGIN_SEEN};
			inside = true;
			break;
		case EV_EXIT:
			if (inside && open.nr != e.nr)
				close(open.begin, 0);
			if (!inside)
				open = {std::max(e.ts - std::max<int64_t>(e.ns, 0), left), 0, 0,
					pid, e.nr, e.name, 0};
			open.ret = e.value;
			close(e.ts, END_SEEN);
			break;
		case EV_ENOSYS:
		case EV_FALLBACK:
			if (inside)
				close(open.begin, 0);
			mark(e);
			break;
		case EV_EAGAIN:
			mark(e);
			gate_events[e.nr].push_back(e);
			break;
		case EV_SWAP:
			plot.changes.push_back({e.ts, (uint32_t)e.value, e.name, STATE_ACTIVE, 0});
			cpus[e.cpu].changes.push_back(plot.changes.back());
			break;
		case EV_RESCUE:
			mark(e);
			plot.changes.push_back({e.ts, 0, e.name, STATE_UNDOING, (uint8_t)e.value});
			cpus[e.cpu].changes.push_back(plot.changes.back());
			gate_events[e.nr].push_back(e);
			break;
		case EV_STATE:
			plot.changes.push_back({e.ts, 0, e.name, (uint8_t)e.value, 0});
			cpus[e.cpu].changes.push_back(plot.changes.back());
			[[fallthrough]];
		default:
			gate_events[e.nr].push_back(e);
		}
	}
	bool living = inside && complete_since(open.begin);
	if (inside)
		close(living ? std::max(last, open.begin) : open.begin, living ? LIVING : 0);
	sort_numbers(plot.numbers);
	numbers.insert(numbers.end(), plot.numbers.begin(), plot.numbers.end());
}

/* The parts of a task's calls during which it was on a CPU. */
void model::build_cpus(int pid, const Plot &plot)
{
	auto found = runs.find(pid);

	if (found == runs.end())
		return;
	std::vector<Run> &list = found->second;
	if (!std::is_sorted(list.begin(), list.end(), earlier<Run>))
		std::sort(list.begin(), list.end(), earlier<Run>);
	list.erase(std::unique(list.begin(), list.end(), [](const Run &a, const Run &b) {
		return a.begin == b.begin && a.cpu == b.cpu;
	}), list.end());

	auto box = plot.boxes.begin();
	for (const Run &run : list) {
		while (box != plot.boxes.end() && box->end < run.begin)
			++box;
		for (auto b = box; b != plot.boxes.end() && b->begin <= run.end; ++b) {
			Box part = *b;

			part.begin = std::max(part.begin, run.begin);
			part.end = std::min(part.end, run.end);
			cpus[run.cpu].boxes.push_back(part);
		}
	}
}

/* Maps that are needed for loading only are emptied as they are used. */
void model::build(int sd, int64_t offset, kshark_entry **rows, size_t n)
{
	if (built)
		return;
	built = true;

	while (n && rows[n - 1]->stream_id != sd)
		n--;
	if (n)
		last = rows[n - 1]->ts - offset;
	if (switches) {
		for (size_t cpu = 0; cpu < current.size(); cpu++)
			if (current[cpu].known)
				add_run(current[cpu].pid, current[cpu].since, INT64_MAX, cpu);
	} else {
		runs.clear();
		runs_from_rows(sd, offset, rows, n);
	}

	for (auto &task : events) {
		build_task(task.first, task.second);
		std::vector<event>().swap(task.second);
	}
	for (auto &task : tasks)
		build_cpus(task.first, task.second);
	for (auto &cpu : cpus) {
		Plot &plot = cpu.second;

		std::sort(plot.boxes.begin(), plot.boxes.end(), earlier<Box>);
		for (auto &mark : plot.marks)
			std::sort(mark.begin(), mark.end());
		std::sort(plot.changes.begin(), plot.changes.end(),
			  [](const Change &a, const Change &b) { return a.ts < b.ts; });
	}
	build_gates();
	sort_numbers(numbers);
	events.clear();
	runs.clear();
	gate_events.clear();
}

Plot *model::task(int pid)
{
	auto found = tasks.find(pid);

	if (found == tasks.end())
		return nullptr;
	if (!found->second.banded)
		found->second.bands = join(found->second.numbers);
	found->second.banded = true;
	return &found->second;
}

/* A gate concerns every CPU. */
Plot *model::cpu(int cpu)
{
	Plot &plot = cpus[cpu];

	if (!plot.banded)
		plot.bands = join(numbers);
	plot.banded = true;
	return &plot;
}

/* The call that the task was inside of at that time. */
const Box *model::call(int pid, int64_t ts) const
{
	auto found = tasks.find(pid);

	if (!built || found == tasks.end())
		return nullptr;
	const std::vector<Box> &boxes = found->second.boxes;
	auto after = std::upper_bound(boxes.begin(), boxes.end(), ts,
				      [](int64_t t, const Box &b) { return t < b.begin; });
	return after == boxes.begin() || (after - 1)->end < ts ? nullptr : &*(after - 1);
}

/* A file has few numbers, so their places in the order differ enough. */
unsigned int model::colour(int16_t nr) const
{
	return std::lower_bound(numbers.begin(), numbers.end(), nr) - numbers.begin();
}

static std::string duration(int64_t ns)
{
	char text[32];

	if (ns < 1000)
		snprintf(text, sizeof(text), "%d ns", (int)ns);
	else if (ns < 1000000)
		snprintf(text, sizeof(text), "%.3f us", ns / 1e3);
	else if (ns < 1000000000)
		snprintf(text, sizeof(text), "%.3f ms", ns / 1e6);
	else
		snprintf(text, sizeof(text), "%.3f s", ns / 1e9);
	return text;
}

std::string outcome(const Box &call)
{
	if (call.seen & LIVING)
		return "inside for " + duration(call.end - call.begin) + ", and had not left";
	if (!(call.seen & END_SEEN))
		return "nothing is known of its end: events were lost";
	return "inside for " + duration(call.end - call.begin) + ", returned " +
	       std::to_string(call.ret);
}

char *model_outcome(model *m, int pid, int64_t ts)
{
	const Box *call = m->call(pid, ts);

	return call && call->begin == ts ? strdup(outcome(*call).c_str()) : nullptr;
}
