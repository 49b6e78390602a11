"""One rank of a session: mlx_lm.server under supervision (mlx 0.32.4, mlx-lm 0.32.2).

The agent starts it in a process group of its own and talks through three pipes: stdin takes `GO <key>` and `STOP`,
and its end means that the agent is gone; the first stdout carries one JSON event a line; stderr is the log.
Events: ready, group, loading, loaded, serving, forgot, request-end, beat, failed; with --pair: group, pair.
"""

import argparse
import ctypes
import json
import os
import signal
import socketserver
import sys
import threading
import time
from functools import partial

from rank_links import form_group, join_group, try_pair
from rank_prompts import continue_answers, forget_holders

EXIT_NO_GROUP = 69
EXIT_ENGINE_DIED = 70

# Libraries print to stdout; from here on that goes to the log, and only events go to the agent.
_events = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)
_events_lock = threading.Lock()


def say(event, **fields):
    with _events_lock:
        print(json.dumps({"event": event, **fields}), file=_events, flush=True)


def fail(phase, error, code):
    say("failed", phase=phase, error=f"{type(error).__name__}: {error}"[:1500])
    os._exit(code)


def end_with_parent():
    """Linux can end us with the agent even while we are stopped; elsewhere the end of stdin has to do."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def give_way():
    """Waiting ranks spin on their sockets. On a CPU they would take every core from the agent that reads them."""
    if sys.platform != "linux":
        return
    os.nice(5)
    try:
        # Where the kernel groups processes by session, niceness counts inside a group only; the group has its own.
        with open("/proc/self/autogroup", "w") as group:
            group.write("5")
    except OSError:
        pass  # No such grouping here, so niceness is enough.


def listen_to_agent(on_go):
    def listen():
        for line in sys.stdin:
            word, _, rest = line.strip().partition(" ")
            if word == "GO":
                on_go(rest)
            elif word == "STOP":
                os._exit(0)
        # No STOP before the end: the agent is gone. Nothing of this group may outlive it.
        if os.getpgrp() == os.getpid():
            os.killpg(0, signal.SIGKILL)
        os._exit(4)

    threading.Thread(target=listen, daemon=True).start()


class Progress:
    """What the watchdog reads: `steps` rises with every token and every prefill step of any request."""

    def __init__(self):
        self.steps = 0
        self.active = 0

    def beat_forever(self, mx):
        while True:
            say("beat", steps=self.steps, active=self.active, memoryBytes=mx.get_active_memory())
            time.sleep(1)


class Request:
    """Exact counts of one request, told once however it ends."""

    def __init__(self, request_id, holder, progress):
        self.id = request_id
        self.holder = holder
        self.progress = progress
        self.prompt_tokens = 0
        self.cached_tokens = 0
        self.completion_tokens = 0
        self.likelihoods = []
        self.finish = None
        self.error = None
        self.is_told = False
        progress.active += 1

    def tell_end(self):
        if self.is_told:
            return
        self.is_told = True
        self.progress.active -= 1
        say(
            "request-end",
            requestId=self.id,
            promptTokens=self.prompt_tokens,
            cachedTokens=self.cached_tokens,
            completionTokens=self.completion_tokens,
            finish=self.finish,
            error=self.error,
        )


current = threading.local()


def likelihood(tokenizer, token, logprob, top=()):
    """Alone, a word of SentencePiece loses the space before it; and JSON has no infinity."""
    text = tokenizer.decode([token])
    if str(tokenizer.convert_ids_to_tokens(token)).startswith("\u2581") and not text.startswith(" "):
        text = " " + text
    likeliest = [likelihood(tokenizer, it["id"], it["logprob"]) for it in top]
    return {"token": text, "logprob": max(logprob, -9999.0), "top": likeliest}


class EvalByLayer:
    """Stands in for `mx` inside mlx_lm.utils: weights are read layer by layer, so that loading can be shown."""

    def __init__(self, mx):
        self._mx = mx

    def __getattr__(self, name):
        return getattr(self._mx, name)

    def eval(self, *trees):
        layers = find_layers(trees[0]) if len(trees) == 1 and isinstance(trees[0], dict) else []
        told_at = 0.0
        for index, layer in enumerate(layers):
            self._mx.eval(layer)
            if time.monotonic() - told_at > 0.1 or index + 1 == len(layers):
                told_at = time.monotonic()
                self.tell(index + 1, len(layers))
        self._mx.eval(*trees)

    def tell(self, loaded, total):
        say("loading", loadedLayers=loaded, totalLayers=total, memoryBytes=self._mx.get_active_memory())


def find_layers(tree):
    """The longest list called `layers`, without those that other pipeline ranks hold."""
    best = []
    pending = [tree]
    while pending:
        node = pending.pop()
        for key, value in node.items() if isinstance(node, dict) else []:
            if key == "layers" and isinstance(value, list):
                own = [layer for layer in value if layer]
                best = own if len(own) > len(best) else best
            elif isinstance(value, dict):
                pending.append(value)
    return best


def watch_loading(server, utils, mx):
    utils.mx = EvalByLayer(mx)
    load = server.ModelProvider._load

    def tell_load(self, *args, **kwargs):
        say("loading", loadedLayers=0)
        load(self, *args, **kwargs)
        mx.eval(self.model.parameters())
        tell_load.is_done = True
        say("loaded", memoryBytes=mx.get_active_memory())

    tell_load.is_done = False
    server.ModelProvider._load = tell_load
    return lambda: tell_load.is_done


def watch_generation(server, is_loaded, join):
    def run(self):
        join()
        try:
            self._generate()
        except BaseException as error:
            import traceback

            traceback.print_exc()
            fail("generate" if is_loaded() else "load", error, EXIT_ENGINE_DIED)

    server.ResponseGenerator._run_generate = run


def count_requests(server):
    generate = server.ResponseGenerator.generate

    def counted(self, request, args, progress_callback=None):
        mine = current.request
        # It travels to every rank with the question.
        request.holder = mine.holder

        def on_prefill(done, total):
            mine.progress.steps += 1
            if progress_callback is not None:
                progress_callback(done, total)

        try:
            ctx, responses = generate(self, request, args, on_prefill)
        except Exception as error:
            mine.error = str(error)[:1000]
            raise
        mine.prompt_tokens = len(ctx.prompt)
        mine.cached_tokens = max(0, ctx.prompt_cache_count)

        def count():
            for response in responses:
                mine.completion_tokens += 1
                mine.progress.steps += 1
                mine.finish = response.finish_reason
                if args.logprobs:
                    told = (response.token, response.logprob, response.top_tokens)
                    mine.likelihoods.append(likelihood(self.model_provider.tokenizer, *told))
                yield response

        return ctx, count()

    server.ResponseGenerator.generate = counted


def serve_agent_only(server, key, progress):
    """Loopback, a free port, and only for who knows the key: other people's programs on this host don't."""

    class Handler(server.APIHandler):
        disable_nagle_algorithm = True

        def do_POST(self):
            if not self.is_agent():
                return
            told = self.headers.get
            current.request = Request(told("X-Espalier-Request", ""), told("X-Espalier-Holder", ""), progress)
            try:
                super().do_POST()
            finally:
                current.request.tell_end()

        def do_GET(self):
            if self.is_agent():
                super().do_GET()

        def is_agent(self):
            if self.headers.get("Authorization") == f"Bearer {key}":
                return True
            self.send_error(403)
            return False

        def generate_response(self, text, *args, **kwargs):
            chunk = super().generate_response(text, *args, **kwargs)
            mine = current.request
            chunk["espalier"] = {"completionTokens": mine.completion_tokens}
            # The server tells them of whole answers only.
            if text and mine.likelihoods:
                chunk["espalier"]["logprobs"] = mine.likelihoods
            mine.likelihoods = []
            return chunk

        def log_message(self, *args):
            pass

    class Server(server.ThreadingHTTPServer):
        def server_bind(self):
            # Without the reverse look-up of http.server, which waits for a name server.
            socketserver.TCPServer.server_bind(self)
            self.server_name, self.server_port = self.server_address[:2]

        def server_activate(self):
            super().server_activate()
            say("serving", port=self.server_port)

        def handle_error(self, request, client_address):
            if not isinstance(sys.exc_info()[1], ConnectionError):
                super().handle_error(request, client_address)

    run = server._run_http_server
    server._run_http_server = lambda host, port, generator: run(
        host, port, generator, server_class=Server, handler_class=Handler
    )


def or_no_group(work):
    try:
        work()
    except Exception as error:
        fail("connect", error, EXIT_NO_GROUP)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model")
    parser.add_argument("--pair", type=int, metavar="BYTES")
    parser.add_argument("--digest")
    parser.add_argument("--backend", choices=["single", "ring", "jaccl"], required=True)
    parser.add_argument("--rank", type=int, required=True)
    parser.add_argument("--size", type=int, required=True)
    parser.add_argument("--pipeline", action="store_true")
    parser.add_argument("--prompt-cache-bytes", type=int)
    wanted, engine_flags = parser.parse_known_args()

    went, keys = threading.Event(), []
    listen_to_agent(lambda key: (keys.append(key), went.set()))
    end_with_parent()
    give_way()
    import mlx.core as mx

    if wanted.pair is not None:
        or_no_group(lambda: try_pair(mx, wanted, say))
        os._exit(0)
    import mlx_lm.server as server
    import mlx_lm.utils as utils
    from mlx_lm.tokenizer_utils import TokenizerWrapper

    progress = Progress()
    threading.Thread(target=progress.beat_forever, args=(mx,), daemon=True).start()
    say("ready")
    went.wait()

    or_no_group(lambda: form_group(mx, wanted))
    is_loaded = watch_loading(server, utils, mx)
    watch_generation(server, is_loaded, lambda: or_no_group(lambda: join_group(mx, wanted, say)))
    count_requests(server)
    continue_answers(server, TokenizerWrapper)
    forget_holders(server, mx, say)
    serve_agent_only(server, keys[0], progress)
    if wanted.prompt_cache_bytes is not None:
        # The server's own flag for it counts only while questions are batched.
        server.LRUPromptCache = partial(server.LRUPromptCache, max_bytes=wanted.prompt_cache_bytes)
    # A page of this host must not read answers: no origin is allowed.
    sys.argv = ["rank", "--model", wanted.model, "--host", "127.0.0.1", "--port", "0", "--allowed-origins", "none", *engine_flags]
    if wanted.pipeline:
        sys.argv.append("--pipeline")
    try:
        server.main()
    except BaseException as error:
        fail("generate" if is_loaded() else "load", error, EXIT_ENGINE_DIED)


main()
