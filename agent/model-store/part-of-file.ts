import type { ClientRequest, IncomingMessage } from 'node:http';
import { AGENT_TIMES } from '../times.ts';

const MOST_WORDS = 200;

/** The head of the answer to a request that is begun here; fails when the other side goes silent. */
export const answerTo = (begin: (onAnswer: (answer: IncomingMessage) => void) => ClientRequest) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    const request = begin(resolve);
    request.setTimeout(AGENT_TIMES.copyStallMs, () => request.destroy(new Error('it has gone silent.')));
    request.once('error', reject);
  });

/** Whether an answer is a file of so many bytes from the given one on, and nothing else. */
export function isFrom({ statusCode, headers }: IncomingMessage, at: number, bytes: number): boolean {
  const range = at > 0 ? `bytes ${at}-${bytes - 1}/${bytes}` : undefined;
  return (
    statusCode === (at > 0 ? 206 : 200) &&
    headers['content-range'] === range &&
    Number(headers['content-length']) === bytes - at
  );
}

export async function firstWords(response: IncomingMessage): Promise<string> {
  let words = '';
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      words += chunk.toString('utf8', 0, MOST_WORDS);
      if (words.length >= MOST_WORDS) break;
    }
  } catch {
    // What has come of its words will do.
  }
  return words.slice(0, MOST_WORDS);
}
