import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { EngineState } from '@/shared/schemas/machine.ts';
import { writeFileAtomically } from '../../atomic-file.ts';
import { messageOf } from '../../log.ts';
import { takenSettings } from './engine-flags.ts';
import { takeLock } from '../../single-instance.ts';
import { findPython } from './find-python.ts';

/*
 * The Python environment of the ranks: made once from exact versions, stamped with the hash of what it was made
 * from, and then taken as it is (a check is one file read).
 */
export type EngineOptions = {
  engineFolder: string;
  /** Content of `rank/requirements.txt`. */
  requirements: string;
  python?: string | undefined;
};

const Stamp = z.object({
  hash: z.string(),
  python: z.string(),
  mlx: z.string(),
  mlxLm: z.string(),
  backends: z.array(z.enum(['ring', 'jaccl'])),
});
type Stamp = z.output<typeof Stamp>;

const WAIT_FOR_OTHER_MS = 500;
const ASK_VERSIONS = [
  'import json, platform, importlib.metadata as m, mlx.core as mx, mlx_lm.server',
  "print(json.dumps({'python': platform.python_version(), 'mlx': m.version('mlx'), 'mlxLm': m.version('mlx-lm'),",
  "  'backends': [b for b in ('ring', 'jaccl') if mx.distributed.is_available(b)]}))",
].join('\n');

const stampFile = (folder: string): string => join(folder, 'ready.json');
export const enginePython = (folder: string): string => join(folder, 'venv', 'bin', 'python');
const hashOf = ({ requirements }: EngineOptions): string =>
  createHash('sha256').update(requirements).digest('hex');

const notReady = (message: string): EngineState => ({
  ready: false,
  mlx: null,
  mlxLm: null,
  python: null,
  backends: [],
  message,
});

/** What is there, without changing anything. */
export async function readEngine(options: EngineOptions): Promise<EngineState> {
  const stamp = await readStamp(options);
  if (stamp === null) return notReady('The engine has not been set up on this machine yet.');
  const { python, mlx, mlxLm, backends } = stamp;
  return {
    ready: true,
    mlx,
    mlxLm,
    python,
    backends,
    message: null,
    settings: takenSettings(process.platform),
    handsOver: true,
  };
}

async function readStamp(options: EngineOptions): Promise<Stamp | null> {
  try {
    const stamp = Stamp.parse(JSON.parse(await readFile(stampFile(options.engineFolder), 'utf8')));
    await access(enginePython(options.engineFolder));
    return stamp.hash === hashOf(options) ? stamp : null;
  } catch {
    // Not there, of another version, or half made: set up anew.
    return null;
  }
}

/** Makes the environment unless it is there; what can't be helped comes back as a message for people. */
export async function setUpEngine(
  options: EngineOptions,
  onProgress: (line: string) => void,
): Promise<EngineState> {
  const ready = await readEngine(options);
  if (ready.ready) return ready;
  const found = await findPython(options.python);
  if (found.python === null) return notReady(found.problem);
  await mkdir(options.engineFolder, { recursive: true });
  const lock = await waitForLock(options, onProgress);
  try {
    const meanwhile = await readEngine(options);
    if (meanwhile.ready) return meanwhile;
    return await make(options, found.python.file, onProgress);
  } catch (error) {
    return notReady(messageOf(error));
  } finally {
    lock.release();
  }
}

async function waitForLock({ engineFolder }: EngineOptions, onProgress: (line: string) => void) {
  let isTold = false;
  for (;;) {
    const lock = takeLock(join(engineFolder, 'setup.lock'));
    if ('release' in lock) return lock;
    if (!isTold) onProgress(`Process ${lock.holderPid} is setting up this engine; waiting for it.`);
    isTold = true;
    await new Promise((resolve) => setTimeout(resolve, WAIT_FOR_OTHER_MS));
  }
}

async function make(
  options: EngineOptions,
  python: string,
  onProgress: (line: string) => void,
): Promise<EngineState> {
  const { engineFolder } = options;
  const venv = join(engineFolder, 'venv');
  await rm(stampFile(engineFolder), { force: true });
  await rm(venv, { recursive: true, force: true });
  onProgress(`Making a Python environment with ${python}.`);
  await run(python, ['-m', 'venv', venv], onProgress, explainVenv);
  const list = join(engineFolder, 'requirements.txt');
  await writeFile(list, options.requirements);
  onProgress('Installing MLX (about 350 MB).');
  const flags = ['--disable-pip-version-check', '--no-input', '--only-binary=:all:', '--progress-bar=off'];
  await run(
    enginePython(engineFolder),
    ['-m', 'pip', 'install', ...flags, '-r', list],
    onProgress,
    explainPip,
  );
  onProgress('Checking that MLX starts.');
  const said = await run(enginePython(engineFolder), ['-c', ASK_VERSIONS], () => {}, explainImport);
  const versions = Stamp.omit({ hash: true }).parse(JSON.parse(said.trim().split('\n').at(-1) ?? ''));
  writeFileAtomically(stampFile(engineFolder), JSON.stringify({ ...versions, hash: hashOf(options) }));
  onProgress(`Ready: mlx ${versions.mlx}, mlx-lm ${versions.mlxLm}, Python ${versions.python}.`);
  return readEngine(options);
}

const explainVenv = (output: string): string =>
  /ensurepip|No module named venv/.test(output)
    ? 'This Python lacks its venv module. On Debian and Ubuntu: apt install python3-venv. Then restart the agent.'
    : `The Python environment could not be made: ${lastLine(output)}`;
const explainPip = (output: string): string =>
  /NewConnectionError|Max retries|Temporary failure|Network is unreachable|timed out|SSLError|ProxyError/i.test(
    output,
  )
    ? 'The Python packages of MLX could not be fetched: no way to pypi.org from here. Check the network or set PIP_INDEX_URL.'
    : `Installing MLX failed: ${lastLine(output)}`;
const explainImport = (output: string): string => `MLX is installed but does not start: ${lastLine(output)}`;
const lastLine = (output: string): string =>
  output.trim().split('\n').at(-1)?.slice(0, 500) ?? 'no reason given';

function run(
  command: string,
  args: string[],
  onLine: (line: string) => void,
  explain: (output: string) => string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, HF_HUB_OFFLINE: '1' },
    });
    let output = '';
    const take = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-20_000);
      for (const line of chunk.toString().split('\n'))
        if (/^(Collecting|Successfully|Installing)/.test(line)) onLine(line.trim());
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => reject(new Error(explain(error.message))));
    child.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(explain(output)))));
  });
}
