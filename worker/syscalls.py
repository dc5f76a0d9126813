"""The numbers of the system calls that no reader of documents needs, by machine."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Machine:
    """`audit`: how the kernel names the machine to filters; `numbers`: its system calls'."""

    audit: int
    numbers: Mapping[str, int]


_X86_64 = """
accept 43 accept4 288 acct 163 add_key 248 adjtimex 159 bind 49 bpf 321 chmod 90 chown 92 chroot 161
clock_adjtime 305 clock_settime 227 clone 56 clone3 435 connect 42 delete_module 176 execve 59 execveat 322
fchmod 91 fchmodat 268 fchmodat2 452 fchown 93 fchownat 260 finit_module 313 fork 57 fsetxattr 190
fremovexattr 199 futimesat 261 init_module 175 io_uring_enter 426 io_uring_register 427 io_uring_setup 425
kcmp 312 kexec_file_load 320 kexec_load 246 keyctl 250 kill 62 lchown 94 listen 50 lremovexattr 198
lsetxattr 189 mount 165 move_mount 429 mq_open 240 msgget 68 open_by_handle_at 304 open_tree 428
perf_event_open 298 personality 135 pidfd_getfd 438 pidfd_open 434 pidfd_send_signal 424 pivot_root 155
prlimit64 302 process_madvise 440 process_vm_readv 310 process_vm_writev 311 ptrace 101 quotactl 179
reboot 169 removexattr 197 request_key 249 rt_sigqueueinfo 129 rt_tgsigqueueinfo 297 semget 64 setns 308
settimeofday 164 setxattr 188 shmat 30 shmget 29 socket 41 swapon 167 tgkill 234 tkill 200 truncate 76
umount2 166 unshare 272 userfaultfd 323 utime 132 utimensat 280 utimes 235 vfork 58
"""  # arch/x86/entry/syscalls/syscall_64.tbl
_AARCH64 = """
accept 202 accept4 242 acct 89 add_key 217 adjtimex 171 bind 200 bpf 280 chroot 51 clock_adjtime 266
clock_settime 112 clone 220 clone3 435 connect 203 delete_module 106 execve 221 execveat 281 fchmod 52
fchmodat 53 fchmodat2 452 fchown 55 fchownat 54 finit_module 273 fsetxattr 7 fremovexattr 16 init_module 105
io_uring_enter 426 io_uring_register 427 io_uring_setup 425 kcmp 272 kexec_file_load 294 kexec_load 104
keyctl 219 kill 129 listen 201 lremovexattr 15 lsetxattr 6 mount 40 move_mount 429 mq_open 180 msgget 186
open_by_handle_at 265 open_tree 428 perf_event_open 241 personality 92 pidfd_getfd 438 pidfd_open 434
pidfd_send_signal 424 pivot_root 41 prlimit64 261 process_madvise 440 process_vm_readv 270
process_vm_writev 271 ptrace 117 quotactl 60 reboot 142 removexattr 14 request_key 218 rt_sigqueueinfo 138
rt_tgsigqueueinfo 240 semget 190 setns 268 settimeofday 170 setxattr 5 shmat 196 shmget 194 socket 198
swapon 224 tgkill 131 tkill 130 truncate 45 umount2 39 unshare 97 userfaultfd 282 utimensat 88
"""  # include/uapi/asm-generic/unistd.h


def _numbers(table: str) -> Mapping[str, int]:
    words = table.split()
    return MappingProxyType({name: int(number) for name, number in zip(words[::2], words[1::2], strict=True)})


MACHINES: Mapping[str, Machine] = MappingProxyType(
    {"x86_64": Machine(0xC000003E, _numbers(_X86_64)), "aarch64": Machine(0xC00000B7, _numbers(_AARCH64))}
)
OWN_PROCESS_ONLY = ("kill", "prlimit64", "tgkill")
"""Calls whose first argument names a process: allowed where that is the caller."""
_SPECIAL = {*OWN_PROCESS_ONLY, "clone", "clone3"}
DENIED = tuple(sorted({name for one in MACHINES.values() for name in one.numbers} - _SPECIAL))
