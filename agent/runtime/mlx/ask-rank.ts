import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { AnswerEnd, AnswerPart, PrefillProgress, Question } from '../runtime.ts';
import { concludeAnswer, newReading, type Reading } from './conclude-answer.ts';
import type { RequestEnd } from './rank-events.ts';
import { readRankChunk, readRankError } from './rank-chunk.ts';
import { createSseParser } from '../sse.ts';

/** `holder`: for whose session it is asked; what is kept of one holder's prompts serves no other. */
export type RankEndpoint = { port: number; key: string; holder: string };
export type AskEvents = {
  onPart(part: AnswerPart): void;
  /** A sign of life before the first token, with how much of the question has been read where it says so. */
  onPrefill(progress: PrefillProgress | null): void;
  onFirstToken?(afterMs: number): void;
  onEnd(end: AnswerEnd): void;
  /** Resolves with rank 0's own count of this request, or null when it can't be had any more. */
  counted(): Promise<RequestEnd | null>;
};

const MOST_ERROR_BYTES = 64 * 1024;

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
  const reading = newReading(Boolean(question.settings.tools?.length));
  let isStopped = false;
  let isEnded = false;
  const end = async (failure: string | null): Promise<void> => {
    if (isEnded) return;
    isEnded = true;
    const count = await events.counted();
    events.onEnd(concludeAnswer(reading, count, { isStopped, failure }));
  };
  const outgoing = postToRank(endpoint, '/v1/chat/completions', requestId, bodyOf(question));
  outgoing.on('error', (error) => void end(`Rank 0 could not be asked (${error.message}). Ask again.`));
  outgoing.on('response', (response) => {
    if (response.statusCode !== 200) return readRefusal(response, (failure) => void end(failure));
    const stream = createSseParser({
      onData: (data) => void (isEnded || take(reading, data, events)),
      onComment: (text) => events.onPrefill(readPrefill(text)),
      onTooLong: () => void (reading.isTorn = true),
    });
    response.on('data', (chunk: Uint8Array) => {
      stream.push(chunk);
      if (!reading.isDone) return;
      // Nothing after its last word belongs to it, and the connection may stay open.
      void end(null);
      response.destroy();
    });
    response.on('error', () => void end(null));
    response.on('close', () => {
      const { isTorn } = reading;
      stream.end();
      // Half a last line is a cut, which the missing last word tells by itself.
      reading.isTorn = isTorn;
      void end(null);
    });
  });
  return {
    stop() {
      isStopped = true;
      outgoing.destroy();
      void end(null);
    },
  };
}

/** `keepalive 512/3640`, which mlx_lm.server writes between the steps of reading a question. */
function readPrefill(comment: string): PrefillProgress | null {
  const [, done, total] = /^keepalive (\d{1,9})\/(\d{1,9})$/.exec(comment) ?? [];
  return done === undefined ? null : { done: Math.min(Number(done), Number(total)), total: Number(total) };
}

function readRefusal(response: IncomingMessage, onRead: (failure: string) => void): void {
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    if (text.length > MOST_ERROR_BYTES) response.destroy();
  });
  response.on('error', () => {});
  response.on('close', () => onRead(readRankError(text) ?? `The rank answered ${response.statusCode}.`));
}

/** Sends a request to rank 0; its answer and its errors are the caller's. */
export function postToRank(
  { port, key, holder }: RankEndpoint,
  path: string,
  requestId: string,
  body: string,
): ClientRequest {
  const outgoing = request({
    host: '127.0.0.1',
    port,
    method: 'POST',
    path,
    agent: false,
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-espalier-request': requestId,
      'x-espalier-holder': holder,
    },
  });
  outgoing.setNoDelay(true);
  outgoing.end(body);
  return outgoing;
}

/** No nulls (they drop the connection), no seed (its stop would put the ranks out of step). */
function bodyOf({ messages, settings, maxTokens }: Question): string {
  const { topP, topK, minP, stop, tools, thinking, logprobs } = settings;
  return JSON.stringify({
    model: 'default_model',
    messages: messages.map(toTurn),
    max_tokens: maxTokens,
    stream: true,
    stream_options: { include_usage: true },
    temperature: settings.temperature,
    top_p: topP,
    top_k: topK,
    min_p: minP,
    repetition_penalty: settings.repetitionPenalty,
    presence_penalty: settings.presencePenalty,
    frequency_penalty: settings.frequencyPenalty,
    logit_bias: settings.logitBias,
    stop: stop?.length ? stop : undefined,
    tools: tools?.length ? tools.map((it) => ({ type: 'function', function: it })) : undefined,
    logprobs: logprobs === undefined ? undefined : true,
    top_logprobs: logprobs || undefined,
    chat_template_kwargs: thinking === undefined ? undefined : { enable_thinking: thinking },
  });
}

const toTurn = ({ role, content, toolCalls, toolCallId }: Question['messages'][number]) => ({
  role,
  content,
  ...(toolCallId !== undefined && { tool_call_id: toolCallId }),
  ...(toolCalls?.length && {
    tool_calls: toolCalls.map(({ id, name, arguments: args }) => ({
      id,
      type: 'function',
      function: { name, arguments: args },
    })),
  }),
});

function take(reading: Reading, data: string, events: AskEvents): void {
  if (reading.isDone) return;
  if (data.trim() === '[DONE]') {
    reading.isDone = true;
    return;
  }
  const chunk = readRankChunk(data);
  if (chunk === null) {
    reading.isTorn = true;
    return;
  }
  const { text, reasoning, toolCalls, usage } = chunk;
  reading.error ??= chunk.error;
  reading.finish = chunk.finish ?? reading.finish;
  reading.hasToolCalls ||= chunk.hasToolCalls;
  reading.hasText ||= text !== '';
  reading.completionTokens = Math.max(
    reading.completionTokens,
    chunk.completionTokens ?? 0,
    usage?.completionTokens ?? 0,
  );
  if (usage) Object.assign(reading, { promptTokens: usage.promptTokens, cachedTokens: usage.cachedTokens });
  if (text === '' && reasoning === '' && toolCalls.length === 0) return;
  const nowMs = performance.now();
  if (reading.firstMs === null) events.onFirstToken?.(nowMs - reading.startedMs);
  reading.firstMs ??= nowMs;
  reading.lastMs = nowMs;
  const { completionTokens } = reading;
  if (reasoning !== '') events.onPart({ kind: 'reasoning', text: reasoning, completionTokens });
  for (const tokens of chunk.logprobs) events.onPart({ kind: 'logprobs', text: tokens, completionTokens });
  if (text !== '') events.onPart({ kind: 'text', text, completionTokens });
  if (reading.wantsTools)
    for (const call of toolCalls) events.onPart({ kind: 'tool', text: call, completionTokens });
}
