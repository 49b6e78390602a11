"""Training on a CPU spends most of its time in exp() and in masks. These functions make it about twice as fast.

Only training uses them. The trained model runs on the stock mlx-lm code.
"""
import mlx.core as mx
from mlx_lm.models import qwen2

BLOCK = 128


@mx.compile
def _exp(x):
    y = mx.minimum(mx.maximum(x, -40.0), 40.0) * (1 / 64)
    p = 1 + y * (1 + y * (1 / 2 + y * (1 / 6 + y * (1 / 24 + y * (1 / 120 + y * (1 / 720))))))
    for _ in range(6):
        p = p * p
    return p


@mx.custom_function
def exp(x):
    return _exp(x)


@exp.vjp
def exp_vjp(primal, cotangent, output):
    return cotangent * output


def swiglu(gate, up):
    return gate / (1 + exp(-gate)) * up


def attention(queries, keys, values, cache=None, scale=1.0, mask=None):
    """Causal attention, one block of queries at a time, so that the half behind the diagonal is hardly computed."""
    length = queries.shape[2]
    blocks = []
    for start in range(0, length, BLOCK):
        end = min(start + BLOCK, length)
        scores = (queries[:, :, start:end] * scale) @ keys[:, :, :end].transpose(0, 1, 3, 2)
        hidden = mx.where(mx.arange(end)[None] > mx.arange(start, end)[:, None], -1e4, 0.0)
        scores = scores + hidden
        shares = exp(scores - mx.stop_gradient(scores.max(axis=-1, keepdims=True)))
        blocks.append((shares @ values[:, :, :end]) / shares.sum(axis=-1, keepdims=True))
    return mx.concatenate(blocks, axis=2) if len(blocks) > 1 else blocks[0]


def cross_entropy(logits, targets):
    logits = logits - mx.stop_gradient(logits.max(axis=-1, keepdims=True))
    return mx.log(exp(logits).sum(axis=-1)) - mx.take_along_axis(logits, targets[..., None], axis=-1).squeeze(-1)


def install():
    qwen2.scaled_dot_product_attention = attention
    qwen2.swiglu = swiglu
