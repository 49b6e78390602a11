import { describe, expect, test } from 'vitest';
import { readArguments, UsageError } from './arguments.ts';

const run = ['run', '--portal', 'http://lab.local:3000/', '--data-folder', '/data'];

describe('readArguments', () => {
  test('run with what it needs', () => {
    expect(readArguments(run)).toEqual({
      command: 'run',
      portal: 'http://lab.local:3000',
      dataFolder: '/data',
      name: null,
      engineFolder: '/data/engine',
      modelsFolder: null,
      simulate: null,
      cables: [],
      lacks: [],
      unmanaged: [],
      joinToken: null,
    });
  });

  test('run with everything', () => {
    const flags = [
      '--simulate',
      'studio-m3ultra',
      '--simulate-cables',
      'A, B',
      '--join-token-file',
      '/t',
      '--name',
      'A',
    ];
    expect(readArguments([...run, ...flags])).toMatchObject({
      simulate: 'studio-m3ultra',
      cables: ['A', 'B'],
      lacks: [],
      joinToken: { file: '/t' },
      name: 'A',
    });
    expect(readArguments([...run, '--join-token', '-'])).toMatchObject({ joinToken: 'stdin' });
  });

  test.each([
    [[], /run, install, uninstall, setup-engine or check/],
    [['walk'], /no command “walk”/],
    [['run', 'twice'], /“twice” is too much/],
    [['run', '--data-folder', '/data'], /--portal is missing/],
    [['run', '--portal', 'http://x', '--data-folder'], /argument missing/],
    [['run', '--portal', 'ftp://x', '--data-folder', '/d'], /“ftp:\/\/x” is none/],
    [['run', '--portal', 'lab', '--data-folder', '/d'], /“lab” is none/],
    [[...run, '--colour', 'red'], /--colour/],
    [[...run, '--join-token', 'esp_join_secret'], /takes only -/],
    [[...run, '--simulate-cables', 'A'], /needs --simulate/],
    [['setup-engine'], /--engine-folder is missing/],
    [['install'], /--portal is missing/],
    [['install', '--portal', 'http://x', '--join-token', 'esp_join_secret'], /takes only -/],
  ])('refuses %j in one line', (argv, message) => {
    expect(() => readArguments(argv)).toThrow(UsageError);
    expect(() => readArguments(argv)).toThrow(message);
    expect(() => readArguments(argv)).not.toThrow(/\n/);
  });
});
