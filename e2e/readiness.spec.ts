import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { colourFindings, findings } from './fixtures/axe.ts';
import { type CabledLab, startCabledLab } from './fixtures/cabled-lab.ts';
import { PHONE, signInByForm } from './fixtures/test.ts';

/** What each set is told: three verdicts, and what is in the way or what to do about it. */
const SETS = [
  {
    set: 'mesh',
    verdicts: ['ready', 'ready', 'ready'],
    texts: [
      'JACCL mesh: ready. 6 of 6 cables.',
      'JACCL ring: ready. Anjou – Bosc – Comice – Concorde – Anjou.',
    ],
  },
  {
    set: 'short',
    verdicts: ['no', 'ready', 'ready'],
    texts: [
      'No JACCL mesh. 5 of 6 cables: none from Harrow to Louise.',
      'Plug a Thunderbolt 5 cable straight from Mac to Mac:',
      /^Harrow, Thunderbolt port 4.* to Louise, Thunderbolt port 4/,
    ],
  },
  {
    set: 'ring',
    verdicts: ['no', 'ready', 'ready'],
    texts: [
      'JACCL ring: ready. Abate – Beurre – Conference – Forelle – Gala – Abate.',
      /^No JACCL mesh\. 5 of 10 cables: none from Abate to Conference/,
    ],
  },
  {
    set: 'tb4',
    verdicts: ['no', 'no', 'ready'],
    texts: [
      /MacBook Pro \(14-inch, M5, 2025\) has Thunderbolt 4; its ports say up to 40 Gb\/s, and RDMA needs Thunderbolt 5 \(80 Gb\/s\)\.$/,
      /can’t join an RDMA group: no cable, setting or update changes the ports\. Each can still run a model by itself, and be one rank of a TCP ring/,
    ],
  },
  {
    set: 'dock',
    verdicts: ['no', 'no', 'ready'],
    texts: ['No JACCL mesh. 0 of 1 cable: Medlar to Nashi goes through TS4 dock.'],
  },
  {
    set: 'builds',
    verdicts: ['no', 'no', 'ready'],
    texts: [
      'Seckel: macOS 26.10 (25K1); Vicar: macOS 26.2 (25C56).',
      'Vicar: macOS 26.2, without the large buffers of 26.3.',
      /^Bring all to one version and build of macOS/,
    ],
  },
] as const;

let cabled: CabledLab;
let desk: Page;
let phone: Page;
test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  cabled = await startCabledLab();
  const open = async (device: object): Promise<Page> => {
    const shared = { baseURL: cabled.lab.url, reducedMotion: 'reduce' as const };
    const page = await (await browser.newContext({ ...shared, ...device })).newPage();
    await signInByForm(page, cabled.lab.account('viewer'));
    return page;
  };
  desk = await open({ viewport: { width: 1440, height: 900 } });
  phone = await open(PHONE);
});
test.afterAll(async () => {
  await Promise.all([desk, phone].map((page) => page?.context().close()));
  await cabled?.stop();
});

/** To be looked at beside the drawn ones, where they are asked for. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['ESPALIER_PICTURES'];
  if (folder) await page.screenshot({ path: path.join(folder, `${name}.png`) });
}

async function inDark(page: Page, look: () => Promise<void>): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await look();
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
}

for (const { set, verdicts, texts } of SETS) {
  test(`${set}: its verdicts and what to do stand on the page`, async () => {
    const address = `/machines/cables?set=${cabled.idsOf(set)}`;
    for (const page of [desk, phone]) {
      await page.goto(address);
      const readiness = page.getByRole('region', { name: 'Readiness' });
      await expect(readiness.locator('dt b')).toHaveText([...verdicts]);
      for (const text of texts) await expect(readiness.getByText(text).first()).toBeVisible();
    }
    expect.soft(await findings(desk), 'in light').toEqual([]);
    await picture(desk, `${set}-desk-light`);
    await inDark(desk, async () => {
      expect.soft(await colourFindings(desk), 'in dark').toEqual([]);
      await picture(desk, `${set}-desk-dark`);
    });
    const width = await phone.evaluate(() => document.documentElement.scrollWidth);
    expect.soft(width).toBeLessThanOrEqual(PHONE.viewport.width);
    await phone.getByRole('region', { name: 'Readiness' }).scrollIntoViewIfNeeded();
    await picture(phone, `${set}-phone-light`);
    await inDark(phone, () => picture(phone, `${set}-phone-dark`));
  });
}
