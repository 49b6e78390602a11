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
  /\besp_[a-z]+_[A-Za-z0-9_-]+|(?<=:\/\/[^\s:@/]*:)[^\s@/]+(?=@)|(?<=\bBearer )[\w.~+/-]+=*/g;

export const hideSecrets = (line: string) => line.replace(SECRET_TEXT, '[hidden]');

export function makeLogger(level: string, destination: pino.DestinationStream = process.stdout) {
  const paths = SECRET_FIELDS.flatMap((field) => [`["${field}"]`, `*["${field}"]`, `*.*["${field}"]`]);
  return pino(
    { level, base: null, redact: { paths, censor: '[hidden]' }, timestamp: pino.stdTimeFunctions.isoTime },
    { write: (line: string) => destination.write(hideSecrets(line)) },
  );
}

export const logger = singleton('logger', () => makeLogger(env.logLevel));
export type Logger = typeof logger;
