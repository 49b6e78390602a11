import type { KeyActor } from '../../context.ts';
import { type Beside, FIRST_OWN_VALUE } from '../generations/index.ts';
import type { ApiAsk } from './api-event.ts';
import { leastPromptTokens } from './context-length.ts';
import { guardBudgetsOfKey } from './guard-budgets.ts';
import { LIMIT_VALUES, limitValues, lockOf, refusalOf, type Verdict, verdictText } from './guard-key.ts';
import type { UsableSession } from './usable-sessions.ts';

/**
 * What else has to hold, and is written, in the statement that asks: CTEs, the last of them `asked`. They are `WITHIN`
 * the key's limits, or write what is then not asked.
 */
export type Claim = { name: string; before: (first: number) => string; values: unknown[] };
/** That the question is over no limit of its key, as a condition in SQL. */
export const WITHIN = `(SELECT over IS NULL FROM verdict)`;

const NONE: Claim = {
  name: 'api-requests.write',
  before: () => `asked AS (SELECT WHERE ${WITHIN})`,
  values: [],
};

/** The row beside the answer, and the limits decided in the same statement. */
export function requestOf(
  ask: ApiAsk,
  key: KeyActor,
  session: UsableSession,
  { hash, now, claim = NONE }: { hash: string; now: Date; claim?: Claim },
): Beside {
  const [client, promptHash] = [`$${FIRST_OWN_VALUE}`, `$${FIRST_OWN_VALUE + 1}`];
  const limits = FIRST_OWN_VALUE + 2;
  const wish = { key, leastTokens: leastPromptTokens(ask), now };
  const { isBudgeted, id: sessionId } = session;
  return {
    name: claim.name,
    before: `${verdictText(limits)}, ${claim.before(limits + LIMIT_VALUES)}`,
    after: `, request AS (
        INSERT INTO "ApiRequest" ("generationId", "apiKeyId", "promptHash", client, "createdAt")
        SELECT g.id, $5, ${promptHash}, ${client}, $10::timestamptz FROM generation g
      ) SELECT g.state::text, v.* FROM verdict v LEFT JOIN generation g ON true`,
    values: [ask.client?.slice(0, 100) ?? null, hash, ...limitValues(wish), ...claim.values],
    locks: [lockOf(key)],
    guard: isBudgeted ? (client) => guardBudgetsOfKey(client, { ...wish, sessionId }) : undefined,
    refusalOf: (verdict: Verdict) => refusalOf(wish, verdict),
  };
}
