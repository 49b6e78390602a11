import * as z from 'zod';
import { MOST_TOKENS } from './bounds.ts';
import { limit, pageInput, pageOf } from './paging.ts';
import { Text } from './text.ts';
import { Count, Id, Instant, Name } from './units.ts';

/** Of one person, those that are over not among them. */
export const MOST_KEYS = 50;
export const LONGEST_KEY_DAYS = 366;
const MOST_SCOPES = 50;

/** `asleep`: its person's role no longer grants it anything; with the role it wakes. */
export const API_KEY_STATES = ['active', 'asleep', 'expired', 'revoked'] as const;
const Named = z.object({ id: Id, name: z.string() });

/** What a key has used. Energy is of real machines, and of those answers that could be measured. */
export const KeyUse = z.object({
  requests: Count,
  /** Of them asked of simulated machines. */
  simulatedRequests: Count,
  promptTokens: Count,
  completionTokens: Count,
  energyJoules: z.number().nullable(),
  /** Readings of some are still on their way. */
  isEnergyPending: z.boolean(),
});
export type KeyUse = z.output<typeof KeyUse>;

export const ApiKey = z.object({
  id: Id,
  name: z.string(),
  prefix: z.string(),
  person: Named,
  project: Named.nullable(),
  models: z.array(z.object({ id: z.string(), title: z.string() })),
  sessions: z.array(z.object({ id: Id, title: z.string() })),
  expiresAt: Instant,
  requestsPerMinute: Count.nullable(),
  tokensPerMinute: Count.nullable(),
  tokensPerMonth: Count.nullable(),
  createdAt: Instant,
  lastUsedAt: Instant.nullable(),
  /** Which program asked last, in its own words. */
  lastClient: z.string().nullable(),
  revokedAt: Instant.nullable(),
  state: z.enum(API_KEY_STATES),
  thisMonth: KeyUse,
  /** Tokens of each minute of the last hour, the newest last. */
  lastHour: z.array(Count),
});
export type ApiKey = z.output<typeof ApiKey>;

export const ListKeysInput = z.object({ whose: z.enum(['mine', 'lab']), limit: limit(100, 200) });

const Limit = z.int('Write a whole number.').min(1, 'At least 1, or leave it empty for no limit.');
export const KeyFields = z.object({
  name: Name,
  projectId: Id.nullable(),
  modelIds: z.array(Text.min(1).max(200)).max(MOST_SCOPES),
  sessionIds: z.array(Id).max(MOST_SCOPES),
  expiresAt: Instant,
  requestsPerMinute: Limit.max(100_000).nullable(),
  tokensPerMinute: Limit.max(MOST_TOKENS).nullable(),
  tokensPerMonth: Limit.max(2_000_000_000).nullable(),
});
export type KeyFields = z.output<typeof KeyFields>;
export const ChangeKeyInput = KeyFields.extend({ id: Id });
export type ChangeKeyInput = z.output<typeof ChangeKeyInput>;
/** The secret is told here and never again. */
export const MadeKey = z.object({ id: Id, name: z.string(), secret: z.string() });
export type MadeKey = z.output<typeof MadeKey>;

/** What one may ask for now, and what keys can be bound to. */
export const KeyTargets = z.object({
  address: z.string(),
  models: z.array(z.object({ id: z.string(), title: z.string() })),
  sessions: z.array(
    z.object({
      id: Id,
      modelId: z.string(),
      modelTitle: z.string(),
      mine: z.boolean(),
      openToAll: z.boolean(),
      simulated: z.boolean(),
      /** Null where its booking's visibility keeps it. */
      personName: z.string().nullable(),
      endsAt: Instant,
      waiting: Count,
    }),
  ),
});
export type KeyTargets = z.output<typeof KeyTargets>;
export const KeyTargetsInput = z.object({ limit: limit(100, 200) });

export const KeyRequest = z.object({
  id: Id,
  createdAt: Instant,
  modelTitle: z.string(),
  client: z.string().nullable(),
  promptTokens: Count.nullable(),
  completionTokens: Count,
  waitedMs: Count.nullable(),
  tokensPerSecond: z.number().nullable(),
  energyJoules: z.number().nullable(),
  isEnergyPending: z.boolean(),
  simulated: z.boolean(),
  state: z.string(),
  message: z.string().nullable(),
});
export type KeyRequest = z.output<typeof KeyRequest>;
export const ListKeyRequestsInput = pageInput(25, 200).extend({ keyId: Id });
export const KeyRequestPage = pageOf(KeyRequest);

/** `https://notes.example`, or `*` for any. */
const Origin = Text.max(200).refine(
  (it) => it === '*' || (URL.parse(it)?.origin === it && it !== 'null'),
  'Write an origin as https://notes.example, without a path, or * for any.',
);
export const ApiOrigins = z.object({ origins: z.array(Origin).max(50) });
