/**
 * Sizes people feel: compressed JavaScript of the first page after sign-in (as a browser loads it), resident
 * memory of the portal idle and with two sessions, and how long the two commands took when they last ran.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { apiClient, signIn } from '../e2e/fixtures/api.ts';
import { startReadySession } from '../e2e/fixtures/flows.ts';
import { type Lab, startLab, until } from '../e2e/fixtures/lab.ts';
import { residentBytes } from '../e2e/fixtures/resident-bytes.ts';
import { makeBenchFolder } from './lib/database.ts';
import { quantile } from './lib/quantile.ts';

async function main(): Promise<void> {
  const dataFolder = makeBenchFolder();
  const lab = await startLab({ dataFolder });
  try {
    const cookie = await signIn(lab.url, lab.account('owner'));
    const firstLoadGzipKb = await measureFirstLoad(lab.url, cookie);
    const idleMb = await steadyMemory(lab);
    const api = apiClient(lab.url, cookie);
    await startReadySession(api, { simulated: false });
    await startReadySession(api, { simulated: true });
    const busyMb = await steadyMemory(lab);
    const times = readTimes();
    const rows: [string, string][] = [
      ['first-load JS of /machines, gzip', `${firstLoadGzipKb} kB`],
      ['portal resident, idle with six agents', `${idleMb} MB`],
      ['portal resident, two sessions', `${busyMb} MB`],
      ['npm run demo', said(times.demo)],
      ['npm test', said(times.test)],
    ];
    for (const [what, value] of rows) console.log(`${what.padEnd(40)} ${value}`);
    console.log(JSON.stringify({ bench: 'footprint', firstLoadGzipKb, idleMb, busyMb, seconds: times }));
  } finally {
    await lab.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** The scripts the page itself names, each compressed as it would travel. */
async function measureFirstLoad(url: string, cookie: string): Promise<number> {
  const page = await (await fetch(`${url}/machines`, { headers: { cookie } })).text();
  // Scripts for browsers without modules are named, and loaded by none of today's.
  const tags = [...page.matchAll(/<script[^>]*>/g)].map((it) => it[0]).filter((it) => !/nomodule/i.test(it));
  const sources = new Set(tags.flatMap((it) => it.match(/src="([^"]+\.js[^"]*)"/)?.[1] ?? []));
  if (sources.size === 0) throw new Error('The page names no scripts: is it the sign-in page?');
  let bytes = 0;
  for (const source of sources) {
    const response = await fetch(new URL(source, url), { headers: { cookie } });
    bytes += gzipSync(Buffer.from(await response.arrayBuffer()), { level: 9 }).length;
  }
  return Math.round(bytes / 1000);
}

/** Median of ten readings, a second apart: memory of a running server is never one number. */
async function steadyMemory(lab: Lab): Promise<number> {
  const readings: number[] = [];
  const startedMs = Date.now();
  await until(15_000, 'ten memory readings', () => {
    if (Date.now() - startedMs >= readings.length * 1000) readings.push(residentBytes(lab.portal().pid!));
    return readings.length >= 10;
  });
  return Math.round(quantile(readings, 0.5) / 1_000_000);
}

type Times = { first: number; last: number };
function readTimes(): { demo: Times | null; test: Times | null } {
  const file = path.resolve('.data/run/times.json');
  const times = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Times>) : {};
  return { demo: times['demo'] ?? null, test: times['test'] ?? null };
}

const said = (times: Times | null): string =>
  times === null ? 'not run here' : `${times.first} s the first time, ${times.last} s the last`;

await main();
