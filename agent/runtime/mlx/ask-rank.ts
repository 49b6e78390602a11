import { type ClientRequest, request } from 'node:http';
import type { AnswerEnd, AnswerPart, Question } from '../runtime.ts';
import type { RequestEnd } from './rank-events.ts';
import { readRankChunk } from './rank-chunk.ts';
import { createSseParser } from './sse.ts';

export type RankEndpoint = { port: number; key: string };
export type AskEvents = {
  onPart(part: AnswerPart): void;
  /** A sign of life before the first token. */
  onPrefill(): void;
  onEnd(end: AnswerEnd): void;
  /** Resolves with rank 0's own count of this request, or null when it can't be had any more. */
  counted(): Promise<RequestEnd | null>;
};

type Reading = {
  startedMs: number;
  firstMs: number | null;
  lastMs: number | null;
  completionTokens: number;
  promptTokens: number;
  cachedTokens: number;
  finish: string | null;
  isDone: boolean;
  /** What the rank's server itself said went wrong. */
  error: string | null;
};

/**
 * Asks rank 0 over loopback and reads its stream. `stop` closes the connection, which is how mlx_lm.server is told
 * to stop; the counts then come from the rank itself, for the usage chunk never arrives.
 */
export function askRank(
  endpoint: RankEndpoint,
  question: Question,
  requestId: string,
  events: AskEvents,
): { stop(): void } {
  const reading: Reading = {
    startedMs: performance.now(),
    firstMs: null,
    lastMs: null,
    completionTokens: 0,
    promptTokens: 0,
    cachedTokens: 0,
    finish: null,
    isDone: false,
    error: null,
  };
  let isStopped = false;
  let isEnded = false;
  const end = async (failure: string | null): Promise<void> => {
    if (isEnded) return;
    isEnded = true;
    const count = await events.counted();
    events.onEnd(conclude(reading, count, isStopped, failure));
  };
  const outgoing = post(endpoint, requestId, bodyOf(question));
  outgoing.on('error', (error) => void end(error.message));
  outgoing.on('response', (response) => {
    if (response.statusCode !== 200) {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('close', () => void end(errorIn(text) ?? `The rank answered ${response.statusCode}.`));
      return;
    }
    const parse = createSseParser((data) => take(reading, data, events), events.onPrefill);
    response.on('data', parse);
    response.on('error', () => void end(null));
    response.on('close', () => void end(null));
  });
  return {
    stop() {
      isStopped = true;
      outgoing.destroy();
      void end(null);
    },
  };
}

function post({ port, key }: RankEndpoint, requestId: string, body: string): ClientRequest {
  const outgoing = request({
    host: '127.0.0.1',
    port,
    method: 'POST',
    path: '/v1/chat/completions',
    agent: false,
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-espalier-request': requestId,
    },
  });
  outgoing.setNoDelay(true);
  outgoing.end(body);
  return outgoing;
}

/** No nulls (they drop the connection), no seed (its stop would put the ranks out of step). */
function bodyOf({ messages, temperature, maxTokens }: Question): string {
  return JSON.stringify({
    model: 'default_model',
    messages,
    max_tokens: maxTokens,
    stream: true,
    stream_options: { include_usage: true },
    ...(temperature !== null && { temperature }),
  });
}

function take(reading: Reading, data: string, events: AskEvents): void {
  if (data === '[DONE]') {
    reading.isDone = true;
    return;
  }
  const chunk = readRankChunk(data);
  if (chunk === null) return;
  const { text, reasoning, usage } = chunk;
  reading.error ??= chunk.error;
  reading.finish = chunk.finish ?? reading.finish;
  reading.completionTokens = Math.max(
    reading.completionTokens,
    chunk.completionTokens ?? 0,
    usage?.completionTokens ?? 0,
  );
  if (usage) Object.assign(reading, { promptTokens: usage.promptTokens, cachedTokens: usage.cachedTokens });
  if (text === '' && reasoning === '') return;
  const nowMs = performance.now();
  reading.firstMs ??= nowMs;
  reading.lastMs = nowMs;
  const { completionTokens } = reading;
  if (reasoning !== '') events.onPart({ kind: 'reasoning', text: reasoning, completionTokens });
  if (text !== '') events.onPart({ kind: 'text', text, completionTokens });
}

function conclude(
  reading: Reading,
  count: RequestEnd | null,
  isStopped: boolean,
  failure: string | null,
): AnswerEnd {
  const usage = {
    promptTokens: count?.promptTokens ?? reading.promptTokens,
    cachedTokens: count?.cachedTokens ?? reading.cachedTokens,
    completionTokens: Math.max(count?.completionTokens ?? 0, reading.completionTokens),
    timeToFirstTokenMs: reading.firstMs === null ? null : reading.firstMs - reading.startedMs,
    decodeMs: reading.firstMs === null || reading.lastMs === null ? null : reading.lastMs - reading.firstMs,
  };
  if (reading.isDone && reading.error === null)
    return { state: reading.finish === 'length' ? 'length' : 'completed', usage, message: null };
  if (isStopped) return { state: 'stopped', usage, message: null };
  const error = reading.error ?? count?.error ?? failure;
  if ((reading.firstMs === null || reading.error !== null) && error !== null)
    return { state: 'error', usage, message: error.slice(0, 1900) };
  return {
    state: 'interrupted',
    usage,
    message: 'The rank ended before the answer did. Ask again in a new session.',
  };
}

function errorIn(text: string): string | null {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === 'string' ? error : null;
  } catch {
    return text.trim().slice(0, 500) || null;
  }
}
