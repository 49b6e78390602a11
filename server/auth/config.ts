import { prismaAdapter } from 'better-auth/adapters/prisma';
import { betterAuth } from 'better-auth/minimal';
import { LONGEST_SIGN_IN_MS } from '@/shared/domain/sign-in-life.ts';
import type { Database } from '../db.ts';
import type { Bus } from '../events/bus.ts';
import type { Logger } from '../logger.ts';
import { forgetActor } from './actor.ts';
import { withAudit } from './audited-client.ts';
import { enter } from './enter.ts';
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

/**
 * `__Host-`: no sibling of the portal's domain can set it. better-auth would put `__Secure-` in front by itself, and
 * leaves `Secure` out where it is told not to; so both are said here.
 */
export const sessionCookieOf = (url: string) => {
  const isSecure = url.startsWith('https:');
  return { name: `${isSecure ? '__Host-' : ''}espalier.session_token`, isSecure };
};

/**
 * E-mail and password for people an admin or the set-up has added; nobody signs up by themselves. Other ways in
 * end in `api.enter`. `rows` is what the look at a sign-in needs beside it.
 */
export function createAuth(options: AuthOptions) {
  const { db, bus, url, now } = options;
  bus.on('member.changed', ({ userId }) => forgetActor(userId));
  return Object.assign(createBetterAuth(options), { rows: { db, now, cookie: sessionCookieOf(url).name } });
}

function createBetterAuth({ db, bus, logger, url, origins, secret, now, verifyPassword }: AuthOptions) {
  const cookie = sessionCookieOf(url);
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
    session: {
      modelName: 'signIn',
      // Never longer than from its beginning; what ends it sooner is decided in `shared/domain/sign-in-life.ts`.
      expiresIn: LONGEST_SIGN_IN_MS / 1000,
      disableSessionRefresh: true,
      additionalFields: {
        way: { type: 'string', required: false, input: false },
        secondFactorAt: { type: 'date', required: false, input: false },
      },
    },
    plugins: [enter()],
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
      useSecureCookies: false,
      cookies: { session_token: { name: cookie.name } },
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', secure: cookie.isSecure },
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
