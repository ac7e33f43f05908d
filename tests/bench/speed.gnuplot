# SPDX-License-Identifier: GPL-2.0
# gnuplot -c speed.gnuplot DATA SVG: two rows of bars, from a file whose
# first line names the kernels: for each way what it adds to the hijacked call,
# then what it adds to another one, each on every kernel.
set terminal svg size 1000,720 font "sans,13" background "white" noenhanced
set output ARG2
set style data histograms
set style histogram clustered gap 1
set style fill solid 0.85 noborder
set boxwidth 0.9
set grid y lc rgb "#dddddd"
set border 3
set tics nomirror
set xtics rotate by -30 scale 0
set datafile separator "\t"
set datafile missing "-"
set key top left
n = words(system("head -n 1 ".ARG1)) - 1
kernels = system("head -n 1 ".ARG1." | cut -f2-")
colour(i) = word("#7a9cc6 #1f4e8c #9bbf85 #3f7a2d", i)
set lmargin 7
set rmargin 9
set multiplot layout 2,1
set title "Instructions added to the hijacked call"
set logscale y 2
set yrange [4:1024]
plot for [i=1:n/2] ARG1 using i+1:xtic(1) every ::1 title word(kernels, i) lc rgb colour(i), \
	for [i=1:n/2] "" using ($0 - 0.5 + (i - 0.5) * 1.0 / (n/2)):(column(i+1)):(sprintf("%d", column(i+1))) every ::1 \
		with labels offset 0,0.6 font ",10" notitle
set title "Instructions added to every other call (read)"
unset logscale y
set yrange [0:128]
plot for [i=1:n/2] ARG1 using i+1+n/2:xtic(1) every ::1 title word(kernels, i) lc rgb colour(i), \
	for [i=1:n/2] "" using ($0 - 0.5 + (i - 0.5) * 1.0 / (n/2)):(column(i+1+n/2)):(sprintf("%d", column(i+1+n/2))) every ::1 \
		with labels offset 0,0.6 font ",10" notitle
unset multiplot
