import type { BetterAuthPlugin } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import * as z from 'zod';
import { SignInWay } from '@/shared/schemas/sign-in.ts';

const EnterInput = z.object({ userId: z.string(), way: SignInWay, secondFactorAt: z.date().nullable() });

/**
 * Signs in a person who has proved who they are by a way that is not better-auth's own: makes the sign-in and its
 * cookie. The portal's own code alone can call it (`auth.api.enter`).
 */
export const enter = () =>
  ({
    id: 'espalier-enter',
    endpoints: {
      enter: createAuthEndpoint(
        '/espalier/enter',
        { method: 'POST', body: EnterInput, metadata: { SERVER_ONLY: true } },
        async (ctx) => {
          const { userId, way, secondFactorAt } = ctx.body;
          const { internalAdapter } = ctx.context;
          const user = await internalAdapter.findUserById(userId);
          if (!user) throw new Error('Whoever proved who they are has no account any more.');
          const session = await internalAdapter.createSession(userId, false, { way, secondFactorAt });
          await setSessionCookie(ctx, { session, user });
          return ctx.json({ entered: true });
        },
      ),
    },
  }) satisfies BetterAuthPlugin;
