import type { TokenLogprob } from '@/shared/schemas/answer-settings.ts';

/* How likely the tokens of an answer were, as OpenAI's addresses tell it. */

/** Null where a token is a part of a character, which no text can hold. */
const bytesOf = (token: string): number[] | null =>
  token.includes('\uFFFD') ? null : [...Buffer.from(token)];

const toLikely = ({ token, logprob }: { token: string; logprob: number }) => ({
  token,
  logprob,
  bytes: bytesOf(token),
});

export const toContent = (tokens: readonly TokenLogprob[]) =>
  tokens.map((it) => ({ ...toLikely(it), top_logprobs: it.top.map(toLikely) }));

/** Null where there are none. */
export const toChatLogprobs = (tokens: readonly TokenLogprob[]) =>
  tokens.length === 0 ? null : { content: toContent(tokens), refusal: null };

/** The older address counts from the text's beginning, of which `offset` letters have been told. */
export function toOldLogprobs(tokens: readonly TokenLogprob[], offset = 0) {
  if (tokens.length === 0) return null;
  let at = offset;
  return {
    tokens: tokens.map((it) => it.token),
    token_logprobs: tokens.map((it) => it.logprob),
    top_logprobs: tokens.map((it) =>
      Object.fromEntries(it.top.map(({ token, logprob }) => [token, logprob])),
    ),
    text_offset: tokens.map(({ token }) => (at += token.length) - token.length),
  };
}
