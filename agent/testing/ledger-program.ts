/**
 * An agent's ledger as a program of its own: gatherer, spool and outbox as they are shipped, a played meter, and its
 * parent for a portal. It writes down, beside the spool, each chunk that it has in hand and each that it has on disk.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createChunkOutbox } from '../ledger/chunk-outbox.ts';
import type { SpooledChunk } from '../ledger/gather-chunks.ts';
import { openSpool } from '../ledger/spool.ts';
import type { PortalLink } from '../portal-link.ts';
import { dieAt } from './die-at.ts';
import {
  CHUNK_SECONDS,
  type LedgerAnswer,
  type LedgerAsk,
  type LedgerPlan,
  playLedgerMeter,
} from './ledger-meter.ts';

const plan = JSON.parse(process.argv[2]!) as LedgerPlan;
const readings = join(plan.folder, 'readings');
const note = (file: string, { bootId, chunk }: SpooledChunk): void =>
  appendFileSync(join(plan.folder, file), `${bootId} ${chunk.seq}\n`);
dieAt(readings, plan.death);

const waiting = new Map<number, (stored: number[]) => void>();
let asked = 0;
process.on('message', ({ ask, stored }: LedgerAnswer) => waiting.get(ask)?.(stored));
const link: PortalLink = {
  isReady: () => plan.isConnected,
  tell: () => undefined,
  ask: (async (_event: string, { bootId, chunks }: Omit<LedgerAsk, 'ask'>) => {
    const ask = ++asked;
    process.send!({ ask, bootId, chunks } satisfies LedgerAsk);
    return { stored: await new Promise<number[]>((resolve) => waiting.set(ask, resolve)) };
  }) as PortalLink['ask'],
};
const meter = playLedgerMeter(plan.startMs);
const nowMs = (): number => plan.startMs + meter.state.second * 1000;
const spool = openSpool({ folder: readings, nowMs, capBytes: plan.capBytes });
const outbox = createChunkOutbox({ link, spool, nowMs, waits: { shortestRestMs: 1, retryMs: 2 } });
for (let made = 0; made < plan.chunks;) {
  meter.run(CHUNK_SECONDS);
  for (const it of meter.chunks.splice(0)) {
    note('made', it);
    outbox.push(it);
    note('kept', it);
    made += 1;
  }
}
if (plan.isConnected) {
  outbox.flush();
  while (!outbox.isEmpty()) await new Promise((resolve) => setTimeout(resolve, 5));
}
outbox.close();
process.disconnect();
