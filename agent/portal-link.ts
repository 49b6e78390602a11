import type * as z from 'zod';
import { agentEvents } from '@/shared/protocol/agent.ts';
import { RemoteError, type WithReply } from '@/shared/protocol/request.ts';

type Events = typeof agentEvents;
type Asked = WithReply<Events>;
type Told = Exclude<keyof Events & string, Asked>;

/** What the outboxes see of the connection. `ask` throws `RemoteError`; TIMEOUT also when there is no connection. */
export type PortalLink = {
  /** Connected, and the hello has been answered. */
  isReady(): boolean;
  ask<K extends Asked>(
    event: K,
    payload: z.input<Events[K]['payload']>,
  ): Promise<z.output<Events[K]['reply']>>;
  /** Said once and not kept: nothing happens when the portal can't be reached at this moment. */
  tell<K extends Told>(event: K, payload: z.input<Events[K]['payload']>): void;
};

/** The portal may think otherwise later (it was away, or had a fault); any other refusal is its last word. */
const PASSING = new Set(['TIMEOUT', 'UNAVAILABLE', 'INTERNAL', 'LIMIT_EXCEEDED', 'BAD_REPLY']);

export function isPassing(error: unknown): boolean {
  return error instanceof RemoteError && PASSING.has(error.code);
}

/** It can't take this message, however often it comes. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof RemoteError && error.code === 'VALIDATION';
