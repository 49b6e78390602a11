import { AsyncLocalStorage } from 'node:async_hooks';
import type { Prisma } from '@/prisma/generated/client.ts';
import type { Database, Transaction } from '../db.ts';
import { ServiceError } from '../errors.ts';
import { type AuditInput, emitAudit } from '../modules/audit/index.ts';

/** Which address of better-auth's was asked; what it writes doesn't say why. */
export const asked = new AsyncLocalStorage<{
  path: string;
  requestId: string;
  /** Of the sign-in that asks: one that is made in its place keeps it. */
  secondFactorAt?: Date | null;
}>();

type InTransaction = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
type Told = Pick<AuditInput, 'action' | 'before' | 'after'>;

/**
 * The client better-auth writes with: its writes and their audit rows are one transaction. Its own hooks run after
 * the write, outside of it.
 */
export function withAudit(db: Database, now: () => Date): Database {
  const inTransaction: InTransaction = (work) => db.$transaction(work);
  return instead(db, {
    ...auditedModels(db, inTransaction, now),
    $transaction: <T>(work: (tx: Transaction) => Promise<T>) =>
      db.$transaction((tx) =>
        work(
          instead(
            tx,
            auditedModels(tx, (inner) => inner(tx), now),
          ),
        ),
      ),
  });
}

function auditedModels(client: Transaction, inTransaction: InTransaction, now: () => Date) {
  const tell = async (tx: Transaction, userId: string, told: Told): Promise<void> => {
    const user = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    const requestId = asked.getStore()?.requestId ?? null;
    const about = { objectType: 'member', objectId: userId, objectName: user.name };
    await emitAudit({ actor: { kind: 'user', ...user }, now, requestId }, tx, { ...about, ...told });
  };
  const signIn = {
    create: (args: Prisma.SignInCreateArgs) =>
      inTransaction(async (tx) => {
        const { secondFactorAt } = asked.getStore() ?? {};
        const data = secondFactorAt ? { ...args.data, secondFactorAt } : args.data;
        const made = await tx.signIn.create({ ...args, data } as Prisma.SignInCreateArgs);
        await requireActive(tx, made.userId);
        // A new password brings a new sign-in where one already is.
        if (asked.getStore()?.path !== '/change-password')
          await tell(tx, made.userId, { action: 'member.sign-in', after: howOf(made) });
        return made;
      }),
    deleteMany: (args: Prisma.SignInDeleteManyArgs) =>
      inTransaction(async (tx) => {
        const action = endingOf(asked.getStore()?.path);
        if (action) {
          const ended = await tx.signIn.groupBy({ by: 'userId', where: args.where ?? {}, _count: true });
          for (const { userId, _count } of ended)
            await tell(tx, userId, { action, before: { signIns: _count } });
        }
        return tx.signIn.deleteMany(args);
      }),
  };
  const account = {
    update: (args: Prisma.AccountUpdateArgs) =>
      inTransaction(async (tx) => {
        const changed = await tx.account.update(args);
        if (args.data.password !== undefined)
          await tell(tx, changed.userId, { action: 'member.change-password' });
        return changed;
      }),
  };
  return { signIn: instead(client.signIn, signIn), account: instead(client.account, account) };
}

/**
 * The one gate of every way in: each ends in a row here. The row is locked, so that whoever is deactivated at this
 * moment is either refused or has this sign-in ended with the rest.
 */
async function requireActive(tx: Transaction, userId: string): Promise<void> {
  const [gone] = await tx.$queryRaw<{ deactivatedAt: Date | null }[]>`
    SELECT "deactivatedAt" FROM "User" WHERE id = ${userId} FOR SHARE`;
  if (gone?.deactivatedAt)
    throw new ServiceError(
      'FORBIDDEN',
      'This account is deactivated. An admin of the lab can bring it back.',
    );
}

/** A password is the usual way and goes without saying. */
const howOf = ({ ipAddress, way }: { ipAddress: string | null; way: string }) => ({
  address: ipAddress,
  ...(way !== 'password' && { way }),
});

/** Those that ran out are tidied away by whoever comes next: nobody's act. */
function endingOf(path: string | undefined): 'member.sign-out' | 'member.revoke-sign-in' | null {
  if (path === '/sign-out') return 'member.sign-out';
  return path === '/change-password' || path?.startsWith('/revoke-') ? 'member.revoke-sign-in' : null;
}

/** As `target`, but for these. */
const instead = <T extends object>(target: T, own: object): T =>
  new Proxy(target, {
    get: (_, name) => (name in own ? (own as never)[name] : (target as never)[name]) as unknown,
  });
