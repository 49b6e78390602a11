import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { listRanks } from './fixtures/rank-processes.ts';
import { expect, test } from './fixtures/test.ts';

const LONG_QUESTION = 'Explain how a session starts, in detail';
const PURPOSE = 'Proof search, night 3';

const newestAnswer = (page: Page) => page.getByRole('article', { name: /^Answer/ }).last();
const proseOf = (page: Page) => newestAnswer(page).locator('.answer-prose');
const wordsIn = async (page: Page): Promise<string> =>
  (await proseOf(page).innerText()).replace(/\s+/g, ' ').trim();

async function askInChat(page: Page, text: string): Promise<void> {
  const answers = page.getByRole('article', { name: /^Answer/ });
  const before = await answers.count();
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.keyboard.press('Enter');
  await expect(answers).toHaveCount(before + 1);
}

test('book two machines, start MLX on them, chat together, and read what it cost', async ({
  lab,
  openAs,
  owner,
  member,
}) => {
  test.setTimeout(300_000);
  const ines = await openAs('owner');
  const jonas = await openAs('member');

  await test.step('Macs: this host as two machines, and four simulated Studios', async () => {
    await ines.goto('/machines');
    await expect(ines.getByText('2 machines on one host, so numbers are shared')).toBeVisible();
    for (const name of ['Pippin', 'Russet', 'Anjou', 'Bosc', 'Comice', 'Concorde']) {
      await expect(ines.getByRole('link', { name, exact: true }).first()).toBeVisible();
    }
    await expect(ines.getByText('Simulated', { exact: true }).first()).toBeVisible();
    await expect(ines.getByText('not measured').first()).toBeVisible();
  });

  await test.step('Book: the two machines from now', async () => {
    await ines.goto('/bookings');
    await ines
      .getByRole('button', { name: 'Book', exact: true })
      .or(ines.getByRole('link', { name: 'Book', exact: true }))
      .first()
      .click();
    await ines.getByRole('link', { name: 'Choose Macs yourself' }).click();
    const sheet = ines.getByRole('dialog');
    await sheet.getByRole('checkbox', { name: /Pippin/ }).check();
    await sheet.getByRole('checkbox', { name: /Russet/ }).check();
    await sheet.getByText('Now', { exact: true }).click();
    await sheet.getByRole('button', { name: '1 h', exact: true }).click();
    await sheet.getByRole('button', { name: 'Book', exact: true }).click();
    await expect(sheet.getByText('Say what the booking is for.')).toBeVisible();
    await sheet.getByLabel('What for').fill(PURPOSE);
    await sheet.getByRole('button', { name: 'Book', exact: true }).click();
    await expect(sheet).toBeHidden();
  });

  await test.step('Book: another person is refused, told by whom and until when, and offered the next time', async () => {
    await jonas.goto('/bookings');
    await jonas
      .getByRole('button', { name: 'Book', exact: true })
      .or(jonas.getByRole('link', { name: 'Book', exact: true }))
      .first()
      .click();
    await jonas.getByRole('link', { name: 'Choose Macs yourself' }).click();
    const sheet = jonas.getByRole('dialog');
    await sheet.getByRole('checkbox', { name: /Pippin/ }).check();
    await sheet.getByText('Now', { exact: true }).click();
    await sheet.getByRole('button', { name: '1 h', exact: true }).click();
    await sheet.getByLabel('What for').fill('Prompt set');
    await sheet.getByRole('button', { name: 'Book', exact: true }).click();
    await expect(sheet.getByText(/Pippin: Ines.*until/)).toBeVisible();
    await sheet.getByRole('button', { name: /^Book .* instead$/ }).click();
    await expect(sheet).toBeHidden();
  });

  const now = new Date();
  const bookings = await owner.bookings.list.query({ from: now, to: new Date(now.getTime() + 1000) });
  const booking = bookings.find((it) => it.purpose === PURPOSE)!;
  let sessionId = '';

  await test.step('Session: every state seen, with each rank and its log', async () => {
    await ines.goto(`/bookings/${booking.id}`);
    await ines.getByRole('link', { name: 'Start a model' }).click();
    await ines.getByRole('combobox', { name: 'Model' }).selectOption({ label: 'Espalier demo' });
    await ines.getByRole('button', { name: 'Start', exact: true }).click();
    await ines.waitForURL(/\/sessions\/[0-9a-f-]{36}/);
    sessionId = ines.url().split('/').at(-1)!;
    const steps = ines.getByRole('list', { name: 'State' });
    for (const step of ['Preparing', 'Connecting', 'Loading', 'Warming up', 'Ready']) {
      await expect(steps).toContainText(step);
    }
    await expect(ines.getByRole('status').filter({ hasText: 'Espalier demo: Ready' })).toBeAttached({
      timeout: 60_000,
    });
    await expect(ines.getByText(/rank 1/).first()).toBeVisible();
    const session = await owner.sessions.get.query({ id: sessionId });
    expect(session).toMatchObject({ backend: 'ring', parallelism: 'tensor', simulated: false });
    expect(session.steps.map((it) => it.state)).toEqual([
      'checking',
      'preparing',
      'connecting',
      'loading',
      'warming_up',
      'proving',
      'ready',
    ]);
    expect(
      listRanks(sessionId)
        .map((it) => it.rank)
        .toSorted((a, b) => a - b),
    ).toEqual([0, 1]);
    await ines.getByRole('link', { name: 'Logs', exact: true }).click();
    await expect(ines.getByText(/Starting httpd|Started process/).first()).toBeVisible();
  });

  await test.step('Chat: streams, survives a reload in the middle, is the same for a second person', async () => {
    await ines.goto(`/sessions/${sessionId}`);
    await ines.getByRole('button', { name: 'Open chat' }).click();
    await ines.waitForURL(/\/chat\//);
    await askInChat(ines, LONG_QUESTION);
    await ines.getByRole('button', { name: 'Share…' }).click();
    const everybody = ines.getByRole('checkbox', { name: 'Everybody of the lab' });
    await everybody.click();
    await expect(everybody).toBeChecked();
    await ines.keyboard.press('Escape');
    await expect(proseOf(ines)).not.toBeEmpty();
    await ines.reload();
    await jonas.goto(ines.url());
    await expect(newestAnswer(ines).getByText('First token')).toBeVisible({ timeout: 120_000 });
    await expect(newestAnswer(jonas).getByText('First token')).toBeVisible({ timeout: 120_000 });
    for (const page of [ines, jonas])
      await expect(newestAnswer(page).getByRole('button', { name: 'Stop' })).toBeHidden({ timeout: 120_000 });
    await expect(newestAnswer(ines).getByText('tok/s')).toBeVisible();
    const seen = await wordsIn(ines);
    expect(await wordsIn(jonas)).toBe(seen);
    await ines.reload();
    await expect.poll(() => wordsIn(ines)).toBe(seen);
    const chat = await owner.chat.get.query({ id: ines.url().split('/').at(-1)! });
    const answer = chat.messages.at(-1)!.generation!;
    expect(answer.state).toBe('completed');
    expect(answer.completionTokens).toBeGreaterThan(300);
  });

  await test.step('Chat: a stopped answer keeps the part written', async () => {
    await askInChat(ines, 'Tell me a long story about an espalier');
    await expect(proseOf(ines)).not.toBeEmpty();
    await newestAnswer(ines).getByRole('button', { name: 'Stop' }).click();
    await expect(newestAnswer(ines).getByText(/Stopped/)).toBeVisible();
    const part = await wordsIn(ines);
    expect(part.length).toBeGreaterThan(0);
    await ines.reload();
    await expect.poll(() => wordsIn(ines)).toBe(part);
  });

  await test.step('Metrics: live curves, and "not measured" where this host has no meter', async () => {
    await ines.goto(`/sessions/${sessionId}`);
    await expect(ines.getByRole('img', { name: /CPU|tok\/s|Tokens|Memory/ }).first()).toBeVisible();
    await expect(ines.getByText('not measured').first()).toBeVisible();
  });

  await test.step('End: no rank is left', async () => {
    await ines.getByRole('button', { name: /End session/ }).click();
    await ines
      .getByRole('dialog')
      .or(ines.getByRole('alertdialog'))
      .getByRole('button', { name: 'End session' })
      .click();
    await expect(ines.getByRole('status').filter({ hasText: 'Espalier demo: Ended' })).toBeAttached({
      timeout: 30_000,
    });
    expect(listRanks(sessionId)).toEqual([]);
  });

  await test.step('Report: hours, tokens, energy with coverage, cost, and the same as CSV', async () => {
    await ines.goto('/reports');
    await expect(ines.getByRole('term').filter({ hasText: 'Tokens out' }).first()).toBeVisible();
    await expect(ines.getByRole('link', { name: /Espalier demo/ }).first()).toBeVisible();
    const [download] = await Promise.all([
      ines.waitForEvent('download'),
      ines.getByRole('link', { name: 'CSV' }).click(),
    ]);
    const csv = readFileSync((await download.path())!, 'utf8');
    const to = new Date();
    const report = await owner.reports.usage.query({ from: new Date(to.getTime() - 3_600_000), to });
    const row = report.sessions.find((it) => it.sessionId === sessionId)!;
    expect(row.completionTokens).toBeGreaterThan(300);
    expect(row.energyJoules).toBeNull();
    expect(csv).toContain(PURPOSE);
    expect(csv).toContain(String(row.completionTokens));
  });
  const { revision } = await owner.bookings.get.query({ id: booking.id });
  await owner.bookings.end.mutate({ id: booking.id, revision });
  const later = await member.bookings.list.query({ from: now, to: new Date(now.getTime() + 3 * 3_600_000) });
  for (const { id, revision: at } of later.filter((it) => it.mine))
    await member.bookings.cancel.mutate({ id, revision: at });
  expect(lab.portal().exitCode).toBeNull();
});
