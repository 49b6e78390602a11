import { beforeEach, expect, test } from 'vitest';
import { ImportOptions, type ImportPreview } from '@/shared/schemas/register-import.ts';
import { clearAudit } from '../../../testing/clear-audit.ts';
import { makeTestContext, type TestContext } from '../../../testing/context.ts';
import { makeTariff } from '../../../testing/factories.ts';
import { exportAssets, importAssets, previewImport } from '../index.ts';

let ctx: TestContext;
beforeEach(async () => {
  ctx = await makeTestContext({ role: 'admin' });
  await ctx.db.machine.deleteMany();
  await clearAudit(ctx.db);
  await ctx.db.tariff.deleteMany();
  await makeTariff(ctx.db);
});

const fileOf = (file: string | Uint8Array) => ({
  bytes: typeof file === 'string' ? Buffer.from(file) : file,
  options: ImportOptions.parse({}),
});
const preview = (file: string | Uint8Array) => previewImport(ctx, fileOf(file));
const importIt = (file: string | Uint8Array, { digest }: ImportPreview) =>
  importAssets(ctx, { ...fileOf(file), digest, fileName: 'finance.csv' });
const audits = () => ctx.db.auditEntry.count();
const byName = (name: string) => ctx.db.machine.findUnique({ where: { name } });

const ROWS = 500;
const HEADERS =
  'Inv.-Nr.,Gerät,Seriennummer,Modell,Arbeitsspeicher,SSD,Standort,Kaufdatum,Preis,Garantie bis,Bemerkung';
const NOTES = ['=1+1', '-5', '@x', 'sagt "Grüße"', 'eins;\nzwei, drei', 'schlicht', ''];

/** Rows as a person's own table has them; every fifth is a new Mac, every fiftieth is of no use. */
function tableOf({ decimal, day }: { decimal: ',' | '.'; day: (iso: string) => string }): string[][] {
  return Array.from({ length: ROWS }, (_, i) => [
    `GS-${String(i + 1).padStart(3, '0')}`,
    `Birne Äpfel ${i + 1}`,
    `C0SER${String(i).padStart(5, '0')}`,
    i % 2 === 0 ? 'Mac Studio (M3 Ultra, 2025)' : 'Mac15,14',
    `${0.5}`.replace('.', decimal) + ' TB',
    '1000 GB',
    ['Regal Süd', '-5', '@Büro', '=A1'][i % 4]!,
    i % 50 === 49 ? day('2027-02-31') : day('2025-12-31'),
    `${decimal === ',' ? '7.219,19' : '7,219.19'} €`,
    day('2028-04-13'),
    NOTES[i % NOTES.length]!,
  ]);
}
const lineOf = (cells: readonly string[], delimiter: string): string =>
  cells.map((it) => (/["\n,;]/.test(it) ? `"${it.replaceAll('"', '""')}"` : it)).join(delimiter);
const textOf = (rows: readonly string[][], delimiter: string): string =>
  [HEADERS.split(','), ...rows].map((it) => lineOf(it, delimiter)).join('\r\n');
const germanDay = (iso: string) => iso.split('-').toReversed().join('.');
const toWindows = (text: string): Uint8Array =>
  Uint8Array.from(Array.from(text, (it) => (it === '€' ? 0x80 : it.codePointAt(0)!)));

const FILES: [string, Uint8Array, Partial<ImportPreview>][] = [
  [
    'UTF-8 with a byte order mark',
    Buffer.from(`\uFEFF${textOf(tableOf({ decimal: '.', day: (it) => it }), ',')}`),
    { encoding: 'utf-8', delimiter: ',', decimal: '.', dayForm: 'iso' },
  ],
  [
    'windows-1252 with semicolons',
    toWindows(textOf(tableOf({ decimal: ',', day: germanDay }), ';')),
    { encoding: 'windows-1252', delimiter: ';', decimal: ',', dayForm: 'dots' },
  ],
];

test.each(FILES)(
  '500 rows in %s: seen, written, taken out, and the same again changes nothing',
  async (_, file, found) => {
    await ctx.db.machine.createMany({
      data: Array.from({ length: ROWS }, (__, i) => i)
        .filter((i) => i % 5 !== 0)
        .map((i) => ({ name: `Old ${i}`, serial: `C0SER${String(i).padStart(5, '0')}`, location: 'Cellar' })),
    });
    const startedMs = performance.now();
    const seen = await preview(file);
    expect(performance.now() - startedMs).toBeLessThan(1000);
    expect(seen).toMatchObject({ ...found, isDecimalSure: true, matchBy: 'serial', notes: [] });
    expect(seen.columns.map((it) => it.key)).not.toContain(null);
    expect(seen.counts).toEqual({ new: 100, changes: 390, same: 0, refused: 10 });
    expect(seen.rows.find((it) => it.verdict === 'refused')!.problems).toEqual([
      expect.stringMatching(/is no date: February 2027 has 28 days\.$/),
    ]);

    expect(await importIt(file, seen)).toEqual({ added: 100, changed: 390, leftOut: 10 });
    expect(await audits()).toBe(491);
    const [first, fifth] = [await byName('Birne Äpfel 1'), await byName('Birne Äpfel 5')];
    expect(first).toMatchObject({
      tag: 'GS-001',
      catalogId: 'studio-m3ultra',
      memoryBytes: BigInt(512 * 2 ** 30),
      diskBytes: BigInt(1000 * 2 ** 30),
      location: 'Regal Süd',
      note: '=1+1',
      warrantyUntil: new Date('2028-04-13'),
    });
    expect(first!.purchasePrice!.toNumber()).toBe(7219.19);
    expect(fifth).toMatchObject({ note: 'eins;\nzwei, drei', location: 'Regal Süd', revision: 2 });

    const again = await preview(file);
    expect(again.counts).toEqual({ new: 0, changes: 0, same: 490, refused: 10 });
    expect(await importIt(file, again)).toEqual({ added: 0, changed: 0, leftOut: 10 });
    expect(await audits()).toBe(491);

    const out = await exportAssets(ctx, { machineIds: null });
    expect(out).toContain("'=1+1");
    expect(out).toContain("'@Büro");
    const back = await preview(out);
    expect(back.counts).toEqual({ new: 0, changes: 0, same: ROWS, refused: 0 });
  },
);
