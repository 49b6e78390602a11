import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dataFolder } from './run.mjs';

const file = path.join(dataFolder, 'run/times.json');

// For `npm run bench -- footprint`: how long a command took the first time in this clone, and the last time.
export function recordTime(command, startedAt) {
  const seconds = Number(((Date.now() - startedAt) / 1000).toFixed(1));
  let times = {};
  try {
    times = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  times[command] = { first: times[command]?.first ?? seconds, last: seconds };
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(times, null, 2)}\n`);
}
