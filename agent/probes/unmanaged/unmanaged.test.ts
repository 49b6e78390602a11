import { describe, expect, test } from 'vitest';
import { tellUnmanaged } from '@/shared/domain/unmanaged.ts';
import { readFixture } from '../fixtures/replay.ts';
import { createProbeLog } from '../probe-log.ts';
import { createUnmanagedLook, parseLsof } from './find-unmanaged.ts';
import { modelProgramOf } from './model-programs.ts';
import { parsePs, type ProcessLine } from './parse-ps.ts';
import { pickUnmanaged } from './pick-unmanaged.ts';

const NOBODY = { agentPid: 0, marked: new Set<number>(), withMlx: new Set<number>() };
const brief = (list: ReturnType<typeof pickUnmanaged>) =>
  list.map(
    ({ pid, user, program, memoryBytes }) =>
      `${pid} ${user} ${program} ${(memoryBytes / 2 ** 30).toFixed(1)}`,
  );
const line = (pid: number, more: Partial<ProcessLine> = {}): ProcessLine => ({
  pid,
  parent: 1,
  group: pid,
  residentBytes: 2 ** 30,
  user: 'dana',
  args: '/usr/local/bin/ollama serve',
  ...more,
});

test('what a Mac lists: each program with all it started, ours and what is too small left out', async () => {
  const lines = parsePs(await readFixture('ps/macos.txt'));
  const found = pickUnmanaged(lines, {
    agentPid: 2001,
    marked: new Set([2050, 2300]),
    withMlx: new Set([3200]),
  });
  expect(brief(found)).toEqual([
    '402 dana ollama 312.1',
    '1204 mira LM Studio 18.3',
    '3200 leon MLX 12.0',
    '3100 leon MLX 8.0',
    '3300 leon vLLM 2.0',
  ]);
  expect(tellUnmanaged(found.slice(0, 1))).toBe('312\u202fGB by ollama (dana)');
});

test('what Linux lists, with accounts of any length and workers that are named by nothing', async () => {
  const found = pickUnmanaged(parsePs(await readFixture('ps/linux.txt')), NOBODY);
  expect(brief(found)).toEqual([
    '2210 a.very.long.account.name vLLM 20.3',
    '2400 dana exo 20.0',
    '1358 jirka LM Studio 9.1',
    '2300 root llama.cpp 6.0',
  ]);
});

describe('never ours:', () => {
  const lines = [
    line(10, { args: 'node agent.mjs run', residentBytes: 0 }),
    line(20, { parent: 10 }),
    line(21, { parent: 20, group: 20 }),
    line(22, { group: 20 }),
    line(30),
    line(31, { parent: 30, group: 99 }),
    line(40),
  ];
  const found = pickUnmanaged(lines, { ...NOBODY, agentPid: 10, marked: new Set([30]) });
  test.each([
    [20, 'what the agent started'],
    [21, 'what that started'],
    [22, 'what stands in a rank’s group, its parent gone'],
    [30, 'what carries a rank’s mark'],
    [31, 'what hangs under that, in a group of its own'],
  ])('%i, %s', (pid) => {
    expect(found.map((it) => it.pid)).not.toContain(pid);
  });
  test('and what is not is told', () => {
    expect(found.map((it) => it.pid)).toEqual([40]);
  });
});

test('the agent’s own process group hides nothing: its shell may have started others in it', () => {
  const lines = [line(10, { args: 'node agent.mjs', group: 5 }), line(40, { group: 5 })];
  expect(pickUnmanaged(lines, { ...NOBODY, agentPid: 10 }).map((it) => it.pid)).toEqual([40]);
});

test('the list ends, and a circle of parents is no trap', () => {
  const many = Array.from({ length: 100 }, (_, at) => line(100 + at, { residentBytes: (at + 1) * 2 ** 30 }));
  const found = pickUnmanaged([...many, line(7, { parent: 8 }), line(8, { parent: 7 })], NOBODY);
  expect(found).toHaveLength(32);
  expect(found[0]!.memoryBytes).toBe(100 * 2 ** 30);
});

test.each([
  ['mlx_lm.generate --model x', 'MLX'],
  ['/usr/bin/python3.12 -u -m mlx_lm.server', 'MLX'],
  ['/usr/bin/python3 -W ignore /opt/exo/bin/exo', 'exo'],
  ['/tmp/.mount_LM-StumEkll2/lm-studio --type=broker', 'LM Studio'],
  ['/Users/mira/.lmstudio/.internal/utils/node x.js', 'LM Studio'],
  ['tail -f /Users/dana/.lmstudio/server.log', null],
  ['python3 -c import mlx_lm', null],
  ['ssh studio ollama serve', null],
  ['/bin/zsh -c ollama serve', null],
])('%s is %s', (args, program) => {
  expect(modelProgramOf(args)).toBe(program);
});

test('which Python has MLX in it is read from its files', () => {
  const said =
    'p3200\nftxt\nn/Users/leon/lab/.venv/bin/python3.13\nftxt\nn/Users/leon/lab/.venv/lib/python3.13/site-packages/mlx/lib/libmlx.dylib\np3201\nftxt\nn/usr/lib/dyld\n';
  expect([...parseLsof(said)]).toEqual([3200]);
});

describe('a look', () => {
  const look = (texts: string[]) =>
    createUnmanagedLook({
      run: () => Promise.resolve(texts.shift() ?? null),
      platform: 'linux',
      marked: () => [],
    });
  const ps = (kib: number) => `  40  1  40 ${kib} dana  /usr/local/bin/ollama serve\n`;

  test('tells memory that hardly changed as it was, so that it is no news', async () => {
    const run = look([ps(10_000_000), ps(10_400_000), ps(11_000_000)]);
    const told = [await run(createProbeLog()), await run(createProbeLog()), await run(createProbeLog())];
    expect(told.map((it) => it![0]!.memoryBytes / 1024)).toEqual([10_000_000, 10_000_000, 11_000_000]);
  });

  test('that ps does not answer is unknown, with why', async () => {
    const log = createProbeLog();
    expect(await look([])(log)).toBeNull();
    expect(log.probes).toMatchObject([{ name: 'Model processes of others', ok: false }]);
  });
});
