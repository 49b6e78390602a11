// Loaded into the agents of a bench only: a rank answers whoever knows the key that its agent sends with GO, and
// the bench must ask it directly. Notes that key beside the rank's pid.
import childProcess from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { spawn } = childProcess;
childProcess.spawn = (...args) => {
  const child = spawn(...args);
  const write = child.stdin?.write;
  if (write) {
    child.stdin.write = function noteKey(chunk, ...rest) {
      const key = /^GO (\S+)/.exec(String(chunk))?.[1];
      if (key) appendFileSync(process.env.ESPALIER_BENCH_KEYS, `${child.pid} ${key}\n`, { mode: 0o600 });
      return write.call(this, chunk, ...rest);
    };
  }
  return child;
};
syncBuiltinESMExports();
