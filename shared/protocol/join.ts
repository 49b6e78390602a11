import * as z from 'zod';
import { BootId, ByteCount, HardwareId, Label, SequenceNumber } from '../schemas/bounds.ts';
import { Text } from '../schemas/text.ts';
import { Id } from '../schemas/units.ts';

/*
 * How an agent becomes known and proves itself.
 * Join: POST /api/agent/join with a single-use token and the public half of a key made on the machine.
 * Connect: POST /api/agent/challenge → nonce; the socket's `auth` carries the nonce signed by the key.
 * `joinCounter` only rises: an older one means two copies of one identity, and the later one waits for a person.
 * A token may be for whichever machine comes: then its serial finds the record, or the agent is told to ask again (503,
 * as one of any version does) until a person has said which it is.
 */
export const JOIN_TOKEN_PATTERN = /^esp_join_([0-9a-z]{12})_([0-9A-Za-z_-]{32,})$/;

export const JoinInput = z.object({
  token: z.string().regex(JOIN_TOKEN_PATTERN, 'This is not a join token: it begins with esp_join_.'),
  /** Ed25519 SPKI, base64. */
  publicKey: Text.min(40).max(200),
  agentVersion: Text.max(40),
  /** What the machine says of itself: a hint to who it is, never a proof. An older agent says nothing. */
  machine: z
    .object({
      serial: Label.nullable(),
      hardwareId: HardwareId.nullable(),
      hostName: Label,
      hwModel: Label.nullable(),
      chip: Label.nullable(),
      memoryBytes: ByteCount.nullable(),
    })
    .optional(),
});
export type JoiningMachine = NonNullable<z.output<typeof JoinInput>['machine']>;
export const JoinReply = z.object({ agentId: z.string(), machineId: z.string(), machineName: z.string() });

export const ChallengeInput = z.object({ agentId: Id });
export const ChallengeReply = z.object({ nonce: z.string() });

export const AgentHandshake = z.object({
  agentId: Id,
  nonce: z.string().max(200),
  bootId: BootId,
  // Signed, so taken as it is or not at all.
  agentVersion: Text.max(40),
  joinCounter: SequenceNumber,
  /** Said by an agent that knows them, and not signed: whoever has the key could say anything here. */
  hardwareId: HardwareId.optional(),
  /** Over the hardware and the data folder: whoever is there has its lock, so the run before is over. */
  placeId: HardwareId.optional(),
  hostName: Label.optional(),
  /** base64 Ed25519 signature over `signedText`. */
  signature: z.string().max(200),
});
export type AgentHandshake = z.output<typeof AgentHandshake>;

/** The exact text an agent signs; the prefix and the portal's origin keep it from being used elsewhere. */
export function signedText(portalOrigin: string, handshake: Omit<AgentHandshake, 'signature'>): string {
  return [
    'espalier-agent-v1',
    portalOrigin,
    handshake.agentId,
    handshake.nonce,
    handshake.bootId,
    handshake.agentVersion,
    String(handshake.joinCounter),
  ].join('\n');
}
