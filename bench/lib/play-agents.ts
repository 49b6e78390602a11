import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Api } from '../../e2e/fixtures/api.ts';
import type { Lab } from '../../e2e/fixtures/lab.ts';
import type { AgentsPlan } from '../lab-load/agents.ts';

const SIMULATED = ['studio-m3ultra', 'mini-m4pro'];

/** So many real agents in one process, each of a simulated Mac that is read once a second. */
export async function playAgents(
  lab: Lab,
  api: Api,
  folder: string,
  count: number,
  prefix = 'Load',
): Promise<ChildProcess> {
  const agents: AgentsPlan['agents'] = [];
  for (let index = 1; index <= count; index++) {
    const name = `${prefix} ${String(index).padStart(3, '0')}`;
    const { token } = await api.machines.add.mutate({ name });
    agents.push({ name, simulate: SIMULATED[index % SIMULATED.length]!, token });
  }
  const portal = lab.url.replace('localhost', '127.0.0.1');
  const plan: AgentsPlan = { portal, folder: path.join(folder, 'agents'), agents };
  return runPlan(folder, 'agents', plan);
}

/** A program of `lab-load` with its plan, whose words go to a log beside it. */
export function runPlan(folder: string, name: string, plan: object): ChildProcess {
  mkdirSync(path.join(folder, name), { recursive: true });
  const planFile = path.join(folder, `${name}-plan.json`);
  writeFileSync(planFile, JSON.stringify(plan), { mode: 0o600 });
  const args = ['--import', 'tsx', path.resolve(`bench/lab-load/${name}.ts`), planFile];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stderr!.pipe(createWriteStream(path.join(folder, `${name}.log`)));
  return child;
}
