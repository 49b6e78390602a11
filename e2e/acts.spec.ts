import { randomUUID } from 'node:crypto';
import { ask, endBooking, startReadySession } from './fixtures/flows.ts';
import { expect, test } from './fixtures/test.ts';

test('a role changes only after one was asked, by name and both roles', async ({ openAs, owner }) => {
  const page = await openAs('owner');
  await page.goto('/settings/members');
  const choice = page.getByRole('combobox', { name: 'Role of Jonas' });
  const roleOfJonas = async () =>
    (await owner.team.members.query({})).rows.find((it) => it.name === 'Jonas')!.role;
  await choice.focus();
  await page.keyboard.press('ArrowUp');
  await expect(choice).toHaveValue('admin');
  await page.getByRole('button', { name: 'Change role…' }).click();
  const question = page.getByRole('alertdialog', { name: 'Make Jonas admin instead of member?' });
  await expect(question.getByRole('button', { name: 'Keep member' })).toBeFocused();
  expect(await roleOfJonas()).toBe('member');
  await page.keyboard.press('Escape');
  await expect(choice).toHaveValue('member');
  await expect(choice).toBeFocused();
  expect(await roleOfJonas()).toBe('member');

  await choice.selectOption('admin');
  await page.getByRole('button', { name: 'Change role…' }).click();
  await question.getByRole('button', { name: 'Change role' }).click();
  await expect(question).toBeHidden();
  expect(await roleOfJonas()).toBe('admin');
  await expect(choice).toBeFocused();
  const { rows } = await owner.team.members.query({});
  await owner.team.changeRole.mutate({ id: rows.find((it) => it.name === 'Jonas')!.id, role: 'member' });
});

test('one who only looks is offered nothing that would be refused, and is told why', async ({
  openAs,
  owner,
}) => {
  const running = await startReadySession(owner, { simulated: true, size: 1 });
  const ids = await ask(owner, running.sessionId, 'Hello');
  const page = await openAs('viewer');
  await page.goto(`/chat/${ids.conversationId}`);
  await expect(page.getByRole('article', { name: /^Answer/ })).toBeVisible();
  await expect(page.getByText('Asking takes a member’s role')).toBeVisible();
  await expect(page.getByRole('textbox')).toHaveCount(0);

  await page.goto('/bookings?book=1');
  await expect(page.getByText('Your role does not book.')).toBeVisible();
  const offered =
    /^(Book|Book Macs|Book machines|Start|Start again|Start a model|New session|New chat|End .*|Cancel .*|Add a .*|Open chat|Share .*)…?$/;
  const places = ['/machines', '/bookings', '/sessions', '/chat', '/reports?from=2020-01-01&to=2020-01-31'];
  for (const path of [...places, `/sessions/${running.sessionId}`, `/bookings/${running.bookingId}`]) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByText(/^Loading \w/)).toHaveCount(0);
    const acts = page.getByRole('button', { name: offered }).or(page.getByRole('link', { name: offered }));
    await expect(acts, path).toHaveCount(0);
  }
  await endBooking(owner, running);
});

test('an address of nothing is told within the shell, with the way on', async ({ openAs }) => {
  const page = await openAs('member');
  for (const [path, title, wayOn] of [
    ['/nowhere/at/all', 'There is nothing at this address', '/machines'],
    [`/machines/${randomUUID()}`, 'There is no such machine', '/machines'],
    ['/bookings/not-an-id', 'There is no such booking', '/bookings'],
    [`/sessions/${randomUUID()}`, 'There is no such session', '/sessions'],
    [`/chat/${randomUUID()}`, 'There is no such chat for you', '/chat'],
  ] as const) {
    const answer = await page.goto(path);
    expect.soft(answer!.status(), path).toBe(404);
    await expect.soft(page.getByRole('heading', { level: 1 })).toHaveText(title);
    await expect.soft(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
    await expect.soft(page.getByRole('main').getByRole('link')).toHaveAttribute('href', wayOn);
  }
});

test('somebody comes by a link that works once, and is out when deactivated', async ({ openAs, browser }) => {
  const page = await openAs('owner');
  await page.goto('/settings/members');
  await page.getByRole('button', { name: 'Invite…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Invite' }).click();
  const link = await page.getByLabel('Link of the invitation', { exact: true }).textContent();
  await page.getByRole('button', { name: 'Done' }).click();

  const fresh = await browser.newContext();
  const theirs = await fresh.newPage();
  const address = new URL(link!);
  await theirs.goto(new URL(address.pathname + address.hash, page.url()).href);
  await theirs.getByLabel('Your name').fill('Nils');
  await theirs.getByLabel('E-mail').fill('nils@guest.example');
  await theirs.getByLabel('Password').fill('a long password');
  await theirs.getByRole('button', { name: 'Join' }).click();
  await expect(theirs).toHaveURL(/\/machines/);

  await page.getByRole('button', { name: 'More for Nils' }).click();
  await page.getByRole('menuitem', { name: 'Deactivate…' }).click();
  await page
    .getByRole('dialog', { name: 'Deactivate Nils?' })
    .getByRole('button', { name: 'Deactivate' })
    .click();
  await expect(page.getByRole('button', { name: 'Bring back Nils' })).toBeVisible();
  await theirs.goto(new URL(address.pathname + address.hash, page.url()).href);
  await expect(theirs.getByText('was used already')).toBeVisible();
  await fresh.close();
});
