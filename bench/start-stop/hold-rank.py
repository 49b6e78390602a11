"""Runs rank.py as it is, but stands still at a chosen point, so that a bench can act in that state.

usage: hold-rank.py <file> <rank.py> <its flags>; the file has lines, or is not there:
`<rank> <event>` just before it says that event; `<rank> go` once the agent said GO; `<rank> prompt` before it goes on
with a known text; `<rank> crooked`: it reads known texts otherwise, and so answers otherwise.
"""

import json
import os
import runpy
import sys
import threading
import time

plan, program = sys.argv[1:3]
me = sys.argv[sys.argv.index("--rank") + 1]
dumps, loads, wait = json.dumps, json.loads, threading.Event.wait
# Two ranks that only try their link say some of the same; they are held by what they alone say.
tries_link = "--pair" in sys.argv


def wants(what):
    try:
        with open(plan) as file:
            return [me, what] in [line.split() for line in file]
    except FileNotFoundError:
        return False


def hold(what):
    while wants(what):
        time.sleep(0.05)


def holding_dumps(value, *args, **kwargs):
    if isinstance(value, dict) and "event" in value and (value["event"] == "pair" or not tries_link):
        hold(value["event"])
    return dumps(value, *args, **kwargs)


def holding_loads(*args, **kwargs):
    value = loads(*args, **kwargs)
    if isinstance(value, dict) and "prompt" in value:
        hold("prompt")
        if wants("crooked"):
            value["prompt"] = value["prompt"][::-1]
    return value


def holding_wait(self, timeout=None):
    done = wait(self, timeout)
    # Threads wait for each other's start by the same means.
    if sys._getframe(1).f_globals["__name__"] == "__main__":
        hold("go")
    return done


json.dumps, json.loads, threading.Event.wait = holding_dumps, holding_loads, holding_wait
sys.argv = [program, *sys.argv[3:]]
# As Python does for the program it is given.
sys.path.insert(0, os.path.dirname(program))
runpy.run_path(program, run_name="__main__")
