import type * as z from 'zod';
import type { agentCommands } from '@/shared/protocol/agent.ts';
import { CommandRefused } from '../command-refused.ts';

type Payload<K extends keyof typeof agentCommands> = z.output<(typeof agentCommands)[K]['payload']>;
export type OfferPayload = Payload<'model:offer'>;
export type FetchPayload = Payload<'model:fetch'>;
export type BringPayload = Payload<'model:bring'>;
export type ImportPayload = Payload<'model:import'>;
export type PacePayload = Payload<'model:pace'>;
export type LookPayload = Payload<'model:look'>;
export type DropPayload = Payload<'model:drop'>;
export type RemovePayload = Payload<'model:remove'>;
export type CopyFence = Payload<'model:withdraw'>;

/**
 * The port between the agent and its models' files: real ones, or those that a simulated machine plays. Each verb
 * throws `CommandRefused` with a sentence, else begins and tells the portal how it goes on.
 */
export type ModelStore = {
  offer(payload: OfferPayload): Promise<void>;
  withdraw(fence: CopyFence): void;
  fetch(payload: FetchPayload): Promise<void>;
  bring(payload: BringPayload): Promise<void>;
  /** Looks through attached disks, and tells what is there when it is done. */
  look(payload: LookPayload): Promise<void>;
  import(payload: ImportPayload): Promise<void>;
  pace(payload: PacePayload): void;
  drop(payload: DropPayload): Promise<void>;
  remove(payload: RemovePayload): Promise<void>;
  /** Something is being copied from here or to here. */
  isBusy(): boolean;
  close(): void;
};

export function refuseOlder(own: CopyFence | undefined, { attempt }: CopyFence): void {
  if (own && own.attempt > attempt)
    throw new CommandRefused('CONFLICT', 'A later try of this copy is under way.');
}
