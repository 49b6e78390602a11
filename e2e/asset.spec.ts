import { findings } from './fixtures/axe.ts';
import { expect, test } from './fixtures/test.ts';

test('an admin changes what is entered: what is wrong stands beside its field, and a change meanwhile loses nothing', async ({
  openAs,
  owner,
}) => {
  const { machines } = await owner.machines.list.query();
  const machine = machines.find((it) => it.simulated)!;
  const before = await owner.register.get.query({ id: machine.id });
  const page = await openAs('owner');
  await page.goto(`/machines/${machine.id}`);
  const asset = page.getByRole('region', { name: 'Asset', exact: true });
  await asset.getByRole('button', { name: 'Change…' }).click();
  const sheet = page.getByRole('dialog', { name: `Change ${machine.name}` });
  await sheet.getByLabel('Location').fill('North bench');
  await sheet.getByLabel('Price, EUR').fill('11,949');
  await sheet.getByRole('button', { name: 'Save changes' }).click();
  await expect(sheet.getByLabel('Price, EUR')).toBeFocused();
  await expect(sheet.getByText(/this could be either/)).toBeVisible();
  expect(await findings(page)).toEqual([]);

  await sheet.getByLabel('Price, EUR').fill('11949');
  const meanwhile = await owner.register.edit.mutate({
    id: machine.id,
    revision: (await owner.register.get.query({ id: machine.id })).revision,
    changes: { location: 'South bench', supplier: 'Fruit trade' },
  });
  await sheet.getByRole('button', { name: 'Save changes' }).click();
  await expect(sheet.getByText(`${machine.name} was changed meanwhile.`)).toBeVisible();
  await expect(
    sheet.getByText('It was changed meanwhile to South bench; saving writes yours.'),
  ).toBeVisible();
  await expect(sheet.getByLabel('Location')).toHaveValue('North bench');
  await expect(sheet.getByLabel('Supplier')).toHaveValue('Fruit trade');
  await sheet.getByRole('button', { name: 'Save changes' }).click();
  await expect(sheet).toBeHidden();
  await expect(asset).toContainText('North bench');
  await expect(asset).toContainText('€11,949.00');
  await expect(asset).toContainText('Fruit trade');

  await page.getByRole('link', { name: 'History' }).click();
  const history = page.getByRole('region', { name: 'History of fields' });
  await expect(history.getByRole('row', { name: /Location South bench → North bench/ })).toBeVisible();
  expect(meanwhile.supplier).toBe('Fruit trade');
  const { location, supplier, purchasePrice } = before;
  const { revision } = await owner.register.get.query({ id: machine.id });
  await owner.register.edit.mutate({
    id: machine.id,
    revision,
    changes: { location, supplier, purchasePrice },
  });
});

test('a Mac is given to a member, who acknowledges it, and comes back', async ({ openAs, owner }) => {
  const { machines } = await owner.machines.list.query();
  const machine = machines.find((it) => it.simulated)!;
  const page = await openAs('owner');
  await page.goto(`/machines/${machine.id}`);
  await page.getByRole('button', { name: 'Check out…' }).click();
  const out = page.getByRole('dialog', { name: `Check out ${machine.name}` });
  await out.getByRole('button', { name: 'Check out' }).click();
  await expect(out.getByText('Say who takes it.')).toBeVisible();
  await out.getByLabel('Member', { exact: true }).selectOption({ label: 'Jonas' });
  await out.getByLabel('Note').fill('For the talk');
  expect(await findings(page)).toEqual([]);
  await out.getByRole('button', { name: 'Check out' }).click();
  await expect(out).toBeHidden();
  const hands = page.getByRole('region', { name: 'In whose hands' });
  await expect(hands).toContainText('receipt not acknowledged yet');
  await expect(page.getByRole('button', { name: 'Check in…' })).toBeFocused();

  const theirs = await openAs('member');
  await theirs.goto('/machines');
  const receipt = theirs.getByRole('status').filter({ hasText: `Ines gave you ${machine.name}.` });
  expect(await findings(theirs)).toEqual([]);
  await receipt.getByRole('button', { name: 'I have it' }).click();
  await expect(receipt).toBeHidden();
  await expect(theirs.getByRole('region', { name: 'Yours' })).toContainText('in your hands since');
  await expect(hands).toContainText('receipt acknowledged');

  await page.getByRole('button', { name: 'Check in…' }).click();
  const back = page.getByRole('dialog', { name: `Check in ${machine.name}` });
  await back.getByRole('button', { name: 'Check in' }).click();
  await expect(back).toBeHidden();
  await expect(hands).toContainText('it is in its place');
  expect((await owner.machines.get.query({ id: machine.id })).status).toBe('active');
});

test('a file is kept with a Mac by what it is, and deleted by its name', async ({ openAs, owner }) => {
  const { machines } = await owner.machines.list.query();
  const machine = machines.find((it) => it.simulated)!;
  const page = await openAs('owner');
  await page.goto(`/machines/${machine.id}`);
  const section = page.getByRole('region', { name: 'Attachments' });
  const files = page.getByLabel(`Files to attach to ${machine.name}`);
  const png = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
  await files.setInputFiles({ name: 'photo.pdf', mimeType: 'application/pdf', buffer: png });
  await expect(section.getByRole('alert')).toContainText('ends in .pdf, but it is a PNG picture');
  await files.setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: png });
  const link = section.getByRole('link', { name: 'photo.png' });
  await expect(link).toBeVisible();
  const download = page.waitForEvent('download');
  await link.click();
  expect((await download).suggestedFilename()).toBe('photo.png');
  await section.getByRole('button', { name: 'Delete photo.png' }).click();
  const question = page.getByRole('alertdialog', { name: 'Delete photo.png?' });
  await question.getByRole('button', { name: 'Delete attachment' }).click();
  await expect(question).toBeHidden();
  await expect(link).toHaveCount(0);
  await expect(section.getByRole('button', { name: 'Attach…' })).toBeFocused();
});
