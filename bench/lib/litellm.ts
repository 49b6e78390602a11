import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { end, freePort, until } from '../../e2e/fixtures/lab.ts';
import { preparePython } from '../../scripts/testing/python-packages.ts';
import type { RankAddress } from './rank-address.ts';

/** The newest whose proxy can be had as a whole. */
export const LITELLM_VERSION = '1.106.12';
const MODEL = 'a-model';

/** A Python that has it, made once; null, and a line that says why, where it can't be had. */
export async function prepareLitellm(): Promise<string | null> {
  const folder = path.resolve('.data/litellm', LITELLM_VERSION);
  try {
    const python = await preparePython([`litellm[proxy]==${LITELLM_VERSION}`], folder);
    if (python) return python;
    console.log('LiteLLM is left out: this computer has no Python 3.11 or newer.');
  } catch (error) {
    console.log(`LiteLLM is left out, for it could not be installed: ${lastLine(error)}`);
  }
  return null;
}

const lastLine = (error: unknown): string => {
  const { stderr = '', message } = error as Error & { stderr?: string };
  return stderr.trim().split('\n').at(-1) || message;
};

export type Litellm = { port: number; key: string; model: string; stop(): Promise<void> };

/** Its proxy before this rank: one worker, no database, and a key that it asks for, as the portal does. */
export async function startLitellm(python: string, rank: RankAddress, folder: string): Promise<Litellm> {
  mkdirSync(folder, { recursive: true });
  const [port, key] = [await freePort(), `sk-${randomUUID()}`];
  const config = path.join(folder, 'config.json');
  const settings = {
    model_list: [
      {
        model_name: MODEL,
        litellm_params: {
          model: 'openai/default_model',
          api_base: `http://127.0.0.1:${rank.port}/v1`,
          api_key: rank.key,
        },
      },
    ],
    general_settings: { master_key: key },
  };
  // YAML takes JSON.
  writeFileSync(config, JSON.stringify(settings), { mode: 0o600 });
  const logFile = path.join(folder, 'litellm.log');
  const log = openSync(logFile, 'a', 0o600);
  const args = ['-m', 'litellm.proxy.proxy_cli', '--config', config, '--host', '127.0.0.1'];
  const child: ChildProcess = spawn(python, [...args, '--port', String(port), '--num_workers', '1'], {
    cwd: folder,
    stdio: ['ignore', log, log],
    env: { ...process.env, ...QUIET },
  });
  await until(120_000, 'LiteLLM to answer', async () => {
    if (child.exitCode !== null)
      throw new Error(`LiteLLM ended: ${readFileSync(logFile, 'utf8').slice(-1000)}`);
    return fetch(`http://127.0.0.1:${port}/health/liveliness`).then(
      (it) => it.ok,
      () => false,
    );
  });
  return { port, key, model: MODEL, stop: () => end(child) };
}

/** As one would run it: no look-ups outside, nothing from this computer's settings, and only errors in its log. */
const QUIET = {
  LITELLM_LOCAL_MODEL_COST_MAP: 'True',
  LITELLM_MODE: 'PRODUCTION',
  LITELLM_LOG: 'ERROR',
  DATABASE_URL: undefined,
};
