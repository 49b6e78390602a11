import * as z from 'zod';
import { postToRank, type RankEndpoint } from './ask-rank.ts';
import { readRankError } from './rank-chunk.ts';

const Completion = z.object({
  choices: z.array(z.object({ text: z.string() })).min(1),
  usage: z.object({ prompt_tokens: z.number().int().nonnegative() }).optional(),
});
/** `failure` says why there is no text. */
export type Completed = { text: string | null; promptTokens: number | null; failure: string | null };

const MOST_BYTES = 1024 * 1024;

/**
 * What rank 0 goes on with after a text, always taking the likeliest token: the bare text, for a chat template may hold
 * today's date. `done` never rejects.
 */
export function completeText(
  endpoint: RankEndpoint,
  { text, maxTokens }: { text: string; maxTokens: number },
  requestId: string,
): { done: Promise<Completed>; stop(): void } {
  const { promise, resolve } = Promise.withResolvers<Completed>();
  const fail = (failure: string): void => resolve({ text: null, promptTokens: null, failure });
  const body = { model: 'default_model', prompt: text, max_tokens: maxTokens, temperature: 0, stream: false };
  const outgoing = postToRank(endpoint, '/v1/completions', requestId, JSON.stringify(body));
  outgoing.on('error', (error) => fail(`Rank 0 could not be asked (${error.message}).`));
  outgoing.on('response', (response) => {
    let said = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      if (said.length > MOST_BYTES) response.destroy();
    });
    response.on('error', () => {});
    response.on('close', () => {
      if (response.statusCode !== 200)
        return fail(readRankError(said) ?? `The rank answered ${response.statusCode}.`);
      const completion = parse(said);
      if (!completion) return fail('The answer of the rank ended in the middle.');
      const promptTokens = completion.usage?.prompt_tokens ?? null;
      resolve({ text: completion.choices[0]!.text, promptTokens, failure: null });
    });
  });
  return { done: promise, stop: () => void outgoing.destroy() };
}

function parse(text: string): z.output<typeof Completion> | null {
  try {
    return Completion.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
