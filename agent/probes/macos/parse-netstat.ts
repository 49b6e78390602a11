import { possible } from '../possible.ts';

/**
 * Bytes over the `en*` interfaces from `netstat -ibn` (64-bit, unlike getifaddrs). Only the `<Link#n>` row of an
 * interface counts: the address rows repeat it. Its address column may be empty, so the row is read from the right:
 * `… Ipkts Ierrs Ibytes Opkts Oerrs Obytes Coll`. RDMA traffic does not pass here.
 */
export function parseNetstat(text: string): { rxBytes: number; txBytes: number } | null {
  let found = false;
  let rxBytes = 0;
  let txBytes = 0;
  for (const line of text.split('\n')) {
    const cells = line.trim().split(/\s+/);
    if (!/^en\d+\*?$/.test(cells[0] ?? '') || !/^<Link#\d+>$/.test(cells[2] ?? '')) continue;
    const [rx, tx] = [Number(cells.at(-5)), Number(cells.at(-2))];
    if (cells.length < 10 || possible(rx) === null || possible(tx) === null) continue;
    found = true;
    rxBytes += rx;
    txBytes += tx;
  }
  return found ? { rxBytes, txBytes } : null;
}
