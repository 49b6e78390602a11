import type * as z from 'zod';
import type { Catalog, Reply } from './catalog.ts';

/** The other side answered with an error, or did not answer in time (`code: 'TIMEOUT'`). */
export class RemoteError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'RemoteError';
    this.code = code;
  }
}

export type WithReply<C extends Catalog> = {
  [K in keyof C & string]: C[K] extends { reply: z.ZodType } ? K : never;
}[keyof C & string];
type ReplyOf<C extends Catalog, K extends keyof C> = C[K] extends { reply: infer R extends z.ZodType }
  ? z.output<R>
  : never;
type Asker = {
  timeout(ms: number): { emitWithAck(event: string, payload: unknown): Promise<unknown> };
};

/** Sends one event of a catalog and returns its parsed reply. Throws `RemoteError`. */
export async function request<C extends Catalog, K extends WithReply<C>>(
  socket: object,
  catalog: C,
  event: K,
  payload: z.input<C[K]['payload']>,
  timeoutMs: number,
): Promise<ReplyOf<C, K>> {
  let reply: Reply<unknown>;
  try {
    // The catalog has typed event and payload; socket.io's generics can't express "an event with a reply".
    reply = (await (socket as Asker).timeout(timeoutMs).emitWithAck(event, payload)) as Reply<unknown>;
  } catch {
    throw new RemoteError('TIMEOUT', `No answer to ${event} within ${timeoutMs} ms.`);
  }
  if (!reply.ok) throw new RemoteError(reply.error.code, reply.error.message);
  return catalog[event]!.reply!.parse(reply.data) as ReplyOf<C, K>;
}
