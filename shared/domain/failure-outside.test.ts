import { expect, test } from 'vitest';
import { failureFacts as facts, rankSigns as rank } from '../testing/failure-facts.ts';
import { explainFailure, type FailureFacts } from './failure-causes.ts';

// What the portal saw of it: silence, deadlines, refused preparations, trials of links.
test.each<[string, Partial<FailureFacts>, string, string, number | null]>([
  ['an agent started anew', { endReason: 'agent_restarted', reportedRank: 1 }, 'agent_restarted', 'known', 1],
  ['no word from the portal', { endReason: 'portal_lost', reportedRank: 0 }, 'portal_lost', 'known', 0],
  [
    'a deadline of connecting, and a line says why',
    {
      endReason: 'deadline_passed',
      phase: 'connecting',
      reportedRank: null,
      ranks: [rank(0), rank(1, { lines: ["[ring] Couldn't connect (error: 61)"] })],
    },
    'ring_refused',
    'known',
    1,
  ],
  [
    'a deadline of loading, and nothing does',
    { endReason: 'deadline_passed', phase: 'loading', reportedRank: 1 },
    'late_loading',
    'likely',
    1,
  ],
  [
    'a deadline of the warm-up',
    { endReason: 'deadline_passed', phase: 'warming_up', reportedRank: 0 },
    'late_warm_up',
    'likely',
    0,
  ],
  [
    'a deadline of preparing',
    { endReason: 'deadline_passed', phase: 'preparing', reportedRank: 0 },
    'late_preparing',
    'likely',
    0,
  ],
  [
    'a stall by its own words',
    {
      endReason: 'stalled',
      ranks: [
        rank(0, {
          exitCause: 'stalled',
          message: 'No token for 31 s: this rank or another of its group hangs.',
        }),
        rank(1),
      ],
    },
    'stalled',
    'known',
    0,
  ],
  [
    'a refused preparation the table knows',
    {
      endReason: 'prepare_failed',
      phase: 'preparing',
      reportedRank: 1,
      ranks: [
        rank(0),
        rank(1, {
          exitCause: 'prepare_failed',
          message: "The files of Qwen differ from the other machines'. Copy the same folder to each.",
        }),
      ],
    },
    'model_differs',
    'known',
    1,
  ],
  [
    '… and one it does not',
    {
      endReason: 'prepare_failed',
      phase: 'preparing',
      reportedRank: 1,
      ranks: [rank(0), rank(1, { exitCause: 'prepare_failed', message: 'The moon is full.' })],
    },
    'not_prepared',
    'known',
    1,
  ],
  [
    'links were tried: an engine that is not there tells more than the end that waited for it',
    {
      endReason: 'preflight_failed',
      phase: 'checking',
      reportedRank: 0,
      ranks: [
        rank(0, { message: "RuntimeError: [ring] Couldn't connect (error: 61)" }),
        rank(1, { message: "ModuleNotFoundError: No module named 'mlx'" }),
      ],
    },
    'engine_broken',
    'known',
    1,
  ],
  [
    '… as does an error of Python that no sign is known of',
    {
      endReason: 'preflight_failed',
      phase: 'checking',
      reportedRank: 0,
      ranks: [
        rank(0, { message: 'nothing came within 30 s' }),
        rank(1, { message: 'TypeError: init() got an unexpected keyword argument strict' }),
      ],
    },
    'engine_failed',
    'likely',
    1,
  ],
  [
    '… and where nothing came from either end it is the link',
    {
      endReason: 'preflight_failed',
      phase: 'checking',
      ranks: [0, 1].map((it) => rank(it, { message: 'nothing came within 30 s' })),
    },
    'link_failed',
    'known',
    0,
  ],
])('%s', (_, part, cause, certainty, who) => {
  const found = explainFailure(facts(part));
  expect({ cause: found.cause, certainty: found.certainty, rank: found.rank }).toEqual({
    cause,
    certainty,
    rank: who,
  });
});
