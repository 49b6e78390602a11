import pino from 'pino';
import { env } from './env.ts';
import { singleton } from './singleton.ts';

const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'secret',
  'token',
  'joinToken',
  'apiKey',
  'accessToken',
  'refreshToken',
];
// Postgres URLs carry a password; join tokens and API keys are bearer secrets.
const SECRET_TEXT =
  /\b(?:esp_[a-z]+_|hf_|whsec_)[A-Za-z0-9_-]+|(?<=:\/\/[^\s:@/]*:)[^\s@/]+(?=@)|(?<=\bBearer )[\w.~+/-]+=*/g;

export const hideSecrets = (line: string) => line.replace(SECRET_TEXT, '[hidden]');

type Told = { type: string; message: string; code?: string; stack?: string; cause?: Told; errors?: Told[] };

/**
 * Of an error what tells where and why; not what a library hung on it, such as the database's client with its keys,
 * or the values of a statement.
 */
function tellError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const { code, errors } = error as { code?: unknown; errors?: unknown };
  const told: Told = { type: error.constructor.name || name, message };
  if (typeof code === 'string') told.code = code;
  if (stack !== undefined) told.stack = stack;
  if (depth >= 3) return told;
  if (cause instanceof Error) told.cause = tellError(cause, depth + 1) as Told;
  if (Array.isArray(errors))
    told.errors = errors.filter((it) => it instanceof Error).map((it) => tellError(it, depth + 1) as Told);
  return told;
}
const tellEach = (details: unknown) =>
  Array.isArray(details) ? details.map((it) => tellError(it)) : tellError(details);

export function makeLogger(level: string, destination: pino.DestinationStream = process.stdout) {
  const paths = SECRET_FIELDS.flatMap((field) => [`["${field}"]`, `*["${field}"]`, `*.*["${field}"]`]);
  return pino(
    {
      level,
      base: null,
      redact: { paths, censor: '[hidden]' },
      serializers: { err: tellEach, error: tellEach, details: tellEach },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    { write: (line: string) => destination.write(hideSecrets(line)) },
  );
}

export const logger = singleton('logger', () => makeLogger(env.logLevel));
export type Logger = typeof logger;
