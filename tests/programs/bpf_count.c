// SPDX-License-Identifier: GPL-2.0
/*
 * bpf_count FUNCTION: attaches a BPF program that counts to a kprobe on the kernel's
 * function; prints "attached", and the count after SIGTERM. Ends with 4 if the kernel
 * does not support that.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define MOV_REG(to, from) \
	{ .code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = to, .src_reg = from }
#define MOV_IMM(to, value) \
	{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = to, .imm = value }

static int bpf(enum bpf_cmd cmd, union bpf_attr *attr)
{
	return syscall(__NR_bpf, cmd, attr, sizeof(*attr));
}

static int fail(const char *what)
{
	fprintf(stderr, "bpf_count: %s: %s\n", what, strerror(errno));
	return errno == ENOSYS || errno == EINVAL || errno == ENOENT ? 4 : 1;
}

/* Adds one to the only element of the array. */
static int load(int map)
{
	static char log[4096];
	struct bpf_insn program[] = {
		/* *(u32 *)(fp - 4) = 0; r0 = map_lookup_elem(map, fp - 4) */
		{ .code = BPF_ST | BPF_MEM | BPF_W, .dst_reg = BPF_REG_10, .off = -4 },
		{ .code = BPF_LD | BPF_IMM | BPF_DW, .dst_reg = BPF_REG_1,
		  .src_reg = BPF_PSEUDO_MAP_FD, .imm = map },
		{ 0 },
		MOV_REG(BPF_REG_2, BPF_REG_10),
		{ .code = BPF_ALU64 | BPF_ADD | BPF_K, .dst_reg = BPF_REG_2, .imm = -4 },
		{ .code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_map_lookup_elem },
		/* if (r0) *(u64 *)r0 += 1; return 0 */
		{ .code = BPF_JMP | BPF_JEQ | BPF_K, .dst_reg = BPF_REG_0, .off = 2 },
		MOV_IMM(BPF_REG_1, 1),
		{ .code = BPF_STX | BPF_ATOMIC | BPF_DW, .dst_reg = BPF_REG_0,
		  .src_reg = BPF_REG_1, .imm = BPF_ADD },
		MOV_IMM(BPF_REG_0, 0),
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_KPROBE,
		.insns = (unsigned long)program,
		.insn_cnt = ARRAY_SIZE(program),
		.license = (unsigned long)"GPL",
		.log_buf = (unsigned long)log,
		.log_size = sizeof(log),
		.log_level = 1,
	};

	return bpf(BPF_PROG_LOAD, &attr);
}

static int open_kprobe(const char *function)
{
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.kprobe_func = (unsigned long)function,
	};
	FILE *f = fopen("/sys/bus/event_source/devices/kprobe/type", "r");

	if (!f)
		return -1;
	if (fscanf(f, "%u", &attr.type) != 1)
		exit(1);
	fclose(f);
	return syscall(__NR_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
}

int main(int argc, char **argv)
{
	union bpf_attr create = {
		.map_type = BPF_MAP_TYPE_ARRAY,
		.key_size = 4,
		.value_size = 8,
		.max_entries = 1,
	};
	unsigned long long count = 0;
	unsigned int key = 0;
	sigset_t end;
	int map, program, event, sig;

	if (argc != 2) {
		fprintf(stderr, "Usage: bpf_count FUNCTION\n");
		return 2;
	}
	sigemptyset(&end);
	sigaddset(&end, SIGTERM);
	sigprocmask(SIG_BLOCK, &end, NULL);

	map = bpf(BPF_MAP_CREATE, &create);
	if (map < 0)
		return fail("no map");
	program = load(map);
	if (program < 0)
		return fail("no program");
	event = open_kprobe(argv[1]);
	if (event < 0)
		return fail("no kprobe");
	if (ioctl(event, PERF_EVENT_IOC_SET_BPF, program) ||
	    ioctl(event, PERF_EVENT_IOC_ENABLE))
		return fail("cannot be attached");
	puts("attached");
	fflush(stdout);
	sigwait(&end, &sig);

	union bpf_attr lookup = {
		.map_fd = map,
		.key = (unsigned long)&key,
		.value = (unsigned long)&count,
	};
	if (bpf(BPF_MAP_LOOKUP_ELEM, &lookup))
		return fail("no count");
	printf("%llu\n", count);
	return 0;
}
