import {
  findHeldBytes,
  findWedge,
  isGpuIdle,
  type LoadReading,
  SMALLEST_JUDGED_BYTES,
  tellHeld,
  tellWedge,
  type Wedge,
} from '@/shared/domain/machine-trouble.ts';
import type { MachineTrouble } from '@/shared/schemas/machine.ts';
import { addNewest } from '@/shared/domain/newest.ts';
import { log } from './log.ts';
import { AGENT_TIMES } from './times.ts';
import type { RankRef, RankUpdate } from './runtime/runtime.ts';

export type MachineGuard = ReturnType<typeof createMachineGuard>;
type Options = {
  mostWatts: number | null;
  nowMs(): number;
  /** In portal time. */
  now(): Date;
};
type Freeing = { bytes: number; usedBeforeBytes: number; untilMs: number };

const LOOK_BACK_MS = 5000;
/** Readings are kept for as long as something is judged by them. */
const KEPT = 60;

/**
 * Whether this machine may take a rank: not while memory of an earlier one is not back, and not once its GPU hangs or
 * keeps memory for good. What no meter tells is not judged.
 */
export function createMachineGuard({ mostWatts, nowMs, now }: Options) {
  const { freedWithinMs } = AGENT_TIMES;
  const readings = new Set<LoadReading>();
  /** What ranks have said that they hold. */
  const bytesOf = new Map<string, number>();
  const waiting = new Set<() => void>();
  let freeing: Freeing[] = [];
  let trouble: MachineTrouble | null = null;

  const raise = (kind: MachineTrouble['kind'], detail: string): void => {
    if (trouble !== null) return;
    trouble = { kind, detail, at: now() };
    log(`This machine takes no rank any more until it was restarted. ${detail}`);
  };
  const settle = (): void => {
    if (freeing.length > 0) return;
    for (const resolve of waiting) resolve();
    waiting.clear();
  };
  const wedge = (): Wedge | null => findWedge([...readings], mostWatts, nowMs() - AGENT_TIMES.wedgedForMs);

  return {
    wedge,
    isGpuIdle: (): boolean => isGpuIdle([...readings], nowMs() - AGENT_TIMES.wedgedForMs),
    trouble: (): MachineTrouble | null => trouble,
    /** A process that even SIGKILL does not end hangs in the system's kernel. */
    onStuck: (pid: number): void =>
      raise('process_stuck', `Process ${pid} of a rank does not end, though it was killed.`),
    /** An admin has looked: what was seen before is no reason any more. */
    forgive(): void {
      if (trouble !== null) log('An admin has given this machine back.');
      trouble = null;
    },
    onReading({ gpuRatio, powerWatts, memoryUsedBytes }: Omit<LoadReading, 'atMs'>): void {
      addNewest(readings, { atMs: nowMs(), gpuRatio, powerWatts, memoryUsedBytes }, KEPT);
      if (memoryUsedBytes === null) return;
      freeing = freeing.filter((it) => {
        const held = findHeldBytes({ ...it, usedNowBytes: memoryUsedBytes });
        if (held === null) return false;
        if (nowMs() <= it.untilMs) return true;
        raise('memory_held', tellHeld(held, freedWithinMs));
        return false;
      });
      settle();
    },
    onRankState(ref: RankRef, update: RankUpdate): void {
      const key = `${ref.sessionId} ${ref.epoch}`;
      if (update.memoryBytes !== undefined) bytesOf.set(key, update.memoryBytes);
      if (update.state !== 'exited') return;
      const bytes = bytesOf.get(key) ?? 0;
      bytesOf.delete(key);
      const seen = update.cause === 'stalled' ? wedge() : null;
      if (seen) raise('gpu_wedged', tellWedge(seen));
      // Some of it may have come back while the last process of the rank went.
      const before = [...readings].filter((it) => it.atMs > nowMs() - LOOK_BACK_MS);
      const usedBeforeBytes = Math.max(0, ...before.map((it) => it.memoryUsedBytes ?? 0));
      if (bytes < SMALLEST_JUDGED_BYTES || usedBeforeBytes === 0) return;
      freeing.push({ bytes, usedBeforeBytes, untilMs: nowMs() + freedWithinMs });
    },
    /** What it holds is told as another session's from here on. */
    onHandOver: ({ sessionId, epoch }: Pick<RankRef, 'sessionId' | 'epoch'>): void =>
      void bytesOf.delete(`${sessionId} ${epoch}`),
    /** Resolves when a rank may be started, or with why none may, for people. Meters that fall silent hold nobody up. */
    async untilFree(): Promise<string | null> {
      if (freeing.length > 0 && trouble === null) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, freedWithinMs * 1.2);
          waiting.add(() => {
            clearTimeout(timer);
            resolve();
          });
        });
      }
      return trouble && `${trouble.detail} Restart this machine.`;
    },
  };
}
