'use client';

import { useState } from 'react';
import type { MetricFrame } from '@/shared/protocol/console.ts';
import { useMetricFrames } from '../providers/realtime.tsx';

export type LiveMachine = {
  atMs: number;
  simulated: boolean;
  powerWatts: number | null;
  cpuRatio: number | null;
  gpuRatio: number | null;
  memoryUsedBytes: number | null;
  stale: boolean;
};
export type LiveSession = { tokensPerSecond: number; completionTokens: number };
export type Live = { machines: ReadonlyMap<string, LiveMachine>; sessions: ReadonlyMap<string, LiveSession> };

/** A reading this much older than its frame is no longer "now". */
const STALE_AFTER_MS = 10_000;
const NOTHING: Live = { machines: new Map(), sessions: new Map() };

/** The newest frame's readings; a machine the last frame did not name keeps its last reading. */
export function useLiveMachines(): Live {
  const [live, setLive] = useState(NOTHING);
  useMetricFrames((frame) => setLive((known) => take(known, frame)));
  return live;
}

function take(known: Live, frame: MetricFrame): Live {
  const machines = new Map(known.machines);
  for (const it of frame.machines) {
    const { at, powerWatts, cpuRatio, gpuRatio, memoryUsedBytes, stale } = it.live;
    const atMs = new Date(at).getTime();
    machines.set(it.machineId, {
      atMs,
      simulated: it.simulated,
      powerWatts,
      cpuRatio,
      gpuRatio,
      memoryUsedBytes,
      stale,
    });
  }
  const frameMs = new Date(frame.at).getTime();
  for (const [id, it] of machines) {
    if (!it.stale && frameMs - it.atMs > STALE_AFTER_MS) machines.set(id, { ...it, stale: true });
  }
  return { machines, sessions: new Map(frame.sessions.map((it) => [it.sessionId, it])) };
}

/** Watts of all these machines now; null when one has no fresh reading, since a part is not the whole. */
export function powerOf(machineIds: readonly string[], live: Live): number | null {
  let sum = 0;
  for (const id of machineIds) {
    const it = live.machines.get(id);
    if (!it || it.stale || it.powerWatts === null) return null;
    sum += it.powerWatts;
  }
  return machineIds.length === 0 ? null : sum;
}
