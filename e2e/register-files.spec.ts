import { findings } from './fixtures/axe.ts';
import { expect, PHONE, test } from './fixtures/test.ts';

const CSV = [
  'Inv.-Nr.;Gerät;Seriennummer;Preis;Garantie bis;Kostenstelle',
  'ZZ-001;Zibarte;C0ZIB512K1;7.219,19 €;13.04.2028;4711',
  'ZZ-002;Zwetschge;C0ZWE512K2;1.490,06 €;31.02.2027;4711',
  'ZZ-003;Zitrone;C0ZIT048M3;999;12.01.2029;4711',
].join('\r\n');

test('what is imported stands in the register, and the register taken out imports as it is', async ({
  openAs,
  owner,
}) => {
  const page = await openAs('owner');
  const assets = await owner.register.list.query({});
  const mac = assets.find((it) => !it.simulated)!;
  await page.goto('/machines/register');
  await page.getByRole('link', { name: 'Import…' }).click();
  await page.getByLabel('Or paste the rows').fill(`Name\tStandort\n${mac.name}\tDachboden`);
  await page.getByRole('button', { name: 'Look at the rows' }).click();
  const row = page.getByRole('row', { name: new RegExp(mac.name) });
  await expect(row).toContainText(`${mac.location ?? 'empty'} → Dachboden`);

  await test.step('changed meanwhile, it is told and looked at again', async () => {
    const { id, revision, note } = mac;
    const changes = { note: 'Changed meanwhile' };
    const { revision: next } = await owner.register.edit.mutate({ id, revision, changes });
    await page.getByRole('button', { name: 'Import 1 row' }).click();
    await expect(page.getByText('The register was changed since this preview.')).toBeVisible();
    await owner.register.edit.mutate({ id, revision: next, changes: { note } });
    await page.getByRole('button', { name: 'Look again' }).click();
    await page.getByRole('button', { name: 'Import 1 row' }).click();
  });
  await expect(page.getByText('1 row imported in one step.')).toBeVisible();
  await page.getByRole('link', { name: 'To the register' }).click();
  await expect(page.getByRole('row').filter({ hasText: mac.name })).toContainText('Dachboden');

  const taking = page.waitForEvent('download');
  await page.getByRole('link', { name: 'CSV' }).click();
  const path = await (await taking).path();
  await page.goto('/machines/register/import');
  await page.getByLabel('CSV file').setInputFiles(path);
  await expect(page.getByText('There is nothing to write.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Import 0 rows' })).toBeDisabled();
  const { revision } = await owner.register.get.query({ id: mac.id });
  await owner.register.edit.mutate({ id: mac.id, revision, changes: { location: mac.location } });
});

for (const [where, device] of [['on a desk'], ['on a phone', PHONE]] as const) {
  test(`the register ${where}: a file is looked at, mended, left alone, and labels are chosen`, async ({
    openAs,
    owner,
  }) => {
    const page = await openAs('owner', device);
    const before = (await owner.machines.list.query()).machines.length;
    await page.goto('/machines/register/import');

    await test.step('every row has its verdict before anything is written', async () => {
      await page.getByLabel('CSV file').setInputFiles({
        name: 'Finanzen.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(CSV, 'latin1').map((it) => (it === 0xac ? 0x80 : it)) as Buffer,
      });
      await expect(page.getByRole('heading', { name: 'Finanzen.csv' })).toBeFocused();
      await expect(page.getByText('3 rows, Windows (1252), semicolons, dates as 31.12.2026')).toBeVisible();
      await expect(page.getByText('“Kostenstelle” is left out')).toBeVisible();
      await expect(page.getByRole('row', { name: /Zwetschge/ })).toContainText('February 2027 has 28 days');
      await expect(page.getByRole('button', { name: 'Import 2 rows' })).toBeEnabled();
      expect(await findings(page)).toEqual([]);
    });

    await test.step('a cell is mended here, by keyboard', async () => {
      const change = page.getByRole('button', { name: 'Change it: “31.02.2027” for Zwetschge' });
      await change.focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      await expect(change).toBeFocused();
      await page.keyboard.press('Enter');
      await page.getByLabel('Instead of “31.02.2027” for Zwetschge').fill('28.02.2027');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('button', { name: 'Import 3 rows' })).toBeEnabled();
      await expect(page.getByRole('row', { name: /Zwetschge/ })).toBeFocused();
    });

    await test.step('a column is given another field', async () => {
      await page.getByRole('button', { name: '5 of 6 matched' }).click();
      const sheet = page.getByRole('dialog', { name: 'Columns' });
      await sheet.getByLabel('Kostenstelle').selectOption({ label: 'Note' });
      await sheet.getByRole('button', { name: 'Done' }).click();
      await expect(page.getByRole('button', { name: '6 of 6 matched' })).toBeVisible();
      await expect(page.getByRole('row', { name: /Zitrone/ })).toContainText('Note 4711');
    });

    await test.step('who cancels has changed nothing', async () => {
      await page.getByRole('button', { name: 'Cancel' }).click();
      await expect(page.getByRole('button', { name: 'Choose a file…' })).toBeVisible();
      expect((await owner.machines.list.query()).machines).toHaveLength(before);
    });

    await test.step('labels stand at the size they are printed in', async () => {
      await page.goto('/machines/register/labels?format=a4-65&from=3');
      const sheet = page.getByRole('list', { name: 'Sheet 1' });
      const codes = sheet.getByRole('img', { name: /^QR code: http.*\/machines\/[\w-]+$/ });
      await expect(codes.first()).toBeVisible();
      await page.emulateMedia({ media: 'print' });
      const box = (await sheet.locator('li').nth(2).boundingBox())!;
      expect(box.width / 96).toBeCloseTo(38.1 / 25.4, 2);
      expect(box.height / 96).toBeCloseTo(21.2 / 25.4, 2);
      await page.emulateMedia({ media: 'screen' });
    });
  });
}
