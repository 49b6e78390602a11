import type { Database } from '../db.ts';
import { emitAudit } from '../modules/audit/index.ts';

/**
 * The client better-auth writes with: a sign-in's row and its audit row are one transaction. Its own hooks run
 * after the write, outside of it.
 */
export const withAuditedSignIn = (db: Database, now: () => Date) =>
  db.$extends({
    query: {
      signIn: {
        create: ({ args }) =>
          db.$transaction(async (tx) => {
            const signIn = await tx.signIn.create(args);
            const { userId } = signIn;
            const user = await tx.user.findUniqueOrThrow({ where: { id: userId } });
            const actor = { kind: 'user' as const, ...user };
            await emitAudit({ actor, now, requestId: null }, tx, {
              action: 'member.sign-in',
              objectType: 'member',
              objectId: userId,
              objectName: user.name,
            });
            return signIn;
          }),
      },
    },
  });
