import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { endAll, identify, signalGroup } from './processes.mjs';
import { root } from './node.mjs';
import { openLog } from './run.mjs';

const RESPAWN_MS = 2000;

// The demo's processes: each in its own group, so that Ctrl-C reaches only us and we end them in order.
// `onEnd` hears of one that ended unasked and isn't started again.
export function createChildren({ onChange, onEnd }) {
  const living = new Map();
  const announced = new Set();
  let isStopping = false;

  function start(name, args, { env = {}, isRespawned = false } = {}) {
    if (isStopping) return null;
    const log = openLog(name, 'a');
    const child = spawn(process.execPath, args, {
      cwd: root,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: { ...process.env, ...env },
    });
    closeSync(log.fd);
    living.set(child, { name, ...identify(child.pid) });
    child.once('exit', () => {
      living.delete(child);
      if (isStopping) return;
      onChange(identities());
      if (!isRespawned) return onEnd(name, log.file);
      if (!announced.has(name))
        console.log(`  ${name} ended; it is started again whenever it does (log: ${log.file})`);
      announced.add(name);
      setTimeout(() => start(name, args, { env, isRespawned }), RESPAWN_MS);
    });
    onChange(identities());
    return log.file;
  }

  const identities = () => [...living.values()];

  // Agents before the portal, so that they can say goodbye.
  async function stop(patienceMs = 15_000) {
    isStopping = true;
    const isPortal = (one) => one.name === 'portal';
    await endAll(
      identities().filter((one) => !isPortal(one)),
      patienceMs,
    );
    await endAll(identities().filter(isPortal), patienceMs);
  }

  function kill() {
    isStopping = true;
    for (const one of identities()) signalGroup(one, 'SIGKILL');
  }

  return { start, stop, kill };
}
