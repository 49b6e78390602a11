/**
 * What it costs that no page is made ahead of its request (its scripts carry the nonce of that answer): first byte and
 * the portal's processor time of pages, beside a plain file of about the same size from the same portal, turn by turn.
 * `forgot` shows nothing of the lab's: without nonces it could be such a file. What the portal does anyway is taken off.
 */
import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { signIn } from '../e2e/fixtures/api.ts';
import { startLab } from '../e2e/fixtures/lab.ts';
import { ownCpuMs } from './cpu-times.ts';
import { makeBenchFolder } from './lib/database.ts';
import { quantile } from './lib/quantile.ts';

const ROUNDS = 12;
const REQUESTS_A_ROUND = 25;
const IDLE_MS = 5_000;
const STATIC_FOLDER = '.next/static';

type Page = { name: string; url: string; cookie: string };
type Found = { firstByteMs: number[]; cpuMs: number; bytes: number };

/** The file whose size is nearest to that. */
function fileOf(bytes: number): string {
  const files = readdirSync(STATIC_FOLDER, { recursive: true, encoding: 'utf8' })
    .map((name) => ({ name, stat: statSync(path.join(STATIC_FOLDER, name)) }))
    .filter(({ stat }) => stat.isFile())
    .map(({ name, stat }) => ({ name, off: Math.abs(stat.size - bytes) }));
  return files.reduce((best, it) => (it.off < best.off ? it : best)).name;
}

async function get({ url, cookie }: Page): Promise<{ firstByteMs: number; bytes: number }> {
  const began = performance.now();
  const response = await fetch(url, {
    headers: { cookie, 'accept-encoding': 'identity' },
    redirect: 'error',
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  const reader = response.body!.getReader();
  let [bytes, firstByteMs] = [0, 0];
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    firstByteMs ||= performance.now() - began;
    bytes += part.value.length;
  }
  return { firstByteMs, bytes };
}

async function main(): Promise<void> {
  const dataFolder = makeBenchFolder();
  const lab = await startLab({ dataFolder, agents: () => false });
  try {
    const cookie = await signIn(lab.url, lab.account('owner'));
    const forgot = { name: 'forgot', url: `${lab.url}/sign-in/forgot`, cookie: '' };
    const { bytes } = await get(forgot);
    const pages: Page[] = [
      { name: 'file', url: `${lab.url}/_next/static/${fileOf(bytes)}`, cookie: '' },
      forgot,
      { name: 'sign-in', url: `${lab.url}/sign-in`, cookie: '' },
      { name: 'machines', url: `${lab.url}/machines`, cookie },
    ];
    const pid = lab.portal().pid!;
    const cpu = (): number => ownCpuMs([pid]);
    for (const page of pages) for (let warm = 0; warm < REQUESTS_A_ROUND; warm++) await get(page);
    const idleFrom = cpu();
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    const idleCpuPerMs = (cpu() - idleFrom) / IDLE_MS;
    const found = new Map<string, Found>(
      pages.map(({ name }) => [name, { firstByteMs: [], cpuMs: 0, bytes: 0 }]),
    );
    for (let round = 0; round < ROUNDS; round++) {
      for (const page of pages) {
        const it = found.get(page.name)!;
        const [cpuFrom, began] = [cpu(), performance.now()];
        for (let ask = 0; ask < REQUESTS_A_ROUND; ask++) {
          const got = await get(page);
          it.firstByteMs.push(got.firstByteMs);
          it.bytes = got.bytes;
        }
        it.cpuMs += cpu() - cpuFrom - idleCpuPerMs * (performance.now() - began);
      }
    }
    const rows = [...found].map(([name, { firstByteMs, cpuMs, bytes: size }]) => ({
      name,
      kilobytes: Math.round(size / 1000),
      firstByteMs: round2(quantile(firstByteMs, 0.5)),
      cpuMs: round2(cpuMs / (ROUNDS * REQUESTS_A_ROUND)),
    }));
    const file = rows[0]!;
    const ratios = Object.fromEntries(
      rows
        .slice(1)
        .map((it) => [
          it.name,
          { firstByte: round2(it.firstByteMs / file.firstByteMs), cpu: round2(it.cpuMs / file.cpuMs) },
        ]),
    );
    console.log(
      JSON.stringify({ bench: 'page-cost', requests: ROUNDS * REQUESTS_A_ROUND, rows, toFile: ratios }),
    );
  } finally {
    await lab.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

const round2 = (value: number): number => Math.round(value * 100) / 100;

await main();
