import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { endAll, identify, signalGroup } from './processes.mjs';
import { openLog, root } from './run.mjs';

const RESPAWN_MS = 2000;

// The demo's processes: each in its own group, so that Ctrl-C reaches only us and we end them in order.
export function createChildren(onChange) {
  const living = new Map();
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
    const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
    child.once('exit', () => {
      living.delete(child);
      onChange(identities());
      if (!isRespawned || isStopping) return;
      console.log(`  ${name} ended; starting it again (log: ${log.file})`);
      setTimeout(() => start(name, args, { env, isRespawned }), RESPAWN_MS);
    });
    onChange(identities());
    return { exited, log: log.file };
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
