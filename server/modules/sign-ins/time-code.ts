import { createHmac, timingSafeEqual } from 'node:crypto';

const STEP_SECONDS = 30;
const DIGITS = 6;
const BASE_32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648, without padding: how authenticators take a secret. */
export function toBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((it) => it.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((it) => BASE_32[Number.parseInt(it.padEnd(5, '0'), 2)]).join('');
}

/** What `toBase32` wrote. */
export function fromBase32(text: string): Buffer {
  const bits = Array.from(text, (it) => BASE_32.indexOf(it).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((it) => Number.parseInt(it, 2)));
}

export const stepAt = (at: Date): number => Math.floor(at.getTime() / 1000 / STEP_SECONDS);

/** Six digits of RFC 6238 (HMAC-SHA-1, 30 s), as every authenticator makes them. */
export function codeAt(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = mac.at(-1)! & 0xf;
  return String((mac.readUInt32BE(offset) & 0x7f_ff_ff_ff) % 10 ** DIGITS).padStart(DIGITS, '0');
}

/** The step of a right code, of now or one step beside it, and newer than the last that was taken; else null. */
export function stepOfCode(secret: Uint8Array, code: string, at: Date, lastStep: number): number | null {
  const given = Buffer.from(code);
  const now = stepAt(at);
  for (const step of [now - 1, now, now + 1]) {
    const right = Buffer.from(codeAt(secret, step));
    if (step > lastStep && given.length === right.length && timingSafeEqual(given, right)) return step;
  }
  return null;
}
