import { expect, test } from 'vitest';
import { failureFacts as facts, lost, METAL, rankSigns as rank } from '../testing/failure-facts.ts';
import { explainFailure, type FailureFacts, tellsAsMuch } from './failure-causes.ts';

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

test('a machine that is well again does not turn its cause back into how it was noticed', () => {
  expect(tellsAsMuch('agent_lost', 'stalled')).toBe(true);
  expect(tellsAsMuch('slept', 'agent_lost')).toBe(true);
  expect(tellsAsMuch('buffer_limit', 'killed')).toBe(true);
  expect(tellsAsMuch('stalled', 'agent_lost')).toBe(false);
  expect(tellsAsMuch('stalled', 'gpu_wedged')).toBe(false);
});
