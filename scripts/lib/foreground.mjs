import { spawn } from 'node:child_process';
import { root } from './node.mjs';

// The child decides how to end; npm, the terminal and we all pass it the same signal.
export function runInForeground(command, args, env = {}, onStart = () => () => undefined) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  const onEnd = child.pid === undefined ? () => undefined : onStart(child.pid);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      onEnd();
      resolve(code ?? 1);
    });
  });
}
