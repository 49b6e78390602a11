import { beforeEach, expect, test } from 'vitest';
import { ImportOptions, type ImportPreview } from '@/shared/schemas/register-import.ts';
import { clearAudit } from '../../../testing/clear-audit.ts';
import { actingAs, makeTestContext, type TestContext } from '../../../testing/context.ts';
import { makeBooking, makeMachine, makeTariff } from '../../../testing/factories.ts';
import { exportAssets, importAssets, previewImport } from '../index.ts';

let ctx: TestContext;
beforeEach(async () => {
  ctx = await makeTestContext({ role: 'admin' });
  await ctx.db.booking.deleteMany();
  await ctx.db.machine.deleteMany();
  await clearAudit(ctx.db);
  await ctx.db.customField.deleteMany();
  await ctx.db.tariff.deleteMany();
  await makeTariff(ctx.db);
});

type Given = Partial<ImportOptions>;
const optionsOf = (given: Given): ImportOptions => ImportOptions.parse(given);
const fileOf = (file: string | Uint8Array, given: Given = {}) => ({
  bytes: typeof file === 'string' ? Buffer.from(file) : file,
  options: optionsOf(given),
});
const preview = (file: string | Uint8Array, given?: Given) => previewImport(ctx, fileOf(file, given));
const importIt = (file: string | Uint8Array, { digest }: ImportPreview, given?: Given) =>
  importAssets(ctx, { ...fileOf(file, given), digest, fileName: 'finance.csv' });
const inOne = async (file: string | Uint8Array, given?: Given) =>
  importIt(file, await preview(file, given), given);
const byName = (name: string) => ctx.db.machine.findUnique({ where: { name } });

test('what was seen is what is written: a change meanwhile is told, and nothing is half done', async () => {
  const mac = await makeMachine(ctx.db, { name: 'Anjou', serial: 'C0ANJ512K1' });
  const file = 'Name,Serial,Location\nAnjou,C0ANJ512K1,Bench\nBosc,C0BSC512K2,Bench';
  const seen = await preview(file);
  await ctx.db.machine.update({ where: { id: mac.id }, data: { location: 'Cellar', revision: 2 } });
  await expect(importIt(file, seen)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  expect(await byName('Bosc')).toBeNull();
  await importIt(file, await preview(file));
  expect(await byName('Bosc')).toMatchObject({ location: 'Bench' });
  expect(ctx.events.filter(({ event }) => event === 'machine.changed')).toHaveLength(2);
});

test('the same file sent twice at a time is written once', async () => {
  await makeMachine(ctx.db, { name: 'Anjou', serial: 'C0ANJ512K1' });
  const file = 'Name,Serial,Location\nAnjou,C0ANJ512K1,Bench\nBosc,C0BSC512K2,Bench';
  const seen = await preview(file);
  const both = await Promise.allSettled([importIt(file, seen), importIt(file, seen)]);
  expect(both.map((it) => it.status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(await ctx.db.machine.count()).toBe(2);
  expect(await ctx.db.auditEntry.count({ where: { action: 'register.import' } })).toBe(1);
});

test('a Mac with bookings ahead is not retired by a file, and one without is, with its agent', async () => {
  const [busy, free] = [
    await makeMachine(ctx.db, { name: 'Busy' }),
    await makeMachine(ctx.db, { name: 'Free' }),
  ];
  await makeBooking(ctx.db, {
    machineIds: [busy.id],
    startsAt: new Date(Date.now() + 3_600_000),
    endsAt: new Date(Date.now() + 7_200_000),
  });
  const seen = await preview('Name,Status\nBusy,retired\nFree,ausgemustert');
  expect(seen.rows[0]!.problems).toEqual(['Busy still has a booking ahead. Cancel or end them first.']);
  await importIt('Name,Status\nBusy,retired\nFree,ausgemustert', seen);
  expect(await byName('Free')).toMatchObject({ status: 'retired' });
  expect(await ctx.db.agent.findUnique({ where: { machineId: free.id } })).toMatchObject({
    state: 'revoked',
  });
});

test('a serial for two Macs, one of another, and two lines for one Mac are refused with what is known', async () => {
  await makeMachine(ctx.db, { name: 'Pippin', tag: 'GS-005', serial: 'C0PIP064M1' });
  await makeMachine(ctx.db, { name: 'Russet', tag: 'GS-006', serial: 'C0RUS064M2' });
  const seen = await preview(
    [
      'Tag;Mac;Serial',
      'GS-005;Pippin;C0PIP064M1',
      'GS-006;Russet;C0PIP064M1',
      ';Gala;C0GAL048M3',
      ';Gala two;c0gal048m3',
      'GS-006;Nelis;C0NLS048S3',
    ].join('\n'),
  );
  expect(seen.rows.map((it) => [it.line, it.verdict, it.problems[0] ?? null])).toEqual([
    [2, 'same', null],
    [3, 'refused', 'Same serial as line 2. The register has C0RUS064M2 for Russet.'],
    [4, 'new', null],
    [5, 'refused', 'Same serial as line 4.'],
    [6, 'refused', 'No Mac has this serial, and the tag GS-006 belongs to one whose serial is C0RUS064M2.'],
  ]);
  const mend = seen.rows[1]!.mend!;
  expect(mend).toEqual({ column: 2, text: 'C0PIP064M1', suggestion: 'C0RUS064M2' });
  expect(seen.rows[2]).toMatchObject({ tag: 'GS-007', isNextTag: true });
});

test('names and tags may be swapped in one file', async () => {
  await makeMachine(ctx.db, { name: 'Anjou', tag: 'GS-001', serial: 'C0ANJ512K1' });
  await makeMachine(ctx.db, { name: 'Bosc', tag: 'GS-002', serial: 'C0BSC512K2' });
  const file = 'Tag,Name,Serial\nGS-002,Bosc,C0ANJ512K1\nGS-001,Anjou,C0BSC512K2';
  expect(await inOne(file)).toMatchObject({ changed: 2, leftOut: 0 });
  expect(await byName('Bosc')).toMatchObject({ tag: 'GS-002', serial: 'C0ANJ512K1' });
  expect(await byName('Anjou')).toMatchObject({ tag: 'GS-001', serial: 'C0BSC512K2' });
});

test('a name is kept from a new Mac when the line that gives it up is refused', async () => {
  await makeMachine(ctx.db, { name: 'Anjou', serial: 'C0ANJ512K1' });
  const file = 'Name,Serial,Price\nBosc,C0ANJ512K1,much\nAnjou,C0NEW512K2,1';
  const { rows } = await preview(file);
  expect(rows.map((it) => it.verdict)).toEqual(['refused', 'refused']);
  expect(rows[1]!.problems).toEqual([
    'No Mac has this serial, and the name Anjou belongs to one whose serial is C0ANJ512K1.',
  ]);
});

test('empty cells keep a value or clear it, and never a name, a tag or a status', async () => {
  await makeMachine(ctx.db, { name: 'Anjou', tag: 'GS-001', location: 'Bench', status: 'maintenance' });
  const file = 'Name,Tag,Status,Location\nAnjou,,,';
  expect((await preview(file)).counts).toMatchObject({ same: 1 });
  const seen = await preview(file, { emptyCells: 'clear' });
  expect(seen.rows[0]!.shifts).toEqual([{ label: 'Location', from: 'Bench', to: null }]);
  await importIt(file, seen, { emptyCells: 'clear' });
  expect(await byName('Anjou')).toMatchObject({ tag: 'GS-001', status: 'maintenance', location: null });
});

test('the lab’s own fields, people and teams are read by their names', async () => {
  const team = await ctx.db.team.create({ data: { name: `Speech ${Date.now()}` } });
  const grown = await ctx.db.customField.create({
    data: { label: 'Cost centre', kind: 'choice', choices: ['A-1', 'A-2'] },
  });
  const score = await ctx.db.customField.create({ data: { label: 'Location', kind: 'number', choices: [] } });
  const me = ctx.actor as { id: string; name: string };
  const file = `Name,Owner,Cost centre,Location (own field ${score.id})\nAnjou,${team.name},a-2,-5\nBosc,${me.name},,`;
  await inOne(file);
  expect(await byName('Anjou')).toMatchObject({
    ownerTeamId: team.id,
    customValues: { [grown.id]: 'A-2', [score.id]: -5 },
  });
  expect(await byName('Bosc')).toMatchObject({ ownerId: me.id });
  const out = await exportAssets(ctx, { machineIds: null });
  expect(out).toMatch(/,A-2,-5\r\n/);
  expect((await preview(out)).counts).toMatchObject({ same: 2 });
  expect((await preview('Name,Owner\nAnjou,Nobody')).rows[0]!.problems).toEqual([
    '“Nobody” is no member and no team of the lab.',
  ]);
});

test('a model that the catalogue has not, and what a rented Mac does not have, are told and left out', async () => {
  const seen = await preview(
    'Name,Model,Ownership,Price,Warranty to\nMedlar,Mac mini M99,rented,1200,2028-01-01',
  );
  expect(seen.rows[0]).toMatchObject({
    verdict: 'new',
    shifts: [{ label: 'Ownership', from: null, to: 'rented' }],
    warnings: [
      '“Mac mini M99” is not in the catalogue: its model stays unknown.',
      'Rented: what the file has for price and warranty to is left out.',
    ],
  });
});

test('columns are chosen, cells are mended, and dates that could be either are asked for', async () => {
  const file = 'Wie heißt er,Bought on\nAnjou,03/04/2026';
  const asked = await preview(file, { columns: ['name', 'purchasedOn'] });
  expect(asked).toMatchObject({ dayForm: 'asks', counts: { refused: 1 } });
  const told = await preview(file, { columns: ['name', 'purchasedOn'], dayOrder: 'dmy' });
  expect(told.rows[0]!.shifts).toEqual([{ label: 'Bought on', from: null, to: '3 Apr 2026' }]);
  const mended = await preview(file, {
    columns: ['name', 'purchasedOn'],
    mends: [{ line: 2, column: 1, text: '2026-05-06' }],
  });
  expect(mended.rows[0]!.shifts).toEqual([{ label: 'Bought on', from: null, to: '6 May 2026' }]);
  await expect(preview(file, { columns: ['name', 'name'] })).rejects.toThrow('Two columns');
});

test.each([
  ['', 'empty'],
  ['Name,Serial\n', 'only one line'],
  ['Name\n"Anjou', 'Line 2: a quote is opened here and never closed.'],
  [`${'a,'.repeat(120)}\n1`, '120 columns'.replace('120', '121')],
  [`Name\n${'x\n'.repeat(5001)}`, '5001 rows'],
  [`Name\n${'x'.repeat(4001)}`, 'Line 2 has a cell'],
  ['PK\u0003\u0004\0\0', 'Excel workbook'],
])('%j can’t be read, and is told why', async (file, told) => {
  await expect(preview(file)).rejects.toMatchObject({
    code: 'VALIDATION',
    message: expect.stringContaining(told) as string,
  });
});

test('lines with too few or too many cells are refused, not guessed at', async () => {
  const { rows, notes } = await preview('Name,Note,Note\nAnjou,a\nBosc,a,b,,\nComice,a,b,c');
  expect(rows.map((it) => it.verdict)).toEqual(['refused', 'new', 'refused']);
  expect(rows[0]!.problems[0]).toMatch(/^This line has 2 cells, the headings 3\./);
  expect(notes).toEqual(['The heading “Note” stands over more than one column: only the first is taken.']);
});

test('who may not keep the register neither previews nor imports, and takes out no serial', async () => {
  await makeMachine(ctx.db, { name: 'Anjou', serial: 'C0ANJ512K1' });
  const member = await actingAs(ctx, 'member');
  await expect(previewImport(member, fileOf('Name\nA'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const refused = importAssets(member, { ...fileOf('Name\nA'), digest: 'x', fileName: 'x' });
  await expect(refused).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const out = await exportAssets(member, { machineIds: null });
  expect(out).toContain('Anjou');
  expect(out).not.toContain('C0ANJ512K1');
  expect(out).not.toMatch(/Serial|Order number/);
});
