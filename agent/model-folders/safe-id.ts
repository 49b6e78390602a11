import { createHash } from 'node:crypto';

const NAME = /^[\w.-]{1,96}$/;
const MOST_KEPT = 80;

/**
 * A folder's name as a part of an id: itself where it can be, else what of it is ASCII and a mark by which it stays
 * apart from others. The name that people see is the folder's own.
 */
export function safeId(name: string): string {
  if (NAME.test(name)) return name;
  const plain = name
    .normalize('NFKD')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[-.]+|-+$/g, '')
    .slice(0, MOST_KEPT);
  const mark = createHash('sha256').update(name.normalize('NFC')).digest('hex').slice(0, 6);
  return plain === '' ? `folder-${mark}` : `${plain}-${mark}`;
}
