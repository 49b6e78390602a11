import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findings } from './fixtures/axe.ts';
import { expect, test } from './fixtures/test.ts';

/* Machines that a token alone does not name, and a second computer with the identity of another. */

let folder: string;
const started: ChildProcess[] = [];
test.beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'espalier-joining-'));
});
test.afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** The agent of a data folder, on a simulated computer of that name; resolves to how it ends. */
function startAgent(url: string, data: string, computer: string, token: string | null): Promise<unknown[]> {
  const flags = [
    '--portal',
    url,
    '--data-folder',
    data,
    '--simulate',
    'studio-m3ultra',
    `--name=${computer}`,
  ];
  const args = ['dist/agent.mjs', 'run', ...flags, ...(token === null ? [] : ['--join-token', '-'])];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.end(`${token ?? ''}\n`);
  started.push(child);
  return once(child, 'exit');
}

test('a Mac that comes with a line for any waits until somebody says which it is', async ({
  openAs,
  lab,
}) => {
  const page = await openAs('owner');
  await page.goto('/machines?add=1');
  await page.getByRole('button', { name: 'Make a line for any Mac' }).click();
  const line = page.getByLabel('Line to paste', { exact: true });
  await expect(line).toContainText('| sudo sh');
  await page.getByText('For one account', { exact: true }).click();
  await expect(line).toContainText(/\) \| sh$/);
  const token = /esp_join_[\w-]+/.exec(await line.innerText())![0];

  const ended = startAgent(lab.url, path.join(folder, 'newcomer'), '-rf', token);
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('waits to be let in')).toBeVisible();
  await expect(dialog.getByLabel('Which machine is it?')).toHaveValue('new');
  await expect(dialog.getByLabel('Name')).toHaveValue('-rf');
  expect(await findings(page)).toEqual([]);
  await page.goto('/machines');
  await page.getByRole('button', { name: 'Say which it is…' }).click();
  await page.getByRole('button', { name: 'Send it away' }).click();
  await expect(page.getByText('waits to be let in')).toHaveCount(0);
  // Told at its next try, and not started again by a service manager.
  expect(await ended).toEqual([78, null]);
});

test('a copied disk is told on the machine’s page, and ends when it is refused; the original goes on', async ({
  openAs,
  lab,
  owner,
}) => {
  const machine = (await owner.machines.list.query()).machines.find((it) => it.simulated)!;
  const original = path.join(lab.dataFolder, 'agents', machine.name.toLowerCase());
  const copy = path.join(folder, 'copy');
  cpSync(original, copy, { recursive: true });
  rmSync(path.join(copy, 'agent.lock'), { force: true });
  const ended = startAgent(lab.url, copy, 'copied-disk', null);

  const page = await openAs('owner');
  await page.goto(`/machines/${machine.id}`);
  await expect(page.getByText(`A second machine says it is ${machine.name}.`)).toBeVisible({
    timeout: 20_000,
  });
  await expect(page.getByText('It is called copied-disk')).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Refuse it…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Refuse it' }).click();
  await expect(page.getByText('A second machine says')).toHaveCount(0);
  expect(await ended).toEqual([78, null]);
  const after = await owner.machines.get.query({ id: machine.id });
  expect(after).toMatchObject({ connection: 'online', agentId: machine.agentId, needsAttention: null });
});
