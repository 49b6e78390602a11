/**
 * What the rules for rates can't take from data sheets. Fitted to the points of `shared/data/published-points.json`
 * that say `fit`, by least squares of the relative error; the others are held against them in `docs/planner.md`.
 */
export type RateCoefficients = {
  /** Share of the memory's bandwidth at which weights are read; an Ultra is two dies. */
  readShare: { single: number; ultra: number };
  /** Share at which keys and values are read. */
  cacheShare: number;
  /** Of a step, whatever the model: sampling, Python, the first kernel. */
  stepMicroseconds: number;
  /** Of a layer: starting its kernels. */
  layerMicroseconds: {
    dense: number;
    sliding: number;
    moe: number;
    mla: number;
    mlaIndexed: number;
    compressed: number;
  };
  /** Of that time by generation of the chip, M3 being 1. */
  layerPace: Record<string, number>;
  /** Microseconds: a meeting is one of the two all-reduces of a layer, a hop the way to the next stage. */
  wait: { rdmaFastMeeting: number; rdmaMeeting: number; tcpMeeting: number; rdmaHop: number; tcpHop: number };
  /** Peak of one GPU core, 10^12 operations a second. */
  teraflopsPerCore: Record<string, number>;
  /** What the matrix units in the GPU cores of M5 and later multiply that by, in experts and in all else. */
  acceleratorGain: { dense: number; moe: number };
  /** Share of the peak that long prompts reach: in routed experts, and in all else. */
  computeShare: { dense: number; moe: number };
  /** Attention reaches this share of what matrices reach. */
  attentionShare: number;
  /** A step with so many tokens (for one expert: `moe`) reaches half of it. */
  shortStepTokens: { dense: number; moe: number };
  /** A model with hidden states this wide reaches half of it. */
  narrowHidden: number;
  linkGbPerSecond: { rdma: number; tcp: number };
};

export const RATE_COEFFICIENTS: RateCoefficients = {
  readShare: { single: 0.85, ultra: 0.82 },
  cacheShare: 0.61,
  stepMicroseconds: 290,
  layerMicroseconds: { dense: 57, sliding: 98, moe: 177, mla: 269, mlaIndexed: 383, compressed: 601 },
  // M6: no point yet, as M5.
  layerPace: { m1: 1.27, m2: 0.96, m3: 1, m4: 0.48, m5: 0.45, m6: 0.45 },
  wait: {
    rdmaFastMeeting: 19,
    // mlx#4438: a crossing between CPU and GPU with MLX's default fences; not fitted.
    rdmaMeeting: 180,
    // Geerling, exo: a message over TCP on Thunderbolt; not fitted.
    tcpMeeting: 300,
    // Ours: a few crossings; not fitted.
    rdmaHop: 1000,
    tcpHop: 7000,
  },
  // huggingface.js#1044 (M2 to M4); M1 by the clock, M5 and M6 as M4; not fitted.
  teraflopsPerCore: { m1: 0.325, m2: 0.358, m3: 0.41, m4: 0.46, m5: 0.46, m6: 0.46 },
  acceleratorGain: { dense: 3.3, moe: 2.2 },
  computeShare: { dense: 0.82, moe: 0.54 },
  attentionShare: 1,
  shortStepTokens: { dense: 135, moe: 48 },
  narrowHidden: 630,
  // omlx PR 3118: 6.1 to 6.5 GB/s on one cable with JACCL. TCP: ours, half of that; not fitted.
  linkGbPerSecond: { rdma: 6.3, tcp: 3 },
};
