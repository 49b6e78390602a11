import type { KeyActor } from '../../context.ts';
import { type Beside, FIRST_OWN_VALUE } from '../generations/index.ts';
import type { ApiAsk } from './api-event.ts';
import { leastPromptTokens } from './context-length.ts';
import { guardBudgetsOfKey } from './guard-budgets.ts';
import { guardKey } from './guard-key.ts';
import type { UsableSession } from './usable-sessions.ts';

/** What else has to hold, and is written, in the statement that asks: CTEs, the last of them `asked`. */
export type Claim = { name: string; before: (first: number) => string; values: unknown[] };

const NONE: Claim = { name: 'api-requests.write', before: () => 'asked AS (SELECT)', values: [] };

/** The row beside the answer, and the limits decided before both. */
export function requestOf(
  ask: ApiAsk,
  key: KeyActor,
  session: UsableSession,
  { hash, now, claim }: { hash: string; now: Date; claim?: Claim },
): Beside {
  const { name, before, values } = claim ?? NONE;
  const [client, promptHash] = [`$${FIRST_OWN_VALUE}`, `$${FIRST_OWN_VALUE + 1}`];
  return {
    name,
    before: before(FIRST_OWN_VALUE + 2),
    after: `, request AS (
        INSERT INTO "ApiRequest" ("generationId", "apiKeyId", "promptHash", client, "createdAt")
        SELECT g.id, $5, ${promptHash}, ${client}, $10::timestamptz FROM generation g
      ) SELECT state::text FROM generation`,
    values: [ask.client?.slice(0, 100) ?? null, hash, ...values],
    guard: async (connection) => {
      const wish = { key, sessionId: session.id, leastTokens: leastPromptTokens(ask), now };
      await guardKey(connection, { ...wish, isBatch: claim !== undefined });
      await guardBudgetsOfKey(connection, wish);
    },
  };
}
