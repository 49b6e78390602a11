import path from 'node:path';
import { findPython } from './python.mjs';
import { progress, runQuietly, tail } from './run.mjs';

// The Python environment with MLX. Shared by demo, tests and benches; the agent decides what is in it.
export const engineFolder = path.resolve('.data/engine');

// Needs dist/agent.mjs. Returns null when the engine is ready, else why it isn't.
export async function prepareEngine() {
  const python = findPython();
  if (!python) return 'no Python 3.11 or newer was found';
  const done = progress('Preparing the MLX engine');
  const args = ['dist/agent.mjs', 'setup-engine', '--engine-folder', engineFolder];
  const env = { ...process.env, ESPALIER_PYTHON: python };
  const { code, log } = await runQuietly('engine', process.execPath, args, { env });
  done();
  return code === 0 ? null : `preparing it failed, its log is ${log}\n${tail(log, 5)}`;
}
