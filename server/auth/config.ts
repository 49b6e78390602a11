import { prismaAdapter } from 'better-auth/adapters/prisma';
import { betterAuth } from 'better-auth/minimal';
import type { Database } from '../db.ts';
import type { Bus } from '../events/bus.ts';
import type { Logger } from '../logger.ts';
import { forgetActor } from './actor.ts';
import { withAudit } from './audited-client.ts';
import { takeUse } from './rate-limit.ts';

/** Set by our own edge (http/client-address.ts) from the connection; a client's header of that name is dropped. */
export const CLIENT_ADDRESS_HEADER = 'x-espalier-client-address';

export type AuthOptions = {
  db: Database;
  bus: Bus;
  logger: Logger;
  url: string;
  origins: string[];
  secret: string;
  now: () => Date;
  /** Instead of scrypt's own check, which is slow on purpose. */
  verifyPassword?: (asked: { hash: string; password: string }) => Promise<boolean>;
};
export type Auth = ReturnType<typeof createAuth>;

/** E-mail and password for people an admin or the set-up has added; nobody signs up by themselves. */
export function createAuth({ db, bus, logger, url, origins, secret, now, verifyPassword }: AuthOptions) {
  bus.on('member.changed', ({ userId }) => forgetActor(userId));
  return betterAuth({
    appName: 'Espalier',
    baseURL: url,
    basePath: '/api/auth',
    secret,
    trustedOrigins: () => origins,
    telemetry: { enabled: false },
    database: prismaAdapter(withAudit(db, now), { provider: 'postgresql', transaction: true }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 10,
      maxPasswordLength: 128,
      ...(verifyPassword && { password: { verify: verifyPassword } }),
    },
    session: { modelName: 'signIn' },
    user: {
      additionalFields: {
        role: { type: 'string', required: true, input: false, defaultValue: 'viewer' },
        teamId: { type: 'string', required: false, input: false },
      },
    },
    // Passwords have limits of their own at the edge, which count wrong ones only.
    rateLimit: {
      enabled: true,
      window: 60,
      max: 600,
      customRules: { '/sign-in/email': false, '/change-password': false },
      customStorage: {
        consume: async (key, { window, max }) => {
          const limit = { max, windowMs: window * 1000 };
          const { count, retryAfterMs } = await takeUse(db, `auth:${key}`, limit);
          const allowed = count <= max;
          return { allowed, retryAfter: allowed ? null : Math.ceil(retryAfterMs / 1000) };
        },
      },
    },
    advanced: {
      cookiePrefix: 'espalier',
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
    },
    databaseHooks: {
      session: {
        // Sockets of somebody who signed out are closed by who listens.
        delete: { after: async ({ userId }) => bus.emit('member.changed', { userId }) },
      },
    },
    // To our own handler, which logs it: better-auth would write the whole error to the console.
    onAPIError: { throw: true },
    logger: {
      level: 'warn',
      log: (level, message, ...details) => {
        if (level === 'error') logger.error({ details }, `auth: ${message}`);
        else logger.warn({ details }, `auth: ${message}`);
      },
    },
  });
}
