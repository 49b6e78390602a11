"""What ranks ask of each other over their links: that they were started alike, and that sums are right."""

import os
import time
import zlib


def form_group(mx, wanted):
    """Strictly the named backend: without `strict` a typo makes every rank a world of its own."""
    if wanted.backend == "single":
        group = mx.distributed.init()
    else:
        group = mx.distributed.init(backend=wanted.backend, strict=True)
    if (group.rank(), group.size()) != (wanted.rank, wanted.size):
        raise RuntimeError(
            f"MLX says rank {group.rank()} of {group.size()}, asked for was rank {wanted.rank} of {wanted.size}."
        )


def compare_starts(mx, wanted):
    """A rank that an earlier start left behind may hold a port of this one, and MLX takes whoever connects."""
    start = zlib.crc32(f"{os.environ['ESPALIER_SESSION']} {os.environ['ESPALIER_EPOCH']}".encode()) >> 8
    told = mx.distributed.all_sum(mx.array([start * (it == wanted.rank) for it in range(wanted.size)]))
    if told.tolist() != [start] * wanted.size:
        raise RuntimeError("A rank of another start was met in the group.")


def compare_plans(mx, digest):
    """A rank of another start would load and answer with us, and all would be wrong."""
    own = [int(digest[at : at + 4], 16) for at in range(0, 32, 4)]
    told = mx.distributed.all_gather(mx.array([own], dtype=mx.int32)).tolist()
    others = [rank for rank, words in enumerate(told) if words != own]
    if others:
        named = " and ".join(f"rank {rank}" for rank in others)
        raise RuntimeError(f"Started from another plan than this rank ({digest[:12]}): {named}.")


def join_group(mx, wanted, say):
    """By the thread that answers: MLX tells a lost peer to the one that asked the group first."""
    if wanted.size > 1:
        compare_starts(mx, wanted)
        if wanted.digest:
            compare_plans(mx, wanted.digest)
    say("group", rank=wanted.rank, size=wanted.size)


def try_pair(mx, wanted, say):
    form_group(mx, wanted)
    say("group", rank=wanted.rank, size=wanted.size)
    say("pair", **measure_pair(mx, wanted.pair))
    # Who left first would cut off who still adds.
    mx.eval(mx.distributed.all_sum(mx.ones(1)))


def measure_pair(mx, size):
    """Both add the other's numbers to their own; whoever gets other sums says so."""
    group = mx.distributed.init()
    mine = mx.arange(size // 4, dtype=mx.float32) % 4096 + group.rank()
    wanted = (mx.arange(size // 4, dtype=mx.float32) % 4096) * 2 + 1

    def fastest(numbers, times):
        took = []
        for _ in range(times):
            started = time.perf_counter()
            mx.eval(mx.distributed.all_sum(numbers))
            took.append(time.perf_counter() - started)
        return min(took) * 1000

    if not mx.array_equal(mx.distributed.all_sum(mine), wanted).item():
        raise RuntimeError("The sums over this link are wrong: what one sends is not what the other gets.")
    latency = fastest(mx.ones(1), 10)
    return {"bytes": size, "milliseconds": fastest(mine, 3), "latencyMilliseconds": latency}
