import type { MetricFrame } from '@/shared/protocol/console.ts';

/** Readings come each second, give or take: finer buckets would show gaps that are none. */
export const FINEST_STEP_MS = 2000;
const KEPT_FRAMES = 120;

/** The newest frames of the last two minutes, kept outside React until a curve takes them up. */
export function createFrameLog() {
  const frames: MetricFrame[] = [];
  return {
    keep: (frame: MetricFrame): void => {
      frames.push(frame);
      if (frames.length > KEPT_FRAMES) frames.shift();
    },
    frames: (): readonly MetricFrame[] => frames,
  };
}
