import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { STANDING_TIMES } from '@/shared/domain/standing-times.ts';
import { singleton } from './singleton.ts';
import { parseTrustedProxies } from './trusted-proxies.ts';

const millis = (standard: number) => z.coerce.number().int().positive().default(standard);
const flag = z.stringbool().default(false);
const proxies = z.string().transform((text, { addIssue }) => {
  try {
    return parseTrustedProxies(text);
  } catch (error) {
    addIssue((error as Error).message);
    return z.NEVER;
  }
});
const hosts = z.string().transform((text) =>
  text
    .split(/[\s,]+/)
    .map((it) => it.toLowerCase().replaceAll(/^\[|\]$/g, ''))
    .filter(Boolean),
);
const Mailbox = z
  .string()
  .regex(
    /^[^<>\r\n]*(<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
    'Write it as Espalier <lab@example.org>.',
  );
// "X=" in an env file means "not set".
const given = (values: NodeJS.ProcessEnv) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));

const Variables = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  // Loopback until someone decides otherwise: a fresh portal isn't offered to the whole network.
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  ESPALIER_DATA: z.string().default('.data'),
  ESPALIER_URL: z.url({ protocol: /^https?$/ }).optional(),
  ESPALIER_SECRET: z.string().min(32).optional(),
  // Given both, the portal speaks TLS itself.
  ESPALIER_TLS_CERT: z.string().optional(),
  ESPALIER_TLS_KEY: z.string().optional(),
  // What was the secret before: it opens what is sealed with it, and seals nothing.
  ESPALIER_OLD_SECRETS: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .pipe(z.array(z.string().min(32)).max(10))
    .prefault(''),
  ESPALIER_TRUSTED_PROXIES: proxies.prefault(''),
  // A mirror inside the lab, say; models are read by name from here and from nowhere else.
  ESPALIER_HUGGING_FACE_URL: z.url({ protocol: /^https?$/ }).default('https://huggingface.co'),
  ESPALIER_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  ESPALIER_MAIL_FROM: Mailbox.optional(),
  ESPALIER_WEBHOOK_ALLOW_PRIVATE: hosts.prefault(''),
  // Standard: in the data folder, which is on the same disk.
  ESPALIER_BACKUP_FOLDER: z.string().optional(),
  // By the lab's clock.
  ESPALIER_BACKUP_HOUR: z.union([z.literal('off'), z.coerce.number().int().min(0).max(23)]).default(3),
  ESPALIER_BACKUP_KEEP: z.coerce.number().int().min(1).max(1000).default(14),
  ESPALIER_BACKUP_BEFORE_UPGRADE: z.stringbool().default(true),
  ESPALIER_DEMO: flag,
  // How long a past the demo's simulated machines are given at its first start.
  ESPALIER_DEMO_PAST_DAYS: z.coerce.number().int().min(0).max(365).default(0),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  ESPALIER_HEARTBEAT_MS: millis(STANDING_TIMES.heartbeatMs),
  ESPALIER_SUSPECT_MS: millis(STANDING_TIMES.suspectMs),
  ESPALIER_LOST_MS: millis(STANDING_TIMES.lostMs),
  ESPALIER_LEASE_MS: millis(STANDING_TIMES.leaseMs),
  ESPALIER_RANK_END_MS: millis(STANDING_TIMES.rankEndMs),
});

/** What two settings say together; beside what each says alone, so that all faults are told at once. */
function faultsOfPairs(v: Record<string, string | undefined>): string[] {
  const faults: string[] = [];
  if (Boolean(v['ESPALIER_TLS_CERT']) !== Boolean(v['ESPALIER_TLS_KEY']))
    faults.push(
      '✖ ESPALIER_TLS_CERT and ESPALIER_TLS_KEY go together: the file of the certificate and that of its key.',
    );
  if (v['ESPALIER_SMTP_URL'] && !v['ESPALIER_MAIL_FROM'])
    faults.push('✖ ESPALIER_SMTP_URL wants ESPALIER_MAIL_FROM beside it: whom the lab’s mail is from.');
  return faults;
}

export type Env = ReturnType<typeof readEnv>;

export function readEnv(values: NodeJS.ProcessEnv) {
  const parsed = Variables.safeParse(given(values));
  const apart = faultsOfPairs(given(values));
  if (!parsed.success || apart.length > 0) {
    const told = [...(parsed.success ? [] : [z.prettifyError(parsed.error)]), ...apart];
    throw new Error(`Wrong environment variables:\n${told.join('\n')}`);
  }
  const v = parsed.data;
  const tls =
    v.ESPALIER_TLS_CERT && v.ESPALIER_TLS_KEY
      ? { certFile: path.resolve(v.ESPALIER_TLS_CERT), keyFile: path.resolve(v.ESPALIER_TLS_KEY) }
      : null;
  return {
    isProduction: v.NODE_ENV === 'production',
    port: v.PORT,
    host: v.HOST,
    databaseUrl: v.DATABASE_URL,
    dataFolder: path.resolve(v.ESPALIER_DATA),
    tls,
    url: (v.ESPALIER_URL ?? `${tls ? 'https' : 'http'}://localhost:${v.PORT}`).replace(/\/$/, ''),
    secret: v.ESPALIER_SECRET,
    oldSecrets: v.ESPALIER_OLD_SECRETS,
    trustedProxies: v.ESPALIER_TRUSTED_PROXIES,
    huggingFaceUrl: v.ESPALIER_HUGGING_FACE_URL.replace(/\/$/, ''),
    smtpUrl: v.ESPALIER_SMTP_URL ?? null,
    mailFrom: v.ESPALIER_MAIL_FROM ?? null,
    webhookAllowPrivate: v.ESPALIER_WEBHOOK_ALLOW_PRIVATE,
    backups: {
      folder: path.resolve(v.ESPALIER_BACKUP_FOLDER ?? path.join(v.ESPALIER_DATA, 'backups')),
      hour: v.ESPALIER_BACKUP_HOUR === 'off' ? null : v.ESPALIER_BACKUP_HOUR,
      keep: v.ESPALIER_BACKUP_KEEP,
      isBeforeUpgrade: v.ESPALIER_BACKUP_BEFORE_UPGRADE,
    },
    isDemo: v.ESPALIER_DEMO,
    demoPastDays: v.ESPALIER_DEMO_PAST_DAYS,
    logLevel: v.LOG_LEVEL,
    heartbeatMs: v.ESPALIER_HEARTBEAT_MS,
    suspectMs: v.ESPALIER_SUSPECT_MS,
    lostMs: v.ESPALIER_LOST_MS,
    leaseMs: v.ESPALIER_LEASE_MS,
    rankEndMs: v.ESPALIER_RANK_END_MS,
  };
}

export const env = singleton('env', () => readEnv(process.env));

/** The secret that a backup has to bring along; null where the environment gives it. */
export function secretToKeep({ secret, dataFolder }: Pick<Env, 'secret' | 'dataFolder'>): string | null {
  const file = path.join(dataFolder, 'secret');
  return secret || !existsSync(file) ? null : readFileSync(file, 'utf8').trim();
}

// Signs sessions, so it must stay the same over restarts. Several portals share one through ESPALIER_SECRET.
export function readSecret({ secret, dataFolder }: Pick<Env, 'secret' | 'dataFolder'>): string {
  if (secret) return secret;
  const file = path.join(dataFolder, 'secret');
  mkdirSync(dataFolder, { recursive: true });
  try {
    writeFileSync(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
