// SPDX-License-Identifier: GPL-2.0
/*
 * Draws one plot at a time: bands, boxes, marks, labels.
 *
 * A redraw costs at most one step of a binary search per pixel, whatever the
 * file holds: after something was drawn that ends in a bin, the search goes on
 * with the first thing that ends in a later one. Calls that are shorter than a
 * pixel and follow each other become one low box, with a dot on it.
 *
 * KernelShark draws the list from its front, so what is to be on top is added
 * first.
 */
#include <algorithm>
#include "shapes.hpp"

using namespace KsPlot;

namespace {

/* By entry; light, for black text. What they are is in the man page. */
const Color call_colours[] = {
	{255, 190, 90}, {130, 200, 245}, {150, 220, 130}, {240, 165, 205},
	{205, 180, 250}, {245, 230, 110}, {120, 215, 200}, {220, 190, 150},
};

const struct {
	const char *name;
	Color colour;
	std::vector<ksplot_point> shape;
} marks[MARKS] = {
	[MARK_ENOSYS] = {"ENOSYS", {215, 0, 30}, {{-5, -5}, {5, -5}, {0, 5}}},
	[MARK_EAGAIN] = {"EAGAIN", {255, 110, 0}, {{0, -6}, {6, 0}, {0, 6}, {-6, 0}}},
	[MARK_FALLBACK] = {"fallback", {0, 95, 215}, {{-4, -4}, {4, -4}, {4, 4}, {-4, 4}}},
	[MARK_STRAGGLER] = {"straggler", {150, 0, 190}, {{-5, 5}, {5, 5}, {0, -5}}},
	[MARK_RESCUE] = {"rescue", {0, 130, 60},
			 {{-3, -6}, {3, -6}, {6, 0}, {3, 6}, {-3, 6}, {-6, 0}}},
};

const Color closed_colour(70, 75, 95), locked_colour(165, 170, 190);

ksplot_font font;

Color darker(const Color &c)
{
	return Color(c.r() / 2, c.g() / 2, c.b() / 2);
}

int text_width(const std::string &text)
{
	float width = 0;

	for (char c : text)
		if (c >= KS_SPACE_CHAR && c <= KS_TILDA_CHAR)
			width += font.cdata[c - KS_SPACE_CHAR].xadvance;
	return width;
}

/* One plot, being drawn. */
class Drawing {
public:
	Drawing(KsCppArgV *argv, int sd, model *m)
		: histo(argv->_histo), graph(argv->_graph), shapes(argv->_shapes), sd(sd), m(m),
		  offset(plugin_offset(sd)), first(histo->min - offset), last(histo->max - offset),
		  base(graph->base()), height(graph->height())
	{
	}

	void draw(const Plot &plot, bool of_task);
	void legend();

private:
	kshark_trace_histo *histo;
	Graph *graph;
	PlotObjList *shapes;
	int sd;
	model *m;
	int64_t offset, first, last;
	int base, height;

	int bin(int64_t ts) const
	{
		int64_t b = (ts - first) / histo->bin_size;

		return std::clamp<int64_t>(ts < first ? 0 : b, 0, graph->size() - 1);
	}

	/* After all that is in this bin. */
	int64_t next(int bin) const
	{
		if (bin >= graph->size() - 1)
			return last + 1;
		return first + (bin + 1) * histo->bin_size;
	}

	int x(int bin) const
	{
		return graph->bin(bin)._base.x();
	}

	/* By parts of the plot's height, from below. */
	int y(double part) const
	{
		return base - part * height;
	}

	void add(PlotObject *object)
	{
		shapes->push_front(object);
	}

	void text(int x, int y, const std::string &words, const Color &colour = {})
	{
		if (ksplot_font_is_loaded(&font))
			add(new Label(&font, words, colour, Point(x - font.height / 4, y + font.base),
				      x, x + text_width(words)));
	}

	void rectangle(Rectangle *r, int left, int top, int right, int bottom, const Color &colour)
	{
		r->setPoint(0, left, top);
		r->setPoint(1, left, bottom);
		r->setPoint(2, right, bottom);
		r->setPoint(3, right, top);
		r->_color = colour;
		r->_size = 1;
		add(r);
	}

	void polygon(const std::vector<ksplot_point> &shape, int x, int y, const Color &colour,
		     bool outline);
	void mark(int kind, int x, int y, bool outline);
	void box(const Box &b, int from, int to);
	void dot(int nr, int at);
	void boxes(const Plot &plot, bool dots);
	void bands(const Plot &plot);
	void changes(const Plot &plot);
	void choice(const Plot &plot);
};

void Drawing::polygon(const std::vector<ksplot_point> &shape, int at, int height,
		      const Color &colour, bool outline)
{
	for (bool fill : {false, true}) {
		if (!fill && !outline)
			continue;
		Polygon *p = new Polygon(shape.size());
		for (size_t i = 0; i < shape.size(); i++)
			p->setPoint(i, at + shape[i].x, height + shape[i].y);
		p->setFill(fill);
		p->_size = 1;
		p->_color = fill ? colour : darker(colour);
		add(p);
	}
}

void Drawing::mark(int kind, int at, int height, bool outline)
{
	polygon(marks[kind].shape, at, height, marks[kind].colour, outline);
}

void Drawing::box(const Box &b, int from, int to)
{
	const int left = x(from), right = x(to) + 1, top = y(.8), bottom = y(.32);
	const Color colour = call_colours[m->colour(b.nr) % std::size(call_colours)];
	CallBox *fill = new CallBox;
	Rectangle *outline = new Rectangle;

	const std::string &name = m->names[b.name];
	if (right - left > text_width(name) + 8)
		text(left + 5, bottom - 4, name);
	outline->setFill(false);
	rectangle(outline, left, top, right, bottom, darker(colour));
	fill->sd = sd;
	fill->pid = b.pid;
	fill->ts = std::max(b.begin, first);
	rectangle(fill, left, top, right, bottom, colour);
}

/*
 * On a task's call that is too short to be seen, the first if there are others close by. On
 * a CPU most parts of calls are that short.
 */
void Drawing::dot(int nr, int at)
{
	polygon({{-1, -3}, {1, -3}, {3, -1}, {3, 1}, {1, 3}, {-1, 3}, {-3, 1}, {-3, -1}}, at, y(.7),
		call_colours[m->colour(nr) % std::size(call_colours)], true);
}

void Drawing::boxes(const Plot &plot, bool dots)
{
	const auto ends = [](const Box &b, int64_t ts) { return b.end < ts; };
	auto i = std::lower_bound(plot.boxes.begin(), plot.boxes.end(), first, ends);
	CallBox *low = nullptr;
	int low_to = 0, low_nr = 0, dotted = -1000;

	while (i != plot.boxes.end() && i->begin <= last) {
		int from = bin(i->begin), to = bin(i->end);

		if (to - from > 1) {
			box(*i, from, to);
			low = nullptr;
		} else if (low && from <= low_to + 1 && i->nr == low_nr) {
			low->setPointX(2, x(to) + 1);
			low->setPointX(3, x(to) + 1);
			low->sd = -1;
			low_to = to;
		} else {
			low = new CallBox;
			low->sd = sd;
			low->pid = i->pid;
			low->ts = std::max(i->begin, first);
			low_to = to;
			low_nr = i->nr;
			if (dots && x(from) - dotted > 10) {
				dotted = x(from);
				dot(low_nr, dotted);
			}
			rectangle(low, x(from), y(.7), x(to) + 1, y(.32),
				  call_colours[m->colour(i->nr) % std::size(call_colours)]);
		}
		i = std::lower_bound(i + 1, plot.boxes.end(), next(to), ends);
	}
}

void Drawing::bands(const Plot &plot)
{
	const auto ends = [](const Band &b, int64_t ts) { return b.end < ts; };
	auto i = std::lower_bound(plot.bands.begin(), plot.bands.end(), first, ends);

	while (i != plot.bands.end() && i->begin <= last) {
		int from = bin(i->begin), to = bin(i->end);
		const Color &colour = i->locked ? locked_colour : closed_colour;

		rectangle(new Rectangle, x(from), y(1) - 2, x(to) + 1, y(1) + 1, colour);
		add(new Pane(x(from), y(1) + 1, x(to) + 1, base - 1, colour));
		i = std::lower_bound(i + 1, plot.bands.end(), next(to), ends);
	}
}

/*
 * A line each; of those whose words would run into each other, words in a row. At the right
 * end, words are left of their line, or left out if others are there.
 */
void Drawing::changes(const Plot &plot)
{
	const auto before = [](const Change &c, int64_t ts) { return c.ts < ts; };
	auto i = std::lower_bound(plot.changes.begin(), plot.changes.end(), first, before);
	const int end = x(graph->size() - 1);
	std::string words;
	int start = 0, count = 0, used = 0;
	const auto label = [&]() {
		int width = text_width(words);
		int left = start + 2 + width < end ? start + 2 : start - 2 - width;

		if (left < used)
			return;
		text(left, y(1.15), words);
		used = left + width;
	};

	while (i != plot.changes.end() && i->ts <= last) {
		int at = bin(i->ts);
		std::string state = i->generation ? "generation " + std::to_string(i->generation) :
				    i->rescue ? std::string("rescue: ") + dynsc_rescue_names[i->rescue] :
				    dynsc_state_names[i->state];
		Line *line = new Line(Point(x(at), base), Point(x(at), y(1.12)));

		if (count && x(at) < start + text_width(words) + 12) {
			if (++count <= 3)
				words += ", " + state;
		} else {
			label();
			words = m->names[i->name] + " " + state;
			start = x(at);
			count = 1;
		}
		line->_size = 1;
		add(line);
		/* More than one in a pixel: their order matters, up to a few. */
		auto after = std::lower_bound(i + 1, plot.changes.end(), next(at), before);
		i = after - i > 4 ? after : i + 1;
	}
	label();
}

/* What became of the call that was double-clicked, over its box. */
void Drawing::choice(const Plot &plot)
{
	const Chosen &chosen = CallBox::chosen;
	const Box *call = chosen.sd == sd ? m->call(chosen.pid, chosen.begin) : nullptr;

	if (!call || call->end < first || call->begin > last || !ksplot_font_is_loaded(&font) ||
	    &plot != m->task(chosen.pid))
		return;
	std::string words = m->names[call->name] + ": " + outcome(*call);
	int left = std::min(x(bin(call->begin)), x(graph->size() - 1) - text_width(words) - 10);

	add(new TextBox(&font, words, Color(255, 255, 215), Point(std::max(left, x(0)), y(1.1)),
			text_width(words) + 10, font.height));
}

void Drawing::draw(const Plot &plot, bool of_task)
{
	choice(plot);
	changes(plot);
	for (int kind = MARKS - 1; kind >= 0; kind--) {
		const auto &times = plot.marks[kind];
		auto i = std::lower_bound(times.begin(), times.end(), first);
		int left = -1000;

		while (i != times.end() && *i <= last) {
			int at = x(bin(*i));

			mark(kind, at, y(1), at - left > 3);
			left = at;
			i = std::lower_bound(i + 1, times.end(), next(bin(*i)));
		}
	}
	boxes(plot, of_task);
	bands(plot);
}

/* In the line of the time axis, between its figures; what fits there. */
void Drawing::legend()
{
	const int line = y(1) - 26, figure = text_width("00000.000000") + 24;
	const int middle = x(graph->size() / 2);
	int at = x(0) + figure, end = middle - figure / 2;
	const auto room = [&](const std::string &words) {
		return at + 18 + text_width(words) < end;
	};
	const auto write = [&](const std::string &words) {
		text(at + 10, line, words);
		at += 24 + text_width(words);
	};

	for (int kind = 0; kind < MARKS; kind++) {
		if (!m->seen[kind] || !room(marks[kind].name))
			continue;
		mark(kind, at, line - 5, true);
		write(marks[kind].name);
	}
	for (bool locked : {false, true}) {
		const char *name = locked ? "locked" : "closed";

		if (!m->shut[locked] || !room(name))
			continue;
		rectangle(new Rectangle, at - 5, line - 10, at + 6, line - 7,
			  locked ? locked_colour : closed_colour);
		add(new Pane(at - 5, line - 7, at + 6, line, locked ? locked_colour : closed_colour));
		write(name);
	}
	at = middle + figure / 2;
	end = x(graph->size() - 1) - figure;
	for (const auto &entry : m->called) {
		const std::string &name = m->names[entry.second];

		if (!room(name))
			continue;
		rectangle(new Rectangle, at - 5, line - 10, at + 6, line,
			  call_colours[m->colour(entry.first) % std::size(call_colours)]);
		write(name);
	}
}

} /* namespace */

void plugin_window(void *main_window)
{
	CallBox::window = main_window;
}

void plugin_draw(kshark_cpp_argv *argv_c, int sd, int val, int action)
{
	static int top = std::numeric_limits<int>::max();
	KsCppArgV *argv = KS_ARGV_TO_CPP(argv_c);
	model *m = plugin_model(sd);

	if (!m || !argv->_graph || argv->_graph->size() < 2 || argv->_histo->bin_size <= 0)
		return;
	m->build(sd, plugin_offset(sd), argv->_histo->data, argv->_histo->data_size);
	if (!ksplot_font_is_loaded(&font))
		ksplot_init_font(&font, 13, TT_FONT_FILE);

	Drawing drawing(argv, sd, m);
	Plot *plot = action & KSHARK_CPU_DRAW ? m->cpu(val) :
		     action & KSHARK_TASK_DRAW ? m->task(val) : nullptr;
	top = std::min(top, argv->_graph->base());
	if (argv->_graph->base() == top)
		drawing.legend();
	if (plot)
		drawing.draw(*plot, action & KSHARK_TASK_DRAW);
}
