"""What a rank makes of prompts: answers that are gone on with, and prompts of an earlier holder that are forgotten."""

import threading


class Continuing:
    """A tokenizer whose prompt ends with the text of a last answer, so that the model goes on with it."""

    def __init__(self, tokenizer):
        self._tokenizer = tokenizer

    def __getattr__(self, name):
        return getattr(self._tokenizer, name)

    def apply_chat_template(self, messages, add_generation_prompt=False, tokenize=True, **kwargs):
        if not add_generation_prompt:
            return self._tokenizer.apply_chat_template(messages, tokenize=tokenize, **kwargs)
        text = self.continued(messages, kwargs)
        return self._tokenizer.encode(text, add_special_tokens=False) if tokenize else text

    def continued(self, messages, kwargs):
        apply = self._tokenizer.apply_chat_template
        last = messages[-1]["content"]
        try:
            text = apply(messages, tokenize=False, continue_final_message=True, add_generation_prompt=False, **kwargs)
            if text.rstrip().endswith(last.rstrip()):
                return text
        except Exception:
            pass  # A template that changes what was said, or shows only the last question.
        return apply(messages[:-1], tokenize=False, add_generation_prompt=True, **kwargs) + last


def continue_answers(server, wrapper):
    """The space before the first word is dropped from an answer, but not from the middle of one."""
    tokenize = server.ResponseGenerator._tokenize
    detokenizer = wrapper.detokenizer
    # Both run in the one thread that generates, for one request after the other.
    asked = threading.local()

    def continued(self, tokenizer, request, args):
        messages = request.messages if request.request_type == "chat" else None
        asked.goes_on = (
            bool(messages) and messages[-1]["role"] == "assistant" and not messages[-1].get("tool_calls")
        )
        return tokenize(self, Continuing(tokenizer) if asked.goes_on else tokenizer, request, args)

    def untrimmed(self):
        fresh = detokenizer.fget(self)
        if getattr(asked, "goes_on", False):
            fresh.trim_space = False
            fresh._maybe_trim_space = lambda text: text
        return fresh

    server.ResponseGenerator._tokenize = continued
    wrapper.detokenizer = property(untrimmed)


def forget_holders(server, mx, say):
    """Nothing kept of one holder's prompts serves another's. Each question names its holder and reaches all ranks in
    one order; with the first of another, each of them drops what it kept, before the question is looked up."""
    tokenize = server.ResponseGenerator._tokenize
    held = {"by": None}

    def forgetful(self, tokenizer, request, args):
        holder = getattr(request, "holder", "")
        if held["by"] not in (None, holder):
            dropped = len(self.prompt_cache)
            self.prompt_cache.trim_to(n_sequences=0)
            mx.clear_cache()
            if len(self.prompt_cache) > 0:
                raise RuntimeError("prompts of an earlier session could not be dropped")
            say("forgot", prompts=dropped)
        held["by"] = holder
        return tokenize(self, tokenizer, request, args)

    server.ResponseGenerator._tokenize = forgetful
