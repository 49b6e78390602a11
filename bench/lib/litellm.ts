import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { end, freePort, until } from '../../e2e/fixtures/lab.ts';
import { bringPackages, pythonOf } from '../../scripts/lib/python-packages.mjs';
import type { RankAddress } from './rank-address.ts';

const REQUIREMENTS = 'bench/lib/litellm-requirements.txt';
const PACKAGES = { name: 'litellm', requirements: REQUIREMENTS, words: 'Bringing LiteLLM' };
export const LITELLM_VERSION = /litellm\S*==(\S+)/.exec(readFileSync(REQUIREMENTS, 'utf8'))![1]!;
const MODEL = 'a-model';

/** A Python that has it, made once; null, and a line that says why, where it can't be had. */
export async function prepareLitellm(): Promise<string | null> {
  const missing = await bringPackages(PACKAGES);
  if (missing === null) return pythonOf(PACKAGES);
  console.log(`LiteLLM is left out: ${missing}`);
  return null;
}

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
