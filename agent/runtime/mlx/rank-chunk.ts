/** What one event of rank 0's stream says, of what is used here. */
export type RankChunk = {
  text: string;
  reasoning: string;
  finish: string | null;
  /** Our own count, cumulative, in every chunk. */
  completionTokens: number | null;
  usage: { promptTokens: number; cachedTokens: number; completionTokens: number } | null;
  error: string | null;
};

type Fields = Record<string, unknown>;

/**
 * Reads one event without trusting it: whatever the rank's server says, the agent lives. Null when it is no JSON
 * object. Hand-written, for it runs for every token.
 */
export function readRankChunk(data: string): RankChunk | null {
  const chunk = parse(data);
  if (chunk === null) return null;
  const choice = Array.isArray(chunk['choices']) ? fields(chunk['choices'][0]) : null;
  const delta = fields(choice?.['delta']);
  const usage = fields(chunk['usage']);
  return {
    text: string(delta?.['content']) ?? '',
    reasoning: string(delta?.['reasoning']) ?? '',
    finish: string(choice?.['finish_reason']),
    completionTokens: count(fields(chunk['espalier'])?.['completionTokens']),
    usage: usage && {
      promptTokens: count(usage['prompt_tokens']) ?? 0,
      cachedTokens: count(fields(usage['prompt_tokens_details'])?.['cached_tokens']) ?? 0,
      completionTokens: count(usage['completion_tokens']) ?? 0,
    },
    error: errorOf(chunk['error']),
  };
}

function parse(data: string): Fields | null {
  try {
    return fields(JSON.parse(data));
  } catch {
    return null;
  }
}

const fields = (value: unknown): Fields | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
const string = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const count = (value: unknown): number | null =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;

/** Some servers send a text, some an object with a message. */
function errorOf(error: unknown): string | null {
  if (error === undefined || error === null) return null;
  return string(error) ?? string(fields(error)?.['message']) ?? 'The rank reported an error without words.';
}
