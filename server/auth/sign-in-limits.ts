import { createHash } from 'node:crypto';
import type { ServiceContext } from '../context.ts';
import { ServiceError } from '../errors.ts';
import { emitAudit } from '../modules/audit/index.ts';
import { type Limit, readUses, takeUse } from './rate-limit.ts';

/** Somebody gives a password for the account of `email` (in lower case) from a network. */
export type Attempt = { email: string; network: string };

const MINUTE_MS = 60_000;
const WINDOW_MS = 15 * MINUTE_MS;
const PAIR: Limit = { max: 5, windowMs: WINDOW_MS };
const ACCOUNT: Limit = { max: 50, windowMs: WINDOW_MS };
const NETWORK: Limit = { max: 100, windowMs: WINDOW_MS };

// A hash, for what was typed may be no address of anybody here.
const hashOf = (email: string) => createHash('sha256').update(email).digest('base64url');
const pairKey = ({ email, network }: Attempt) => `sign-in:${hashOf(email)} ${network}`;
const accountKey = ({ email }: Attempt) => `sign-in-account:${hashOf(email)}`;
const networkKey = ({ network }: Attempt) => `sign-in-network:${network}`;

/**
 * Throws LIMIT_EXCEEDED when too many wrong passwords came before. The narrow limit is of one account from one
 * network: it keeps out a guesser and nobody else. The wide ones are against many accounts from one network and
 * one account from many; so that nobody can keep a person out by guessing, they don't hold where the lab is known:
 * an account is open to networks from which somebody is signed in, a network to those who are signed in from it.
 */
export async function requireTriesLeft({ db, now }: ServiceContext, attempt: Attempt): Promise<void> {
  const nowMs = now().getTime();
  const pair = await readUses(db, pairKey(attempt), PAIR, nowMs);
  if (pair.count >= PAIR.max) throw tooMany('for this account from where you are', pair.retryAfterMs);
  const account = await readUses(db, accountKey(attempt), ACCOUNT, nowMs);
  const network = await readUses(db, networkKey(attempt), NETWORK, nowMs);
  const [isAccountClosed, isNetworkClosed] = [account.count >= ACCOUNT.max, network.count >= NETWORK.max];
  if (!isAccountClosed && !isNetworkClosed) return;
  const [known] = await db.$queryRaw<{ lab: boolean | null; person: boolean | null }[]>`
    SELECT bool_or(true) AS lab, bool_or(u.email = ${attempt.email}) AS person
    FROM "SignIn" s JOIN "User" u ON u.id = s."userId"
    WHERE s."ipAddress" = ${attempt.network} AND s."expiresAt" > ${now()}`;
  if (isAccountClosed && !known?.lab) throw tooMany('for this account', account.retryAfterMs);
  if (isNetworkClosed && !known?.person) throw tooMany('from this address', network.retryAfterMs);
}

function tooMany(where: string, retryAfterMs: number): ServiceError {
  const minutes = Math.ceil(retryAfterMs / MINUTE_MS);
  const when = `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
  return new ServiceError('LIMIT_EXCEEDED', `Too many wrong passwords ${where}. Try again in ${when}.`, {
    details: { retryAfterMs },
  });
}

/**
 * Counts a wrong password. The audit gets a row at the first of a window and one when the limit is reached; of
 * accounts that are not there only how many were tried: however long somebody guesses, few rows are written.
 */
export async function countWrongPassword(ctx: ServiceContext, attempt: Attempt): Promise<void> {
  const nowMs = ctx.now().getTime();
  const { email } = attempt;
  const user = await ctx.db.user.findUnique({ where: { email }, select: { id: true, name: true } });
  await ctx.db.$transaction(async (tx) => {
    // Always in this order, so that no two wait for each other.
    const pair = await takeUse(tx, pairKey(attempt), PAIR, nowMs);
    await takeUse(tx, accountKey(attempt), ACCOUNT, nowMs);
    await takeUse(tx, networkKey(attempt), NETWORK, nowMs);
    const [tries, limit] = user
      ? [pair, PAIR]
      : [await takeUse(tx, `unknown-${networkKey(attempt)}`, NETWORK, nowMs), NETWORK];
    if (tries.count !== 1 && tries.count !== limit.max) return;
    await emitAudit(ctx, tx, {
      action: 'member.fail-sign-in',
      objectType: 'member',
      objectId: user?.id ?? 'unknown',
      objectName: user?.name ?? 'an account that is not there',
      after: { address: attempt.network, tries: tries.count },
    });
  });
}
