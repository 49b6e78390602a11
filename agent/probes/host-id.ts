import { createHmac } from 'node:crypto';

/** The same for every agent on one host and useless elsewhere: the raw machine id never leaves the machine. */
export function hashHostId(rawId: string): string {
  return createHmac('sha256', rawId.trim().toLowerCase()).update('espalier host').digest('hex').slice(0, 32);
}
