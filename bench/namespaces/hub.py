"""A switch between network namespaces that can be pulled and that loses packets (for kernels without netem).

usage: hub.py <device>...; makes each a TAP device, says `ready`, and takes on stdin
`cut <device> <device>`, `join`, `loss <ratio>`. Ends with its stdin, and the devices with it.
"""

import fcntl
import os
import random
import select
import struct
import sys

TUNSETIFF = 0x400454CA
IFF_TAP_NO_INFO = 0x0002 | 0x1000

ports = {}
for name in sys.argv[1:]:
    fd = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TAP_NO_INFO))
    ports[fd] = name

cut = set()
loss = 0.0
dice = random.Random(1)
print("ready", flush=True)


def forward(source):
    try:
        frame = os.read(source, 65536)
    except OSError:
        sys.exit(0)  # Its namespace is gone, and the bench over.
    for target, name in ports.items():
        if target == source or frozenset((ports[source], name)) in cut or dice.random() < loss:
            continue
        try:
            os.write(target, frame)
        except OSError:
            pass  # The device is not up yet, or its queue is full: lost, as on a wire.


while True:
    for fd in select.select([0, *ports], [], [])[0]:
        if fd != 0:
            forward(fd)
            continue
        words = os.read(0, 4096).decode().split("\n")
        if words == [""]:
            sys.exit(0)
        for line in filter(None, words):
            word, *rest = line.split()
            if word == "cut":
                cut.add(frozenset(rest))
            elif word == "join":
                cut.clear()
            elif word == "loss":
                loss = float(rest[0])
