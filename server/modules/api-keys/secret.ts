import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import { hashOfToken } from '../../secret-token.ts';

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PREFIX_LETTERS = 8;
/** 190 bits. */
const SECRET_LETTERS = 32;
const CHECK_LETTERS = 4;
const FORM = new RegExp(`^esp_[0-9A-Za-z]{${PREFIX_LETTERS + SECRET_LETTERS + CHECK_LETTERS}}$`);
const PREFIX_LENGTH = 'esp_'.length + PREFIX_LETTERS;

const letters = (count: number): string =>
  Array.from({ length: count }, () => LETTERS[randomInt(LETTERS.length)]).join('');

/** Of what stands before: a typo is told from a wrong key without asking anybody. */
function checkOf(text: string): string {
  const hash = createHash('sha256').update(`check:${text}`).digest();
  return Array.from({ length: CHECK_LETTERS }, (_, index) => LETTERS[hash[index]! % LETTERS.length]).join('');
}

export const prefixOf = (secret: string): string => secret.slice(0, PREFIX_LENGTH);

/** `esp_` as scanners for leaked secrets look for, what finds its row, the secret, and a check. */
export function makeSecret(): { secret: string; prefix: string; secretHash: string } {
  const body = `esp_${letters(PREFIX_LETTERS + SECRET_LETTERS)}`;
  const secret = body + checkOf(body);
  return { secret, prefix: prefixOf(secret), secretHash: hashOfToken(secret) };
}

export const isSecret = (text: string): boolean =>
  FORM.test(text) && text.slice(-CHECK_LETTERS) === checkOf(text.slice(0, -CHECK_LETTERS));

/** In the same time however much of it is right. */
export const isSame = (hash: string, other: string): boolean =>
  hash.length === other.length && timingSafeEqual(Buffer.from(hash), Buffer.from(other));
