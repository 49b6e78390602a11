import { expect, test } from 'vitest';
import type { PowerFacts, PowerSettings } from '../schemas/power.ts';
import { checkPower, needOf, obstacleOf } from './power-words.ts';

const WELL: PowerSettings = {
  wakeOnNetwork: true,
  sleepMinutes: 0,
  powerNap: false,
  autoRestart: true,
  standby: false,
  hibernateMode: 0,
  sleepDisabled: false,
};
const facts = (settings: Partial<PowerSettings> = {}): PowerFacts => ({
  wakeAddresses: [],
  settings: { ...WELL, ...settings },
  sleepAllowed: true,
  inUse: null,
});
const around = { os: 'macos', isQuarantined: false, lidClosed: null, noWaker: null };
const checked = (power: PowerFacts, lidClosed: boolean | null = null) =>
  checkPower({ os: 'macos', power, lidClosed }, { wakers: ['Comice'], networks: ['10.0.1.0/24'] });

test('what macOS says is well, in the way with its command, or not known', () => {
  expect(new Set(checked(facts()).map((it) => it.state))).toEqual(new Set(['pass']));
  const notebook = checked(facts({ wakeOnNetwork: false, sleepMinutes: 1, standby: true }), true);
  expect(notebook.filter((it) => it.state === 'fail').map((it) => it.title)).toEqual([
    'Wake for network access',
    'Lid',
  ]);
  expect(notebook.flatMap((it) => it.command ?? [])).toEqual([
    'sudo pmset -a womp 1',
    'sudo pmset -a sleep 0',
    'sudo pmset -a standby 0 hibernatemode 0',
  ]);
  const unread = checked({ ...facts(), settings: null }).filter((it) => it.state === 'unknown');
  expect(unread).toHaveLength(6);
});

test.each([
  [null, around, 'its agent is too old to put it to sleep'],
  [facts(), around, null],
  [facts(), { ...around, os: 'linux' }, 'only Macs are put to sleep'],
  [facts({ wakeOnNetwork: null }), around, 'whether macOS would wake it for network access is not known'],
  [facts({ sleepDisabled: true }), around, 'sleep is switched off in macOS'],
  [facts(), { ...around, noWaker: 'nobody could wake it' }, 'nobody could wake it'],
  [facts(), { ...around, lidClosed: true }, 'its lid is closed, and a packet does not wake it then'],
])('what keeps it awake whoever needs it: %#', (power, about, words) => {
  expect(obstacleOf(power, about)).toBe(words);
});

test('what needs it, the portal’s own use first', () => {
  const none = {
    hasSession: false,
    block: null,
    hasCopy: false,
    isDraining: false,
    inUse: null,
    unmanaged: [],
  };
  expect(needOf(none)).toBeNull();
  const ollama = { pid: 7, user: 'dana', program: 'ollama', memoryBytes: 9e9 };
  expect(needOf({ ...none, unmanaged: [ollama] })).toBe('ollama of dana holds a model there');
  expect(needOf({ ...none, hasSession: true, inUse: 'dana is at its screen' })).toBe('a session runs on it');
});
