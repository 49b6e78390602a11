import type * as z from 'zod';
import { agentEvents } from '@/shared/protocol/agent.ts';
import { RemoteError } from '@/shared/protocol/request.ts';

type Events = typeof agentEvents;

/** What the outboxes see of the connection. `ask` throws `RemoteError`; TIMEOUT also when there is no connection. */
export type PortalLink = {
  /** Connected, and the hello has been answered. */
  isReady(): boolean;
  ask<K extends keyof Events & string>(
    event: K,
    payload: z.input<Events[K]['payload']>,
  ): Promise<z.output<Events[K]['reply']>>;
};

/** The portal may think otherwise later (it was away, or had a fault); any other refusal is its last word. */
const PASSING = new Set(['TIMEOUT', 'UNAVAILABLE', 'INTERNAL', 'LIMIT_EXCEEDED']);

export function isPassing(error: unknown): boolean {
  return error instanceof RemoteError && PASSING.has(error.code);
}
