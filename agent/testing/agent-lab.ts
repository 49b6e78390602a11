import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFailed } from 'vitest';
import { endLeftovers } from '../end-leftovers.ts';
import { readJournal } from './read-journal.ts';
import { makeFakeEngine } from './fake-engine.ts';
import { type FakePortal, startFakePortal, type StoredAnswer } from './fake-portal.ts';
import { type AgentProcess, startAgentProcess, type StartOptions } from './run-agent-process.ts';
import { until } from './until.ts';

export type AgentLab = {
  portal: FakePortal;
  folder: string;
  /** Starts an agent, with a fake engine unless it is given one; the same index again is the same agent. */
  start(
    index: number,
    options?: { faults?: string[]; engineFolder?: string } & Partial<StartOptions>,
  ): Promise<AgentProcess>;
  /** Waits for the end of an answer. */
  ended(
    generationId: string,
    timeoutMs?: number,
  ): Promise<StoredAnswer & { end: NonNullable<StoredAnswer['end']> }>;
  close(): Promise<void>;
};

/** A fake portal, real agent programs, fake ranks; everything that was started is ended by `close`. */
export async function openAgentLab(): Promise<AgentLab> {
  const portal = await startFakePortal();
  const folder = mkdtempSync(join(tmpdir(), 'espalier-agents-'));
  const processes: AgentProcess[] = [];
  const joined = new Set<number>();
  return {
    portal,
    folder,
    async start(index, { faults = [], engineFolder, args = [], ...options } = {}) {
      const engine = engineFolder ?? makeFakeEngine(join(folder, `engine-${index}`), faults);
      const flags = ['--engine-folder', engine, '--models-folder', 'agent/models', ...args];
      const dataFolder = join(folder, String(index));
      const started = await startAgentProcess({
        portal,
        dataFolder,
        isJoined: joined.has(index),
        ...options,
        args: flags,
      });
      // Why it is not there is in its own words alone.
      onTestFailed(() => console.log(`What agent ${index} said:\n${started.output()}`));
      joined.add(index);
      processes.push(started);
      return started;
    },
    async ended(generationId, timeoutMs) {
      await until(
        () => portal.answers.get(generationId)?.end != null,
        `the end of ${generationId}`,
        timeoutMs,
      );
      const { deltas, end } = portal.answers.get(generationId)!;
      return { deltas, end: end! };
    },
    async close() {
      for (const { child } of processes) child.kill('SIGKILL');
      await Promise.all(processes.map((it) => it.exited));
      // A test that failed may have left ranks; those of one that passed are gone.
      for (const index of joined)
        await endLeftovers(readJournal(join(folder, String(index), 'journal.jsonl')).ranks);
      await portal.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The words a fake rank has counted, as it was asked to. */
export const counted = (n: number): string => Array.from({ length: n }, (_, i) => `${i + 1} `).join('');
export const textOf = ({ deltas }: StoredAnswer): string => deltas.map((it) => it.text).join('');
export const askToCount = (n: number, everyMs: number, then = ''): { role: 'user'; content: string }[] => [
  { role: 'user', content: `count ${n} every ${everyMs} ${then && `then ${then}`}` },
];
