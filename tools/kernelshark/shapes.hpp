/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The shapes that KsPlot does not have: one that can be seen through, one that can be
 * double-clicked, and text that says how far it goes.
 */
#ifndef DYN_SYSCALL_SHAPES_HPP
#define DYN_SYSCALL_SHAPES_HPP

#include <limits>
#include <KsPlugins.hpp>
#include <KsPluginsGUI.hpp>
#include "model.hpp"

/* They are in KernelShark itself; a program without its window has none. */
#pragma weak markEntryA
#pragma weak markEntryB

class Pane : public KsPlot::PlotObject {
public:
	Pane(int left, int top, int right, int bottom, const KsPlot::Color &colour)
		: left(left), top(top), right(right), bottom(bottom)
	{
		_color = colour;
	}

private:
	int left, top, right, bottom;

	void _draw(const KsPlot::Color &colour, float) const override
	{
		glBegin(GL_QUADS);
		glColor4ub(colour.r(), colour.g(), colour.b(), 40);
		glVertex2i(left, top);
		glVertex2i(left, bottom);
		glVertex2i(right, bottom);
		glVertex2i(right, top);
		glEnd();
	}
};

class Label : public KsPlot::TextBox {
public:
	const int left, right, line;

	Label(ksplot_font *font, const std::string &words, const KsPlot::Color &colour,
	      const KsPlot::Point &at, int left, int right)
		: TextBox(font, words, colour, at), left(left), right(right), line(at.y())
	{
	}

	bool covers(const Label &other) const
	{
		return line == other.line && left < other.right && other.left < right;
	}
};

/* The call that was double-clicked. */
struct Chosen {
	int sd = -1, pid = 0;
	int64_t begin = 0;
};

class CallBox : public KsPlot::Rectangle {
public:
	inline static Chosen chosen;
	inline static void *window;	/* KernelShark's */

	int sd = -1, pid = 0;
	int64_t ts = 0;

	double distance(int x, int y) const override
	{
		bool inside = x >= pointX(0) && x <= pointX(2) &&
			      y >= pointY(0) && y <= pointY(2);

		return sd >= 0 && inside ? 0 : std::numeric_limits<double>::max();
	}

private:
	/* Marker A where it began and B where it ended; KernelShark shows the time between. */
	void _doubleClick() const override
	{
		model *m = plugin_model(sd);
		const Box *call = m ? m->call(pid, ts) : nullptr;
		kshark_entry e = {};

		if (!call)
			return;
		chosen.sd = sd;
		chosen.pid = pid;
		chosen.begin = call->begin;
		if (!window || !markEntryA || !markEntryB)
			return;
		e.stream_id = sd;
		e.pid = pid;
		e.ts = call->end + plugin_offset(sd);
		if (call->seen & END_SEEN)
			markEntryB(window, &e);
		e.ts = call->begin + plugin_offset(sd);
		if (call->seen & BEGIN_SEEN)
			markEntryA(window, &e);
	}
};

#endif /* DYN_SYSCALL_SHAPES_HPP */
