// SPDX-License-Identifier: GPL-2.0
/*
 * When gates were locked or closed. A gate is shut from its registration until
 * it is unlocked, and from undoing to free. It is locked during the first of
 * these, and after the write lock during the second. If events were lost, a band
 * ends where the gate was last known to be shut.
 */
#include <algorithm>
#include "model.hpp"

void model::build_gates()
{
	for (auto &gate : gate_events) {
		std::vector<Band> &bands = closed[gate.first];
		int64_t known = 0;
		Band band = {};
		bool shut = false;

		auto open = [&](int64_t ts) {
			if (shut && ts > band.begin) {
				band.end = ts;
				bands.push_back(band);
				this->shut[band.locked] = true;
			}
			shut = false;
		};
		auto begin = [&](int64_t ts, bool locked) {
			open(ts);
			band = {ts, ts, locked};
			shut = true;
		};

		std::stable_sort(gate.second.begin(), gate.second.end(), event_earlier);
		for (const event &e : gate.second) {
			if (e.type == EV_UNLOCK) {
				open(shut && !band.locked ? known : e.ts);
			} else if (e.type != EV_STATE) {
				if (!shut || (e.type == EV_WRITE_TRYLOCK && e.value && !band.locked))
					begin(e.ts, e.type == EV_WRITE_TRYLOCK && e.value);
			} else if (e.value == STATE_RESERVED) {
				if (shut)
					open(known);
				begin(e.ts, true);
			} else if (e.value == STATE_ACTIVE) {
				if (!shut)
					begin(e.ts, true);
			} else if (e.value == STATE_UNDOING) {
				if (!shut || band.locked)
					begin(e.ts, false);
			} else {
				open(e.ts);
			}
			known = e.ts;
		}
		if (shut)
			open(complete_since(known) ? last : known);
	}
}

/* Where several gates are shut, closed hides locked: a removal waits for callers. */
std::vector<Band> model::join(const std::vector<int16_t> &of) const
{
	struct Edge {
		int64_t ts;
		int closed, locked;
	};
	std::vector<Edge> edges;
	std::vector<Band> all;
	int shut = 0, shut_locked = 0;
	bool drawn = false;
	Band band = {};

	for (int16_t nr : of) {
		auto found = closed.find(nr);

		if (found == closed.end())
			continue;
		for (const Band &b : found->second) {
			edges.push_back({b.begin, !b.locked, b.locked});
			edges.push_back({b.end, -!b.locked, -b.locked});
		}
	}
	std::sort(edges.begin(), edges.end(), [](const Edge &a, const Edge &b) {
		return a.ts < b.ts;
	});
	for (size_t i = 0; i < edges.size(); i++) {
		shut += edges[i].closed;
		shut_locked += edges[i].locked;
		if (i + 1 < edges.size() && edges[i + 1].ts == edges[i].ts)
			continue;

		bool draw = shut || shut_locked;
		if (drawn && (!draw || band.locked != !shut)) {
			band.end = edges[i].ts;
			all.push_back(band);
			drawn = false;
		}
		if (draw && !drawn)
			band = {edges[i].ts, edges[i].ts, !shut};
		drawn = draw;
	}
	return all;
}
