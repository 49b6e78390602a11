import { ServiceError } from '../../errors.ts';
import type { ApiAnswer, ApiEvent } from '../../modules/api-requests/index.ts';
import type { ApiExchange } from './api-route.ts';
import { openEventStream } from './event-stream.ts';

export type ApiEnd = Extract<ApiEvent, { kind: 'end' }>;

/** How a shape tells an answer as it comes. */
export type Telling = {
  type?: string;
  begin: string;
  next(event: ApiEvent): string;
  /** Says nothing, but says it. */
  keepAlive?: string;
};

/** An answer as it comes, no faster than it is read; who leaves stops it. */
export async function streamAnswer(
  { res, signal }: Pick<ApiExchange, 'res' | 'signal'>,
  { events }: Pick<ApiAnswer, 'events'>,
  { begin, next, ...options }: Telling,
): Promise<void> {
  const stream = openEventStream(res, signal, options);
  try {
    if (begin !== '') await stream.send(begin);
    for await (const event of events) {
      const text = next(event);
      if (text !== '') await stream.send(text);
    }
    stream.end();
  } catch (error) {
    res.destroy();
    if (!signal.aborted) throw error;
  }
}

/** All of an answer, for those who don't stream: each part is handed on, and its end comes back. */
export async function drainAnswer(
  { events }: Pick<ApiAnswer, 'events'>,
  take: (event: Exclude<ApiEvent, ApiEnd>) => void,
): Promise<ApiEnd> {
  for await (const event of events) {
    if (event.kind === 'end') return event;
    take(event);
  }
  throw brokenOff(null);
}

/** What a session’s end or a fault cut short, in its own words. */
export const brokenOff = (message: string | null): ServiceError =>
  new ServiceError('UNAVAILABLE', message ?? BROKEN_OFF, { details: { apiCode: 'answer_interrupted' } });
export const BROKEN_OFF = 'The answer broke off. Ask again.';

/** Events of a stream, each with its name beside it. */
export const sse = (...events: { type: string }[]): string =>
  events.map((it) => `event: ${it.type}\ndata: ${JSON.stringify(it)}\n\n`).join('');
