import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { joinCommands } from '../modules/inventory/join-commands.ts';
import { installScript } from './install-script.ts';

/* The line as a person pastes it, through a real shell and curl, with a program in the agent's place. */

const TOKEN = `esp_join_${'0'.repeat(12)}_${'s'.repeat(43)}`;
/** Writes down what it was given, and every argument list that could be seen meanwhile. */
const AGENT = `import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
const seen = readdirSync('/proc').filter((it) => /^\\d+$/.test(it)).map((pid) => {
  try { return readFileSync('/proc/' + pid + '/cmdline', 'utf8'); } catch { return ''; }
}).filter((it) => it.includes('install.sh') || it.includes('agent.mjs'));
writeFileSync(process.env.SAID_FILE, JSON.stringify({ args: process.argv.slice(2), stdin: await text(process.stdin), seen }));
`;
const sha256 = createHash('sha256').update(AGENT).digest('hex');

let folder: string;
let served: { script: string; agent: string };
let origin: string;
const server = createServer((req, res) => {
  res.end(req.url === '/agent/install.sh' ? served.script : served.agent);
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-script-'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  served = { script: installScript(origin, sha256), agent: AGENT };
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

function paste(
  line: string,
  env: Record<string, string> = {},
): Promise<{ code: number | null; said: string }> {
  // Typed into a shell that is open already, so the line itself is nobody's argument.
  const shell = spawn('sh', [], {
    env: {
      NODE_ENV: 'test',
      PATH: process.env['PATH'],
      SAID_FILE: join(folder, 'said'),
      ESPALIER_NODE: process.execPath,
      ...env,
    },
  });
  let said = '';
  shell.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  shell.stdin.end(`${line}\n`);
  return new Promise((resolve) => shell.once('close', (code) => resolve({ code, said })));
}
const given = () =>
  JSON.parse(readFileSync(join(folder, 'said'), 'utf8')) as { args: string[]; stdin: string; seen: string[] };

test('hands the token to the agent over a pipe, and shows it in no list of processes', async () => {
  expect(await paste(joinCommands(origin, TOKEN).person)).toEqual({ code: 0, said: '' });
  const { args, stdin, seen } = given();
  expect(args).toEqual(['install', '--portal', origin, '--node', process.execPath, '--join-token', '-']);
  expect(stdin).toBe(`${TOKEN}\n`);
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.join()).not.toContain('esp_join_');
});

test('a script that is cut off, an agent that is not whole and a line without a token do nothing', async () => {
  const line = joinCommands(origin, TOKEN).person;
  served.script = installScript(origin, sha256).slice(0, -12);
  await paste(line);
  expect(given).toThrow();
  served = { script: installScript(origin, sha256), agent: AGENT.slice(0, -1) };
  expect(await paste(line)).toMatchObject({
    code: 1,
    said: expect.stringContaining('did not arrive whole') as string,
  });
  served.agent = AGENT;
  expect(await paste(`curl -fsSL ${origin}/agent/install.sh | sh`)).toMatchObject({
    code: 1,
    said: expect.stringContaining('token is missing') as string,
  });
  expect(given).toThrow();
});

test('says what to do where there is no Node that is new enough', async () => {
  const { code, said } = await paste(joinCommands(origin, TOKEN).person, {
    ESPALIER_NODE: '/bin/false',
    PATH: '/usr/bin:/bin',
  });
  // A machine of the tests may have one in a usual place.
  if (code !== 0) expect(said).toContain('The agent needs Node 22 or newer');
  expect(said).not.toContain('esp_join_');
});
