import * as z from 'zod';
import { Note } from '../schemas/bounds.ts';
import type { Catalog } from './catalog.ts';

/**
 * The other side answered with an error, did not answer in time (`code: 'TIMEOUT'`), or in a way that this program
 * doesn't know (`code: 'BAD_REPLY'`).
 */
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

const Reply = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error: z.object({ code: z.string().min(1).max(64), message: Note }),
  }),
]);

/** Sends one event of a catalog and returns its parsed reply. Throws `RemoteError`. */
export async function request<C extends Catalog, K extends WithReply<C>>(
  socket: object,
  catalog: C,
  event: K,
  payload: z.input<C[K]['payload']>,
  timeoutMs: number,
): Promise<ReplyOf<C, K>> {
  let said: unknown;
  try {
    // The catalog has typed event and payload; socket.io's generics can't express "an event with a reply".
    said = await (socket as Asker).timeout(timeoutMs).emitWithAck(event, payload);
  } catch {
    throw new RemoteError('TIMEOUT', `No answer to ${event} within ${timeoutMs} ms.`);
  }
  const reply = Reply.safeParse(said).data;
  if (!reply) throw badReply(event);
  if (!reply.ok) throw new RemoteError(reply.error.code, reply.error.message);
  const data = catalog[event]!.reply!.safeParse(reply.data);
  if (!data.success) throw badReply(event);
  return data.data as ReplyOf<C, K>;
}

const badReply = (event: string): RemoteError =>
  new RemoteError(
    'BAD_REPLY',
    `The answer to ${event} is in a form that is not known here. Agent and portal may be of different versions: update the older one.`,
  );
