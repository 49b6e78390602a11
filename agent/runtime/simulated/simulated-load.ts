import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ReadScenario, scenarioIn } from './scenario.ts';

/** What a simulated machine is doing; its meters follow it. */
export type SimulatedLoad = {
  sessionId: string | null;
  modelBytes: number;
  /** 0 … 1 of the model is in memory. */
  loadedRatio: number;
  isLoading: boolean;
  /** Memory of ranks that are gone and did not give it back. */
  heldBytes: number;
  /** Its GPU hangs: fully active at low power, until the agent is started anew. */
  isWedged: boolean;
  /** It was put to sleep: nothing of it can be measured. */
  isAsleep: boolean;
  scenario: ReadScenario;
};

/** `scenarioFile`: need not be there. */
export const idleLoad = (scenarioFile: string): SimulatedLoad => ({
  sessionId: null,
  modelBytes: 0,
  loadedRatio: 0,
  isLoading: false,
  heldBytes: 0,
  isWedged: false,
  isAsleep: false,
  scenario: scenarioIn(scenarioFile),
});

/*
 * Only rank 0 hears of questions. In a real group every rank works on them, so simulated machines of one computer
 * tell each other through marks in the temporary folder: one file for each running answer.
 */
const STALE_MS = 10 * 60_000;
const folderOf = (sessionId: string): string =>
  join(tmpdir(), 'espalier-simulated', createHash('sha256').update(sessionId).digest('hex').slice(0, 24));

export function markAnswer(sessionId: string, generationId: string): { clear(): void } {
  const folder = folderOf(sessionId);
  const file = join(folder, createHash('sha256').update(generationId).digest('hex').slice(0, 24));
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, '');
  return { clear: () => rmSync(file, { force: true }) };
}

export function countAnswers(sessionId: string, now: Date): number {
  const folder = folderOf(sessionId);
  try {
    return readdirSync(folder).filter(
      (name) => now.getTime() - statSync(join(folder, name)).mtimeMs < STALE_MS,
    ).length;
  } catch {
    // No answer has been asked of this session, or its mark went this moment.
    return 0;
  }
}
