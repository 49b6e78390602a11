import { expect, test } from 'vitest';
import { FAILURE_CAUSES } from '../data/failure-causes.ts';
import {
  explainFailure,
  type FailureFacts,
  findTellingLine,
  type RankSigns,
  tellCause,
  tellsAsMuch,
} from './failure-causes.ts';

const rank = (number: number, part: Partial<RankSigns> = {}): RankSigns => ({
  rank: number,
  machine: ['Anjou', 'Bosc', 'Comice'][number]!,
  exitCause: null,
  exitCode: null,
  signal: null,
  message: null,
  lines: [],
  ...part,
});
const facts = (part: Partial<FailureFacts>): FailureFacts => ({
  phase: 'answering',
  backend: 'ring',
  endReason: 'rank_exited',
  reportedRank: 0,
  ranks: [rank(0), rank(1)],
  ...part,
});
const LOST = 'RuntimeError: [ring] connection to a peer was lost';
const METAL = 'RuntimeError: [metal::malloc] Resource limit (499000) exceeded.';
const lost = rank(0, { exitCause: 'peer_lost', exitCode: 70, message: LOST, lines: [LOST] });

test.each<[string, Partial<FailureFacts>, string, string, number | null]>([
  [
    'the rank that broke tells more than the one that lost it',
    {
      endReason: 'peer_lost',
      ranks: [lost, rank(1, { exitCause: 'crashed', exitCode: 70, message: METAL })],
    },
    'buffer_limit',
    'known',
    1,
  ],
  [
    'a killed rank, told by its signal',
    { ranks: [lost, rank(1, { exitCause: 'crashed', signal: 'SIGKILL' })] },
    'killed',
    'known',
    1,
  ],
  [
    '… by the code of a container',
    { ranks: [rank(0, { exitCause: 'crashed', exitCode: 137 }), rank(1)] },
    'killed',
    'known',
    0,
  ],
  [
    '… and its memory was full',
    { ranks: [lost, rank(1, { exitCause: 'crashed', signal: 'SIGKILL' })], memoryRatios: { 1: 0.97 } },
    'killed_for_memory',
    'likely',
    1,
  ],
  [
    'a peer lost, and the other one has not spoken',
    { endReason: 'peer_lost', ranks: [lost, rank(1)] },
    'peer_lost',
    'known',
    1,
  ],
  [
    'three ranks, two silent: nobody is blamed',
    { endReason: 'peer_lost', ranks: [lost, rank(1), rank(2)] },
    'peer_lost',
    'known',
    null,
  ],
  [
    'a crash over RDMA while answering',
    { backend: 'jaccl', ranks: [rank(0, { exitCause: 'crashed', signal: 'SIGSEGV' }), rank(1)] },
    'crashed_cable',
    'likely',
    0,
  ],
  [
    '… while connecting',
    {
      backend: 'jaccl',
      phase: 'connecting',
      ranks: [rank(0, { exitCause: 'load_failed', signal: 'SIGSEGV' }), rank(1)],
    },
    'rdma_crash',
    'likely',
    0,
  ],
  [
    '… told by Python itself',
    {
      backend: 'jaccl_ring',
      ranks: [
        rank(0, {
          exitCause: 'crashed',
          signal: 'SIGSEGV',
          lines: ['Fatal Python error: Segmentation fault'],
        }),
        rank(1),
      ],
    },
    'crashed_cable',
    'likely',
    0,
  ],
  [
    'a crash over TCP',
    { ranks: [rank(0, { exitCause: 'crashed', signal: 'SIGSEGV' }), rank(1)] },
    'crashed',
    'likely',
    0,
  ],
  [
    'an abort without a word',
    { ranks: [rank(0, { exitCause: 'crashed', signal: 'SIGABRT' }), rank(1)] },
    'crashed',
    'likely',
    0,
  ],
  [
    'an abort that Metal explains',
    {
      ranks: [
        rank(0, {
          exitCause: 'crashed',
          signal: 'SIGABRT',
          lines: [
            'Fatal Python error: Aborted',
            '[METAL] Command buffer execution failed: Insufficient Memory (00000008:kIOGPUCommandBufferCallbackErrorOutOfMemory)',
          ],
        }),
        rank(1),
      ],
    },
    'out_of_memory',
    'known',
    0,
  ],
  [
    'somebody’s SIGTERM',
    { ranks: [rank(0), rank(1, { exitCause: 'crashed', signal: 'SIGTERM' })] },
    'ended_from_outside',
    'likely',
    1,
  ],
  [
    'an end with 0 that nobody ordered',
    { ranks: [rank(0), rank(1, { exitCause: 'crashed', exitCode: 0 })] },
    'ended_by_itself',
    'known',
    1,
  ],
  [
    'a silent agent, whatever the others lost',
    { endReason: 'agent_lost', reportedRank: 1, ranks: [lost, rank(1)] },
    'agent_lost',
    'known',
    1,
  ],
  [
    '… unless its system crashed',
    {
      endReason: 'agent_lost',
      reportedRank: 1,
      ranks: [
        lost,
        rank(1, {
          lines: ['panic(cpu 9 caller 0xfffffe004b8cd288): "completeMemory() prepare count underflow"'],
        }),
      ],
    },
    'kernel_panic',
    'known',
    1,
  ],
  [
    'no progress, and one machine had fallen silent: that one is the suspect, not who noticed',
    {
      endReason: 'stalled',
      ranks: [
        rank(0, {
          exitCause: 'stalled',
          message: 'No token for 30 s: this rank or another of its group hangs.',
        }),
        rank(1, { sights: [{ kind: 'silent', text: 'It fell silent.' }] }),
      ],
    },
    'agent_lost',
    'likely',
    1,
  ],
  [
    '… and it tells later that it had slept',
    {
      endReason: 'stalled',
      ranks: [rank(0, { exitCause: 'stalled' }), rank(1, { sights: [{ kind: 'slept', text: 'It slept.' }] })],
    },
    'slept',
    'known',
    1,
  ],
  [
    '… or keeps the memory of its rank',
    {
      endReason: 'stalled',
      ranks: [rank(0, { exitCause: 'stalled' }), rank(1, { sights: [{ kind: 'hangs', text: '298 GB' }] })],
    },
    'gpu_wedged',
    'known',
    1,
  ],
  [
    'two silent machines: neither is blamed for a stall',
    {
      endReason: 'stalled',
      ranks: [0, 1].map((it) => rank(it, { sights: [{ kind: 'silent', text: 'silent' }] })),
    },
    'stalled',
    'likely',
    0,
  ],
  [
    'a crash over RDMA, and the cable between the two had gone',
    {
      backend: 'jaccl',
      ranks: [0, 1].map((it) =>
        rank(it, {
          exitCause: 'crashed',
          signal: 'SIGSEGV',
          lines: ['Fatal Python error: Segmentation fault'],
          sights: [{ kind: 'cable_out', text: 'The cable went away.' }],
        }),
      ),
    },
    'cable_out',
    'known',
    0,
  ],
  [
    'what a rank itself said of its memory stands, whoever is silent',
    {
      ranks: [
        rank(0, { exitCause: 'crashed', signal: 'SIGKILL', message: 'MemoryError' }),
        rank(1, { sights: [{ kind: 'silent', text: 'silent' }] }),
      ],
    },
    'out_of_memory',
    'known',
    0,
  ],
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
    'nothing known',
    {
      ranks: [
        rank(0, { exitCause: 'crashed', exitCode: 3, message: 'It ended with code 3. Its last line: bye' }),
        rank(1),
      ],
    },
    'unknown',
    'unknown',
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

test('unknown shows the line as it was said', () => {
  const ranks = [rank(0, { exitCause: 'crashed', exitCode: 3, lines: ['first', 'bye', ''] }), rank(1)];
  expect(explainFailure(facts({ ranks })).decidedBy).toEqual({ rank: 0, text: 'bye', index: 1 });
});

test('without any sign or line nothing is made up', () => {
  expect(explainFailure(facts({ endReason: null, ranks: [] }))).toEqual({
    cause: 'unknown',
    certainty: 'unknown',
    rank: 0,
    decidedBy: null,
  });
});

test('the telling line is the newest with a sign, an echo only where there is no other', () => {
  expect(findTellingLine(['a', METAL, LOST, 'bye'])).toBe(METAL);
  expect(findTellingLine(['a', LOST, 'bye'])).toBe(LOST);
  expect(findTellingLine(['a', 'bye', ' '])).toBe('bye');
  expect(findTellingLine([])).toBeNull();
  // What each rank says while all is well is no last word of one that was killed.
  const warned =
    '/venv/lib/mlx_lm/server.py:1894: UserWarning: mlx_lm.server is not recommended for production.';
  expect(findTellingLine([warned, '  warnings.warn('])).toBeNull();
});

test('every cause has words that stand without a machine’s name too', () => {
  for (const cause of Object.keys(FAILURE_CAUSES) as (keyof typeof FAILURE_CAUSES)[]) {
    const words = tellCause(cause, null);
    const texts = [words.title, words.sentence, ...words.remedy];
    for (const text of texts) expect(text).toMatch(/^(?:[\p{Lu}“]|macOS |mlx-lm )/u);
    for (const text of texts.slice(1)) expect(text).toMatch(/[.!?]$/);
    expect(words.title).not.toMatch(/[.{}]/);
    if (words.needsReboot) expect(words.needsPerson).toBe(true);
    // What a person has to mend first is not tried again by itself.
    if (words.needsPerson) expect(words.isTransient).toBe(false);
  }
});

test('a machine that is well again does not turn its cause back into how it was noticed', () => {
  expect(tellsAsMuch('agent_lost', 'stalled')).toBe(true);
  expect(tellsAsMuch('slept', 'agent_lost')).toBe(true);
  expect(tellsAsMuch('buffer_limit', 'killed')).toBe(true);
  expect(tellsAsMuch('stalled', 'agent_lost')).toBe(false);
  expect(tellsAsMuch('stalled', 'gpu_wedged')).toBe(false);
});
