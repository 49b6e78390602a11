import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildAgent, buildServer, buildWeb } from './lib/build.mjs';
import { createChildren } from './lib/children.mjs';
import { endOrphans, forgetDemo, readJson, recordDemo, runningAddress } from './lib/demo-state.mjs';
import { engineFolder, prepareEngine } from './lib/engine.mjs';
import { ensureNode } from './lib/node.mjs';
import { firstFree, isFree } from './lib/ports.mjs';
import { dataFolder, main, progress, StepError, tail } from './lib/run.mjs';
import { setup } from './lib/setup.mjs';
import { recordTime } from './lib/times.mjs';

const DUPLICATE_SIGNAL_MS = 500;
const startedAt = Date.now();

await ensureNode();
await main(async () => {
  const address = runningAddress();
  if (address) throw new StepError(`Espalier already runs at ${address}. Stop it there with Ctrl-C.`);
  await endOrphans();

  let url = null;
  const children = createChildren({
    onChange: (list) => recordDemo(url, list),
    onEnd: (name, log) => {
      console.error(`\nThe ${name} ended.\n${tail(log)}\nThe whole log: ${log}`);
      process.exitCode = 1;
      process.kill(process.pid, 'SIGTERM');
    },
  });
  recordDemo(url, []);
  const stopped = stopOnSignal(children);
  try {
    console.log('Preparing Espalier');
    await setup();
    await buildAgent();
    await buildServer();
    const [noEngine] = await Promise.all([prepareEngine(), buildWeb()]);
    if (noEngine) console.log(`  No MLX engine, simulated machines only: ${noEngine}`);
    const port = await choosePort();
    url = `http://localhost:${port}`;
    const lab = await startPortal(children, port);
    const agents = lab.agents.filter((agent) => agent.simulate || !noEngine);
    for (const agent of agents) startAgent(children, agent, port);
    await untilOnline(port, agents.length);
    console.log(welcome(url, lab.accounts, agents));
    recordTime('demo', startedAt);
    await stopped;
  } finally {
    await children.stop();
    forgetDemo();
  }
});

// npm, the terminal and a parent process may each deliver the same Ctrl-C; only a later one means "now".
function stopOnSignal(children) {
  let firstAt = 0;
  return new Promise((resolve) => {
    const onSignal = async () => {
      if (firstAt === 0) {
        firstAt = Date.now();
        console.log('\nStopping (Ctrl-C again to force) …');
        await children.stop();
        forgetDemo();
        resolve();
        process.exit(process.exitCode ?? 0);
      }
      if (Date.now() - firstAt < DUPLICATE_SIGNAL_MS) return;
      children.kill();
      process.exit(130);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
  });
}

async function choosePort() {
  const wanted = Number(process.env.PORT || 3000);
  if (await isFree(wanted)) return wanted;
  if (process.env.PORT) throw new StepError(`Port ${wanted} is taken. Choose another with PORT=…`);
  return firstFree(wanted + 1);
}

async function startPortal(children, port) {
  const done = progress('Starting the portal');
  const env = {
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    ESPALIER_DEMO: '1',
    ESPALIER_DEMO_PAST_DAYS: process.env.ESPALIER_DEMO_PAST_DAYS ?? '62',
    PORT: String(port),
    ESPALIER_URL: process.env.ESPALIER_URL || `http://localhost:${port}`,
  };
  const log = children.start('portal', ['dist/server.mjs'], { env });
  await until(
    async () => (await ready(port)) !== null,
    120_000,
    () => `The portal does not answer.\n${tail(log)}`,
  );
  done();
  const lab = readJson(path.join(dataFolder, 'demo.json'));
  if (!lab) throw new StepError(`The portal wrote no ${path.join(dataFolder, 'demo.json')}.`);
  return lab;
}

function startAgent(children, agent, port) {
  const folder = path.resolve(agent.dataFolder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const args = ['dist/agent.mjs', 'run', '--portal', `http://127.0.0.1:${port}`, `--name=${agent.name}`];
  args.push('--data-folder', folder, '--engine-folder', engineFolder);
  if (agent.simulate) args.push('--simulate', agent.simulate, '--simulate-cables', agent.cables.join(','));
  if (agent.simulate && agent.lacks?.length > 0) args.push('--simulate-without', agent.lacks.join(','));
  if (agent.unmanaged) args.push('--simulate-unmanaged', agent.unmanaged);
  if (agent.joinToken) {
    const tokenFile = path.join(folder, 'join-token');
    writeFileSync(tokenFile, agent.joinToken, { mode: 0o600 });
    args.push('--join-token-file', tokenFile);
  }
  children.start(`agent-${agent.name.replace(/[^\w.-]+/g, '-')}`, args, { isRespawned: true });
}

async function untilOnline(port, count) {
  if (count === 0) return;
  const done = progress(`Waiting for ${count} machines`);
  let online = 0;
  const isComplete = async () => (online = (await ready(port))?.agentsOnline ?? 0) >= count;
  try {
    await until(isComplete, 60_000, () => '');
    done();
  } catch {
    console.log(
      `  ${online} of ${count} machines are connected so far; the others are in ${path.join(dataFolder, 'logs')}.`,
    );
  }
}

async function ready(port) {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/ready`, { signal: AbortSignal.timeout(3000) });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

async function until(condition, timeoutMs, explain) {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new StepError(explain());
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function welcome(url, accounts, agents) {
  const columns = ['name', 'email', 'password', 'role'];
  const widths = columns.map((column) =>
    Math.max(...accounts.map((account) => String(account[column]).length)),
  );
  const rows = accounts.map((account) =>
    columns.map((column, i) => String(account[column]).padEnd(widths[i])).join('   '),
  );
  const simulated = agents.filter((agent) => agent.simulate).length;
  return [
    '',
    `Espalier is ready at ${url}`,
    '',
    ...rows.map((row) => `  ${row.trimEnd()}`),
    '',
    `  ${agents.length} machines, ${simulated} of them simulated. Logs are in ${path.relative('.', path.join(dataFolder, 'logs'))}. Ctrl-C ends everything.`,
    '',
  ].join('\n');
}
