import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import type { UnmanagedProcess } from '@/shared/schemas/machine.ts';

export type RunArguments = {
  command: 'run';
  portal: string;
  dataFolder: string;
  name: string | null;
  engineFolder: string;
  modelsFolder: string | null;
  simulate: string | null;
  /** Simulated machines this simulated one has a cable to. */
  cables: string[];
  /** Models that others play and this simulated one has not, at its beginning. */
  lacks: string[];
  /** Model processes of others that it plays. */
  unmanaged: UnmanagedProcess[];
  joinToken: { file: string } | 'stdin' | null;
};
export type InstallArguments = {
  command: 'install';
  portal: string;
  modelsFolder: string | null;
  joinToken: { file: string } | 'stdin' | null;
  /** Whose rights it has, where that is not the usual one. */
  user: string | null;
  /** The Node that the service starts. */
  node: string | null;
  /** Everything goes below this folder, and nothing is started. */
  prefix: string | null;
  noStart: boolean;
};
export type UninstallArguments = { command: 'uninstall'; prefix: string | null };
export type Arguments =
  | RunArguments
  | InstallArguments
  | UninstallArguments
  | { command: 'setup-engine'; engineFolder: string }
  | { command: 'check'; dataFolder: string; engineFolder: string; modelsFolder: string | null }
  | { command: 'version' }
  | { command: 'help' };

/** The flags can't be understood; the message is one line for people. */
export class UsageError extends Error {}

export const USAGE = `Usage:
  agent.mjs run --portal <url> --data-folder <folder> [--name <name>] [--join-token-file <file> | --join-token -]
                [--engine-folder <folder>] [--models-folder <folder>]
                [--simulate <catalogue id> [--simulate-cables <name,name>] [--simulate-without <model,model>]
                 [--simulate-unmanaged <program:user:GB,…>]]
  agent.mjs install --portal <url> [--join-token-file <file> | --join-token -] [--models-folder <folder>]
                [--user <name>] [--node <file>] [--prefix <folder> | --no-start]
  agent.mjs uninstall [--prefix <folder>]
  agent.mjs setup-engine --engine-folder <folder>
  agent.mjs check [--data-folder <folder>] [--engine-folder <folder>] [--models-folder <folder>]
  agent.mjs --version`;

const TEXT = { type: 'string' } as const;
const DEFAULT_DATA_FOLDER = '.espalier-agent';

/** Reads the command line. Throws `UsageError`. */
export function readArguments(argv: string[]): Arguments {
  const { values, positionals } = parse(argv);
  if (values.version) return { command: 'version' };
  if (values.help) return { command: 'help' };
  const [command, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`“${rest[0]}” is too much: one command at a time.`);
  switch (command) {
    case 'run':
      return readRun(values);
    case 'install':
      return readInstall(values);
    case 'uninstall':
      return { command, prefix: pathOf(values.prefix) };
    case 'setup-engine':
      return { command, engineFolder: resolve(need(values, 'engine-folder')) };
    case 'check': {
      const dataFolder = resolve(values['data-folder'] ?? DEFAULT_DATA_FOLDER);
      return { command, dataFolder, ...foldersOf(values, dataFolder) };
    }
    case undefined:
      throw new UsageError(
        'Say what to do: run, install, uninstall, setup-engine or check (--help for more).',
      );
    default:
      throw new UsageError(
        `There is no command “${command}”: run, install, uninstall, setup-engine or check (--help for more).`,
      );
  }
}

type Values = ReturnType<typeof parse>['values'];

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        portal: TEXT,
        'data-folder': TEXT,
        name: TEXT,
        'engine-folder': TEXT,
        'models-folder': TEXT,
        simulate: TEXT,
        'simulate-cables': TEXT,
        'simulate-without': TEXT,
        'simulate-unmanaged': TEXT,
        'join-token-file': TEXT,
        'join-token': TEXT,
        user: TEXT,
        node: TEXT,
        prefix: TEXT,
        'no-start': { type: 'boolean' },
        version: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError((error instanceof Error ? error.message : String(error)).split('\n')[0]);
  }
}

function readRun(values: Values): RunArguments {
  const dataFolder = resolve(need(values, 'data-folder'));
  if (values['simulate-cables'] && !values.simulate)
    throw new UsageError('--simulate-cables needs --simulate.');
  if (values['simulate-without'] && !values.simulate)
    throw new UsageError('--simulate-without needs --simulate.');
  if (values['simulate-unmanaged'] && !values.simulate)
    throw new UsageError('--simulate-unmanaged needs --simulate.');
  return {
    command: 'run',
    portal: readPortal(need(values, 'portal')),
    dataFolder,
    name: values.name ?? null,
    ...foldersOf(values, dataFolder),
    simulate: values.simulate ?? null,
    cables: namesOf(values['simulate-cables']),
    lacks: namesOf(values['simulate-without']),
    unmanaged: readUnmanaged(values['simulate-unmanaged']),
    joinToken: readToken(values),
  };
}

/** `ollama:dana:312`: program, whose it is, gigabytes. */
function readUnmanaged(text = ''): UnmanagedProcess[] {
  const FIRST_PID = 4000;
  return text
    .split(',')
    .filter(Boolean)
    .map((it, at) => {
      const [, program, user, gigabytes] =
        /^([\w. -]{1,40}):([\w.-]{1,40}):(\d{1,4}(?:\.\d)?)$/.exec(it.trim()) ?? [];
      if (program === undefined || user === undefined)
        throw new UsageError(
          `--simulate-unmanaged wants program:user:GB, as ollama:dana:312; “${it}” is none.`,
        );
      return { pid: FIRST_PID + at, program, user, memoryBytes: Math.round(Number(gigabytes) * 2 ** 30) };
    });
}

function readInstall(values: Values): InstallArguments {
  return {
    command: 'install',
    portal: readPortal(need(values, 'portal')),
    modelsFolder: pathOf(values['models-folder']),
    joinToken: readToken(values),
    user: values.user ?? null,
    node: pathOf(values.node),
    prefix: pathOf(values.prefix),
    noStart: values['no-start'] ?? false,
  };
}

const namesOf = (text = ''): string[] =>
  text
    .split(',')
    .map((it) => it.trim())
    .filter(Boolean);

const pathOf = (path: string | undefined): string | null => (path === undefined ? null : resolve(path));

function readToken(values: Values): RunArguments['joinToken'] {
  const token = values['join-token'];
  const tokenFile = values['join-token-file'];
  if (token !== undefined && tokenFile !== undefined)
    throw new UsageError('Give --join-token-file or --join-token -, not both.');
  // A secret in the arguments could be read by everybody on the machine.
  if (token !== undefined && token !== '-')
    throw new UsageError('--join-token takes only -, and the token on stdin.');
  return token === '-' ? 'stdin' : tokenFile === undefined ? null : { file: resolve(tokenFile) };
}

function need(values: Values, name: 'portal' | 'data-folder' | 'engine-folder'): string {
  const value = values[name];
  if (!value) throw new UsageError(`--${name} is missing (--help for more).`);
  return value;
}

const foldersOf = (values: Values, dataFolder: string) => ({
  engineFolder: resolve(values['engine-folder'] ?? `${dataFolder}/engine`),
  modelsFolder: values['models-folder'] === undefined ? null : resolve(values['models-folder']),
});

function readPortal(text: string): string {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new UsageError(
      `--portal wants the portal's address, as https://espalier.example; “${text}” is none.`,
    );
  }
  return url.origin;
}
