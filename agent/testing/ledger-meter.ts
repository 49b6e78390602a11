import type { SpooledChunk } from '../ledger/gather-chunks.ts';
import type { DeathPoint } from './die-at.ts';
import { playMeter } from './play-meter.ts';

/** What a ledger in a process of its own is told, and how it speaks with its parent, which is its portal. */
export type LedgerPlan = {
  folder: string;
  startMs: number;
  /** Made as fast as they can be. */
  chunks: number;
  /** Whether the portal can be reached; then the program ends when all has arrived there. */
  isConnected: boolean;
  capBytes: number;
  death: DeathPoint | null;
};
export type LedgerAsk = { ask: number; bootId: string; chunks: SpooledChunk['chunk'][] };
export type LedgerAnswer = { ask: number; stored: number[] };

export const CHUNK_SECONDS = 15;
/** The same watts in the same second of each program. */
export const playLedgerMeter = (startMs: number) => playMeter(startMs, (second) => (second * 7) % 300);
