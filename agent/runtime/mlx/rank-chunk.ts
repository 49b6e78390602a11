import { clipText } from '@/shared/domain/clip-text.ts';
import {
  MOST_LIKELIEST,
  MOST_TOKEN_CHARACTERS,
  MOST_TOKENS_A_STEP,
} from '@/shared/schemas/answer-settings.ts';
import { clipTokens } from '../../bounded.ts';

/** What one event of rank 0's stream says, of what is used here. */
export type RankChunk = {
  text: string;
  reasoning: string;
  /** Also one that cannot be read. */
  hasToolCalls: boolean;
  /** Whole calls, as JSON texts of `ToolCall`. */
  toolCalls: string[];
  /** Of its text, as JSON texts of `TokenLogprob[]`. */
  logprobs: string[];
  finish: string | null;
  /** Our own count, cumulative, in every chunk. */
  completionTokens: number | null;
  usage: { promptTokens: number; cachedTokens: number; completionTokens: number } | null;
  error: string | null;
};

type Fields = Record<string, unknown>;

const MOST_ERROR = 1000;

/**
 * Reads one event without trusting it: whatever the rank's server says, the agent lives. Null when it is not JSON,
 * so that words may be lost with it. Hand-written, for it runs for every token.
 */
export function readRankChunk(data: string): RankChunk | null {
  let said: unknown;
  try {
    said = JSON.parse(data);
  } catch {
    return null;
  }
  const chunk = fields(said);
  const choice = fields(Array.isArray(chunk?.['choices']) ? chunk['choices'][0] : null);
  const delta = fields(choice?.['delta']);
  const usage = fields(chunk?.['usage']);
  const calls = delta?.['tool_calls'];
  const espalier = fields(chunk?.['espalier']);
  return {
    text: string(delta?.['content']) ?? '',
    reasoning: string(delta?.['reasoning']) ?? '',
    hasToolCalls: Array.isArray(calls) && calls.length > 0,
    toolCalls: toolCallsOf(calls),
    logprobs: logprobsOf(espalier?.['logprobs'], string(delta?.['content']) ?? ''),
    finish: string(choice?.['finish_reason']),
    completionTokens: count(espalier?.['completionTokens']),
    usage: usage && {
      promptTokens: count(usage['prompt_tokens']) ?? 0,
      cachedTokens: count(fields(usage['prompt_tokens_details'])?.['cached_tokens']) ?? 0,
      completionTokens: count(usage['completion_tokens']) ?? 0,
    },
    error: errorOf(chunk?.['error']),
  };
}

/** What a rank's server answers instead of a stream; null when it has no words. */
export function readRankError(body: string): string | null {
  const said = readRankChunk(body);
  return said === null ? clipText(body.trim(), MOST_ERROR) || null : said.error;
}

const fields = (value: unknown): Fields | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
const string = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const count = (value: unknown): number | null =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? clipTokens(value as number) : null;

/** They come whole, one or more in an event; one that names no function is none. */
function toolCallsOf(calls: unknown): string[] {
  if (!Array.isArray(calls)) return [];
  return calls.flatMap((it: unknown) => {
    const called = fields(fields(it)?.['function']);
    const name = string(called?.['name']);
    if (!name) return [];
    const id = string(fields(it)?.['id']) ?? '';
    return [JSON.stringify({ id, name, arguments: string(called?.['arguments']) ?? '' })];
  });
}

/** Of the tokens since the last words those that wrote these (not what ended a thought), in lists that one step holds. */
function logprobsOf(tokens: unknown, text: string): string[] {
  if (!Array.isArray(tokens)) return [];
  const read = tokens.flatMap((it: unknown) => {
    const top = fields(it)?.['top'];
    const likeliest = Array.isArray(top) ? top.slice(0, MOST_LIKELIEST).flatMap(likelyOf) : [];
    return likelyOf(it).map((token) => ({ ...token, top: likeliest.toSorted(byLogprob) }));
  });
  let from = read.length;
  for (let words = ''; from > 0 && !(words !== '' && words.endsWith(text));)
    words = read[--from]!.token + words;
  const lists: string[] = [];
  for (let at = from; at < read.length; at += MOST_TOKENS_A_STEP)
    lists.push(JSON.stringify(read.slice(at, at + MOST_TOKENS_A_STEP)));
  return lists;
}

type Likely = { token: string; logprob: number };
const byLogprob = (a: Likely, b: Likely): number => b.logprob - a.logprob;

function likelyOf(value: unknown): Likely[] {
  const token = string(fields(value)?.['token']);
  const logprob = fields(value)?.['logprob'];
  if (token === null || typeof logprob !== 'number') return [];
  return [{ token: clipText(token, MOST_TOKEN_CHARACTERS), logprob: Math.max(-9999, Math.min(0, logprob)) }];
}

/** Some servers send a text, some an object with a message. */
function errorOf(error: unknown): string | null {
  if (error === undefined || error === null || error === false) return null;
  const words = string(error) ?? string(fields(error)?.['message']) ?? '';
  return /[\p{L}\p{N}]/u.test(words)
    ? clipText(words.trim(), MOST_ERROR)
    : 'The rank reported an error without words.';
}
