import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { type Api, apiClient, signIn } from './fixtures/api.ts';
import { ask, untilState } from './fixtures/flows.ts';
import { type Lab, startLab, until } from './fixtures/lab.ts';
import { expect, signInByForm, test } from './fixtures/test.ts';

/** The smallest of those that are played. */
const MODEL = 'mlx-community/Llama-3.2-3B-Instruct-4bit';
const QUESTION = 'Explain it in detail';
/** Who is silent is lost in seconds, as otherwise in minutes. */
const QUICK = {
  ESPALIER_HEARTBEAT_MS: '500',
  ESPALIER_SUSPECT_MS: '2000',
  ESPALIER_LOST_MS: '3000',
  ESPALIER_LEASE_MS: '6000',
  ESPALIER_RANK_END_MS: '2000',
  ESPALIER_STALL_MS: '7000',
  ESPALIER_TIME_SCALE: '0.5',
};

type Night = {
  name: string;
  machines: number;
  /** It never gets as far as to be asked. */
  isInLoading?: true;
  /** What the incident says, of the Mac that it plays on. */
  title: (machine: string) => string | RegExp;
  doThis: RegExp;
  speaks: RegExp;
};
// The last two leave their Mac out of order.
const NIGHTS: Night[] = [
  {
    name: 'out-of-memory',
    machines: 2,
    isInLoading: true,
    title: (it) => `${it} ran out of memory`,
    doThis: /fewer|smaller|another/i,
    speaks: /Insufficient Memory/,
  },
  {
    name: 'cable-pulled',
    machines: 1,
    title: (it) => `The rank on ${it} crashed over its RDMA link`,
    doThis: /cables/,
    speaks: /tbt_post_recv/,
  },
  {
    name: 'asleep',
    machines: 1,
    // As it wakes it says so, which may be before the page is read.
    title: (it) => new RegExp(`^(No word from ${it}|${it} went to sleep)$`),
    doThis: /is on|never sleep/,
    speaks: /How the failure was noticed/,
  },
  {
    name: 'gpu-hangs',
    machines: 1,
    title: (it) => `${it} stopped computing`,
    doThis: /[Rr]estart/,
    speaks: /GPU/,
  },
  {
    name: 'power-cut',
    machines: 1,
    title: (it) => `No word from ${it}`,
    doThis: /is on/,
    speaks: /How the failure was noticed/,
  },
];

test('five bad nights, each of which ends in an incident that can be read', async ({ browser }) => {
  test.setTimeout(240_000);
  const dataFolder = mkdtempSync(path.join(os.tmpdir(), 'espalier-nights-'));
  const lab = await startLab({ dataFolder, agents: (it) => it.simulate !== null, env: QUICK });
  try {
    const api = apiClient(lab.url, await signIn(lab.url, lab.account('owner')));
    const page = await browser.newPage({ baseURL: lab.url });
    await signInByForm(page, lab.account('owner'));
    for (const night of NIGHTS) await test.step(night.name, () => live(night, { lab, api, page }));
    await page.close();
  } finally {
    await lab.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
});

async function live(night: Night, { lab, api, page }: { lab: Lab; api: Api; page: Page }): Promise<void> {
  const { bookingId, machines } = await book(api, night);
  const files = machines.map(({ name }) =>
    path.join(lab.dataFolder, 'agents', name.toLowerCase(), 'scenario.json'),
  );
  copyFileSync(`e2e/nights/${night.name}.json`, files[0]!);
  const sessionId = randomUUID();
  await api.sessions.start.mutate({ id: sessionId, bookingId, modelId: MODEL });
  if (!night.isInLoading) {
    await untilState(api, sessionId, 'ready', 60_000);
    await ask(api, sessionId, QUESTION);
  }
  await untilState(api, sessionId, 'failed', 60_000);
  rmSync(files[0]!);

  await page.goto(`/sessions/${sessionId}`);
  await page.getByRole('link', { name: /^Incident \d+/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(night.title(machines[0]!.name));
  await expect(page.getByText('simulated', { exact: false }).first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'What to do' })).toContainText(night.doThis);
  await expect(page.getByRole('main')).toContainText(night.speaks);
  await expect(page.getByRole('region', { name: 'What happened' })).toContainText('Session: Failed');
  await expect(page.getByText(/^(The signs say so themselves|Most likely)/)).toBeVisible();
  const { rows } = await api.notifications.list.query({ limit: 20, cursor: null });
  expect(rows.some((it) => it.link === new URL(page.url()).pathname)).toBe(true);
  const { revision } = await api.bookings.get.query({ id: bookingId });
  await api.bookings.end.mutate({ id: bookingId, revision });
}

async function book(api: Api, { machines: count }: Night) {
  let free: { id: string; name: string }[] = [];
  await until(30_000, `${count} Macs in order`, async () => {
    const { machines } = await api.machines.list.query();
    free = machines.filter((it) => it.connection === 'online' && it.simulated && it.quarantinedAt === null);
    return free.length >= count;
  });
  const machines = free.slice(0, count);
  const { id } = await api.bookings.create.mutate({
    id: randomUUID(),
    machineIds: machines.map((it) => it.id),
    startsAt: new Date(),
    endsAt: new Date(Date.now() + 3_600_000),
    purpose: 'a bad night',
  });
  return { bookingId: id, machines };
}
