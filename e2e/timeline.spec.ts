import { randomUUID } from 'node:crypto';
import type { Api } from './fixtures/api.ts';
import { findings } from './fixtures/axe.ts';
import { expect, PHONE, test } from './fixtures/test.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

async function simulated(api: Api) {
  const { machines } = await api.machines.list.query();
  return machines.filter((it) => it.simulated && it.status === 'active');
}

const bookingOf = async (api: Api, purpose: string) => {
  const from = new Date(Date.now() - DAY_MS);
  const list = await api.bookings.list.query({ from, to: new Date(from.getTime() + 9 * DAY_MS) });
  return list.find((it) => it.purpose === purpose)!;
};

const cancel = async (api: Api, purpose: string): Promise<void> => {
  const { id, revision } = await bookingOf(api, purpose);
  await api.bookings.cancel.mutate({ id, revision });
};

test('by keyboard alone: cells are chosen and booked, the booking moved, resized and left as it was', async ({
  openAs,
  member,
}) => {
  const purpose = 'Chosen with the arrows';
  const [machine] = await simulated(member);
  const page = await openAs('member');
  const { keyboard } = page;
  const tomorrow = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);
  await page.goto(`/bookings?view=day&day=${tomorrow}`);
  const grid = page.getByRole('grid', { name: 'Machines and their times' });
  const status = page.locator('p[role=status]');

  await test.step('free time of its row is walked to and chosen', async () => {
    await grid.locator('[data-cursor]').focus();
    for (let presses = 0; presses < 40; presses += 1) {
      const label = await grid.locator('[data-cursor]').getAttribute('aria-label');
      if (label?.startsWith(`${machine!.name},`)) break;
      await keyboard.press('ArrowDown');
    }
    await keyboard.press('ArrowRight');
    await expect(grid.locator('[data-cursor]')).toBeFocused();
    await expect(grid.locator('[data-cursor]')).toHaveAttribute('aria-label', /, .* to .*, free$/);
    await keyboard.press('Shift+ArrowRight');
    await expect(status).toHaveText(new RegExp(`^${machine!.name}, .* to .*, free$`));
    expect(await findings(page)).toEqual([]);
  });

  await test.step('Enter opens the sheet with machine and times in it', async () => {
    await keyboard.press('Enter');
    const sheet = page.getByRole('dialog', { name: 'Book machines' });
    await expect(sheet.getByRole('checkbox', { name: new RegExp(machine!.name) })).toBeChecked();
    await expect(sheet.getByLabel('Start day')).toHaveValue(new RegExp(`\\b${Number(tomorrow.slice(8))} `));
    await sheet.getByLabel('What for').focus();
    await keyboard.type(purpose);
    await keyboard.press('Enter');
    await page.waitForURL(/\/bookings\/[0-9a-f-]{36}/);
  });
  const made = await bookingOf(member, purpose);
  expect(Date.parse(String(made.endsAt)) - Date.parse(String(made.startsAt))).toBe(1.25 * HOUR_MS);

  await page.goto(`/bookings?view=day&day=${tomorrow}`);
  const bar = grid.getByRole('link', { name: new RegExp(purpose) });
  await test.step('picked up, moved and resized: nothing is done before Enter', async () => {
    await bar.focus();
    await keyboard.press('Space');
    await keyboard.press('ArrowRight');
    await keyboard.press('Shift+ArrowRight');
    await expect(status).toHaveText(/, free$/);
    expect(await bookingOf(member, purpose)).toEqual(made);
    await keyboard.press('Enter');
    await expect(page.getByText(new RegExp(`^“${purpose}”: `))).toBeVisible();
    await expect(bar).toBeFocused();
  });
  const moved = await bookingOf(member, purpose);
  expect([moved.startsAt, moved.endsAt].map((it) => Date.parse(String(it)))).toEqual([
    Date.parse(String(made.startsAt)) + HOUR_MS / 4,
    Date.parse(String(made.endsAt)) + HOUR_MS / 2,
  ]);

  await test.step('Escape leaves it as it was, Enter opens it', async () => {
    await keyboard.press('Shift+ArrowRight');
    await expect(page.locator('.timeline-ghost')).toBeVisible();
    await keyboard.press('Escape');
    await expect(page.locator('.timeline-ghost')).toHaveCount(0);
    expect(await bookingOf(member, purpose)).toEqual(moved);
    await keyboard.press('Enter');
    await page.waitForURL(`**/bookings/${moved.id}`);
  });
  await cancel(member, purpose);
});

test('with a mouse: free time of two rows is dragged over, a booking dragged onto somebody’s is refused beside it', async ({
  openAs,
  member,
  owner,
}) => {
  const [machine] = await simulated(member);
  const tomorrow = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);
  const noon = Date.parse(`${tomorrow}T12:00:00Z`);
  const make = (api: Api, purpose: string, fromMs: number) =>
    api.bookings.create.mutate({
      id: randomUUID(),
      machineIds: [machine!.id],
      startsAt: new Date(fromMs),
      endsAt: new Date(fromMs + 2 * HOUR_MS),
      purpose,
    });
  await make(member, 'Dragged away', noon);
  await make(owner, 'Where it is dragged to', noon + 3 * HOUR_MS);
  const page = await openAs('member');
  await page.goto(`/bookings?view=day&day=${tomorrow}`);
  const bar = page.getByRole('link', { name: /Dragged away/ });
  const box = (await bar.boundingBox())!;
  const hourPx = box.width / 2;
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const drag = async (from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> => {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 3 });
    await page.mouse.move(to.x, to.y, { steps: 3 });
    await page.mouse.up();
  };

  await test.step('refused: who is in the way, and a way back', async () => {
    await drag(middle, { x: middle.x + 2 * hourPx, y: middle.y });
    const note = page.getByRole('group', { name: 'Not moved' });
    await expect(note).toContainText(new RegExp(`has ${machine!.name} until`));
    await note.getByRole('button', { name: 'Leave as it was' }).click();
    await expect(page.locator('.timeline-ghost')).toHaveCount(0);
  });

  await test.step('moved where it is free, and taken back', async () => {
    await drag(middle, { x: middle.x - 4 * hourPx, y: middle.y });
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect
      .poll(async () => (await bookingOf(member, 'Dragged away')).revision)
      .toBeGreaterThanOrEqual(3);
    const back = await bookingOf(member, 'Dragged away');
    expect(new Date(back.startsAt).getTime()).toBe(noon);
    await expect.poll(async () => Math.round((await bar.boundingBox())!.x)).toBe(Math.round(box.x));
  });

  await test.step('free time is dragged over two rows', async () => {
    const from = { x: middle.x - 5 * hourPx, y: middle.y };
    await drag(from, { x: from.x + 2 * hourPx, y: from.y + box.height + 8 });
    const sheet = page.getByRole('dialog', { name: 'Book machines' });
    await expect(sheet.getByRole('checkbox', { checked: true })).toHaveCount(2);
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
  });
  await cancel(member, 'Dragged away');
  await cancel(owner, 'Where it is dragged to');
});

test('on a phone: the agenda’s menu extends a booking, and the month shows its day', async ({
  openAs,
  member,
}) => {
  const [machine] = await simulated(member);
  const startsAt = new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + HOUR_MS);
  const endsAt = new Date(startsAt.getTime() + HOUR_MS);
  const wish = { id: randomUUID(), machineIds: [machine!.id], startsAt, endsAt, purpose: 'On the phone' };
  await member.bookings.create.mutate(wish);
  const page = await openAs('member', PHONE);
  await page.goto('/bookings');
  await page.getByRole('button', { name: 'More about On the phone' }).first().tap();
  await page.getByRole('menuitem', { name: /Extend by 1/ }).tap();
  await expect(page.getByText(/^“On the phone”: /)).toBeVisible();
  expect(new Date((await bookingOf(member, 'On the phone')).endsAt).getTime()).toBe(
    endsAt.getTime() + HOUR_MS,
  );
  await page.goto(`/bookings?view=month`);
  await expect(page.getByRole('region', { name: 'The chosen day' })).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await cancel(member, 'On the phone');
});
