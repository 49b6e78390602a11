import { clipText } from '@/shared/domain/clip-text.ts';
import { clipTokens } from '../../bounded.ts';

/** What one event of rank 0's stream says, of what is used here. */
export type RankChunk = {
  text: string;
  reasoning: string;
  /** Also one that cannot be read. */
  hasToolCalls: boolean;
  /** Whole calls, as JSON texts of `ToolCall`. */
  toolCalls: string[];
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
  return {
    text: string(delta?.['content']) ?? '',
    reasoning: string(delta?.['reasoning']) ?? '',
    hasToolCalls: Array.isArray(calls) && calls.length > 0,
    toolCalls: toolCallsOf(calls),
    finish: string(choice?.['finish_reason']),
    completionTokens: count(fields(chunk?.['espalier'])?.['completionTokens']),
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

/** Some servers send a text, some an object with a message. */
function errorOf(error: unknown): string | null {
  if (error === undefined || error === null || error === false) return null;
  const words = string(error) ?? string(fields(error)?.['message']) ?? '';
  return /[\p{L}\p{N}]/u.test(words)
    ? clipText(words.trim(), MOST_ERROR)
    : 'The rank reported an error without words.';
}
