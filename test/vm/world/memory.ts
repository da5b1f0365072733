/** Prints the memory of all processes in MiB, shared pages divided among their users (proc_pid_smaps(5), "Pss"). */
export const proportionalMemoryScript =
    'cat /proc/[0-9]*/smaps_rollup 2>/dev/null | awk \'$1 == "Pss:" { kib += $2 } END { printf "%d\\n", kib / 1024 }\'';
