import { expect, test } from 'vitest';
import type { PreflightCheck } from '../schemas/session-start.ts';
import { readTrialFailure } from './failure-lines.ts';
import { planTrials, tellLinks, whyNoLink } from './link-trials.ts';
import { lookAgain } from './preflight.ts';

const ranks = (size: number) =>
  Array.from({ length: size }, (_, rank) => ({
    rank,
    address: `10.0.0.${rank + 1}`,
    checkPorts: Array.from({ length: size - 1 }, (_unused, at) => 5000 + 10 * rank + at),
  }));
const ring = (size: number) => ({
  kind: 'ring' as const,
  hosts: ranks(size).map((it) => `${it.address}:4000`),
});
const mesh = (size: number) => ({
  kind: 'jaccl' as const,
  devices: ranks(size).map((a) => ranks(size).map((b) => (a.rank === b.rank ? null : `rdma_en${b.rank}`))),
  coordinator: '10.0.0.1:4000',
});

test('a mesh tries every pair, a ring its neighbours; both ends by one network, on ports of their own', () => {
  const pairs = (lists: ReturnType<typeof planTrials>) =>
    lists!.flatMap((list, rank) => list.map(({ peer }) => `${Math.min(rank, peer)}-${Math.max(rank, peer)}`));
  expect(new Set(pairs(planTrials(ranks(4), mesh(4)))).size).toBe(6);
  expect(new Set(pairs(planTrials(ranks(4), ring(4))))).toEqual(new Set(['0-1', '1-2', '2-3', '0-3']));
  const [first, second] = planTrials(ranks(2), ring(2))!;
  expect(first).toEqual([{ peer: 1, place: 0, network: second![0]!.network }]);
  expect(second).toMatchObject([
    { peer: 0, place: 1, network: { hosts: ['10.0.0.1:5000', '10.0.0.2:5010'] } },
  ]);
  const rdma = planTrials(ranks(3), mesh(3))![2]!.find((it) => it.peer === 1)!;
  expect(rdma.network).toMatchObject({
    devices: [
      [null, 'rdma_en2'],
      ['rdma_en1', null],
    ],
  });
});

test('nobody waits in a circle: played in order, all trials of a large mesh come to their end', () => {
  const left = planTrials(ranks(7), mesh(7))!;
  let rounds = 0;
  while (left.some((it) => it.length > 0)) {
    const met = left.flatMap((list, rank) => {
      const peer = list[0]?.peer;
      return peer !== undefined && left[peer]![0]?.peer === rank && rank < peer
        ? [[rank, peer] as const]
        : [];
    });
    expect(met.length).toBeGreaterThan(0);
    for (const pair of met) for (const rank of pair) left[rank]!.shift();
    rounds += 1;
  }
  expect(rounds).toBeLessThan(21);
});

test('too few ports: none is tried', () => {
  expect(planTrials([...ranks(2).slice(0, 1), { rank: 1, address: '', checkPorts: [] }], ring(2))).toBeNull();
});

test('a link is what both its ends say of it', () => {
  const fine = { bytes: 10, milliseconds: 2, latencyMilliseconds: 0.1, message: null };
  const none = { bytes: null, milliseconds: null, latencyMilliseconds: null };
  const told = (a: object | null, b: object | null) =>
    tellLinks([
      { rank: 0, machineName: 'Anjou', pairs: a && [{ peer: 1, ok: null, ...none, message: null, ...a }] },
      { rank: 1, machineName: 'Bosc', pairs: b && [{ peer: 0, ok: null, ...none, message: null, ...b }] },
    ])[0];
  expect(told({ ok: true, ...fine }, { ok: true, ...fine, milliseconds: 3 })).toMatchObject({
    machines: ['Anjou', 'Bosc'],
    state: 'pass',
    milliseconds: 3,
  });
  expect(told({ ok: true, ...fine }, null)?.state).toBe('unknown');
  expect(told({ ok: true, ...fine }, { ok: false, message: 'refused' })).toMatchObject({
    state: 'fail',
    message: 'refused',
  });
  const broken = [{ peer: 1, ok: false, ...none, message: 'refused.' }];
  const why = whyNoLink({ rank: 0, machineName: 'Anjou' }, broken, () => 'Bosc');
  expect(why).toContain('Anjou and Bosc could not add up numbers');
  expect(why).toContain('It said: refused. Look at');
  expect(
    whyNoLink({ rank: 0, machineName: 'Anjou' }, [{ ...broken[0]!, ok: null }], () => 'Bosc'),
  ).toBeNull();
});

/** What a rank says of its trial, as it was said: by MLX 0.32.4, by Python, by the agent. */
const SAID: [message: string, isOfLink: boolean, tells: RegExp][] = [
  ["RuntimeError: [ring] Couldn't connect (error: 60)", true, /their cable and network/],
  ['ValueError: [jaccl] Changing queue pair to RTR failed with errno 22', true, /their cable and network/],
  ['RuntimeError: [jaccl] Recv failed with errno 5', true, /their cable and network/],
  ['RuntimeError: [ring] something that no table knows', true, /their cable and network/],
  [
    'RuntimeError: The sums over this link are wrong: what one sends is not what the other gets.',
    true,
    /their cable and network/,
  ],
  ['nothing came within 30 s', true, /their cable and network/],
  ["ModuleNotFoundError: No module named 'mlx'", false, /could not load a part of the engine.*setup-engine/],
  ['it could not be started: spawn /opt/engine/bin/python ENOENT', false, /setup-engine/],
  [
    'ImportError: dlopen(core.cpython-312-darwin.so, 0x0002): Library not loaded: @rpath/libmlx.dylib',
    false,
    /setup-engine/,
  ],
  [
    "ImportError: cannot import name 'ThreadLocalStream' from 'mlx.core' (unknown location)",
    false,
    /versions that do not work together/,
  ],
  ['ValueError: Cannot initialize jaccl distributed backend', false, /no part for the backend/],
  ['RuntimeError: [malloc] Unable to allocate 2097152 bytes.', false, /memory/],
  [
    'RuntimeError: [METAL] Command buffer execution failed: Insufficient Memory (00000008:kIOGPUCommandBufferCallbackErrorOutOfMemory)',
    false,
    /memory/,
  ],
  ["RuntimeError: [ring] Couldn't bind socket (error: 48)", false, /port/],
  ['OSError: [Errno 28] No space left on device', false, /no space is left/],
  [
    "TypeError: init() got an unexpected keyword argument 'strict'",
    false,
    /an error of its own.*nothing against a cable/,
  ],
  ['it ended with code 1', false, /an error of its own/],
  ['it ended by SIGKILL', false, /killed|ended/i],
];
test.each(SAID)('a trial that failed tells the link from the engine: %s', (message, isOfLink, tells) => {
  expect(readTrialFailure(message).isOfLink).toBe(isOfLink);
  const pair = { peer: 1, ok: false, bytes: null, milliseconds: null, latencyMilliseconds: null, message };
  const why = whyNoLink({ rank: 0, machineName: 'Anjou' }, [pair], () => 'Bosc')!;
  expect(why).toContain('nothing was loaded');
  expect(why).toContain(message.replace(/\.$/, ''));
  expect(why).toMatch(tells);
  if (!isOfLink) expect(why).not.toMatch(/Look at their cable/);
});

test('of both ends the one whose engine failed is told', () => {
  const said = (peer: number, message: string) => [
    { peer, ok: false, bytes: null, milliseconds: null, latencyMilliseconds: null, message },
  ];
  const links = tellLinks([
    { rank: 0, machineName: 'Anjou', pairs: said(1, 'nothing came within 30 s') },
    { rank: 1, machineName: 'Bosc', pairs: said(0, "ModuleNotFoundError: No module named 'mlx'") },
  ]);
  expect(links).toMatchObject([{ state: 'fail', message: "ModuleNotFoundError: No module named 'mlx'" }]);
  const remedyOf = (tried: typeof links) =>
    lookAgain(
      { at: new Date(), links: [], checks: [{ code: 'LINKS', state: 'unknown' } as PreflightCheck] },
      tried,
    ).checks[0]!.remedy;
  expect(remedyOf(links)).toMatch(/mend the engine/);
  expect(remedyOf([{ ...links[0]!, message: 'nothing came within 30 s' }])).toMatch(/cable/);
});
