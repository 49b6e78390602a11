import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { type MailServer, startMailServer } from '../server/testing/mail-server.ts';
import { type SignInService, startSignInService } from '../server/testing/sign-in-service.ts';
import { findings } from './fixtures/axe.ts';
import { type Lab, startLab, until } from './fixtures/lab.ts';

/*
 * Every way in, through a browser: a mail server and an OpenID Connect provider of their own, a passkey of a played
 * authenticator. One lab, without machines; each step leads to the next.
 */
const CLIENT = { clientId: 'espalier', clientSecret: 'between the two' };
const GOOD = 'violet hammer tundra';

test.describe.configure({ mode: 'serial' });
let [lab, mail, service]: [Lab?, MailServer?, SignInService?] = [];
let dataFolder = '';
test.beforeAll(async () => {
  test.setTimeout(120_000);
  dataFolder = mkdtempSync(path.join(os.tmpdir(), 'espalier-door-'));
  mail = await startMailServer();
  lab = await startLab({
    dataFolder,
    agents: () => false,
    env: {
      ESPALIER_SMTP_URL: mail.url,
      ESPALIER_MAIL_FROM: 'Espalier <lab@example.org>',
      ESPALIER_WEBHOOK_ALLOW_PRIVATE: 'localhost',
    },
  });
  service = await startSignInService({
    ...CLIENT,
    returnAddress: `${lab.url}/api/auth/provider/callback`,
    host: 'localhost',
  });
});
test.afterAll(async () => {
  await lab?.stop();
  await service?.close();
  await mail?.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

const open = async (browser: Browser): Promise<Page> => {
  const context = await browser.newContext({ baseURL: lab!.url, reducedMotion: 'reduce' });
  return context.newPage();
};
const giveLink = async (page: Page, link: string): Promise<void> => {
  await page.goto(link);
  await page.getByLabel('New password').fill(GOOD);
  await expect(page.getByText('Strength: strong')).toBeVisible();
  await page.getByRole('button', { name: 'Set it and sign in' }).click();
};
const withPassword = async (page: Page, email: string): Promise<void> => {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(GOOD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
};

test('a forgotten password comes back by mail', async ({ browser }) => {
  const { email } = lab!.account('member');
  const page = await open(browser);
  await page.goto('/sign-in');
  // No way is offered that there is none of.
  await expect(page.getByRole('button', { name: 'Sign in with a passkey' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await expect(page.getByRole('heading', { name: 'Forgot your password?' })).toBeVisible();
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Mail me a link' }).click();
  await expect(page.getByText('Look into your mail.')).toBeVisible();
  await until(10_000, 'the mail', () => mail!.mails.length > 0);
  await giveLink(page, /http\S+/.exec(mail!.mails[0]!.text!)![0]);
  await page.waitForURL('**/machines');
  await page.context().close();
});

test('an owner who is locked out comes in from the server; a passkey, and the lab’s rules of coming in', async ({
  browser,
}) => {
  test.slow();
  const { email } = lab!.account('owner');
  const env = { ...process.env, ESPALIER_DATA: dataFolder, ESPALIER_URL: lab!.url, DATABASE_URL: '' };
  const said = execFileSync(process.execPath, ['scripts/reset-owner.mjs'], { env, encoding: 'utf8' });
  const page = await open(browser);
  const link = /http\S+#\S+/.exec(said)![0];
  await giveLink(page, link);
  await page.waitForURL('**/machines');
  const other = await open(browser);
  await other.goto(link);
  await expect(other.getByText('This link works no more')).toBeVisible();

  // Signed in twice: the one ends the other, whose page goes to the door.
  await withPassword(other, email);
  await other.waitForURL('**/machines');
  await page.goto('/settings/account');
  const list = page.getByRole('list', { name: 'Your sign-ins' });
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await list.getByRole('button', { name: /^Sign out/ }).click();
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await other.waitForURL('**/sign-in**');
  await other.context().close();

  // A passkey, of an authenticator that knows its person.
  const client = await page.context().newCDPSession(page);
  await client.send('WebAuthn.enable');
  await client.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByLabel('Name').fill('Blue key');
  await page.getByRole('button', { name: 'Add passkey' }).click();
  await expect(page.getByRole('list', { name: 'Your passkeys' })).toContainText('Blue key');
  expect(await findings(page)).toEqual([]);

  // The rule, and the sign-in service; then in again with nothing typed.
  await page.goto('/settings/sign-in');
  await page.getByLabel('Who needs a second factor').selectOption('admins');
  await expect(page.getByText('Saved. It counts at once')).toBeVisible();
  await page.getByRole('button', { name: 'Set up a sign-in service…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sign-in service' });
  await dialog.getByLabel('Name', { exact: true }).fill('Campus');
  await dialog.getByLabel('Issuer').fill(service!.issuer);
  await dialog.getByLabel('Client id').fill(CLIENT.clientId);
  await dialog.getByLabel('Client secret').fill(CLIENT.clientSecret);
  await dialog.getByLabel('Claim that lists groups').fill('groups');
  await dialog.getByLabel('Groups and roles').fill('mac-admins: admin');
  expect(await findings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save sign-in service' }).click();
  await expect(page.getByText('groups give roles (1)')).toBeVisible();
  await page.goto('/settings');
  // The field for the e-mail offers it too, which a finger that always lies on the key would take at once.
  await page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
  });
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(({ pathname }) => pathname === '/sign-in');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.waitForURL(({ pathname }) => pathname !== '/sign-in');
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await page.context().close();
});

test('who comes by the sign-in service as an admin sets up codes first, and gives one the next time', async ({
  browser,
}) => {
  service!.people.set('ines', {
    name: 'Ines of Campus',
    email: 'ines@campus.example',
    email_verified: true,
    groups: ['mac-admins'],
  });
  service!.who = 'ines';
  const page = await open(browser);
  await page.goto('/sign-in?next=/bookings');
  await page.getByRole('link', { name: 'Sign in with Campus' }).click();
  await expect(page.getByRole('heading', { name: 'Set up a second factor' })).toBeVisible();
  // Nothing else is open.
  await page.goto('/machines');
  await page.waitForURL('**/sign-in**');
  await page.getByRole('button', { name: 'Set up codes' }).click();
  const secret = await page.getByLabel('Secret for the authenticator', { exact: true }).textContent();
  await page.getByLabel('Code', { exact: true }).fill(codeOf(secret!));
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Turn codes on' }).click();
  const codes = (await page.getByLabel('Recovery codes', { exact: true }).textContent())!.split('\n');
  expect(codes).toHaveLength(10);
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.waitForURL('**/machines');

  await page.context().clearCookies();
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Sign in with Campus' }).click();
  await expect(page.getByRole('heading', { name: 'Second factor' })).toBeVisible();
  await page.getByLabel('Code', { exact: true }).fill('000000x');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByText('This code is not right')).toBeVisible();
  await page.getByLabel('Code', { exact: true }).fill(codes[0]!);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.waitForURL('**/machines');
  await page.context().close();
});

/** As an authenticator makes it (RFC 6238), apart from the portal's own. */
function codeOf(secret: string): string {
  const bits = Array.from(secret, (it) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(it).toString(2).padStart(5, '0'),
  );
  const bytes = bits
    .join('')
    .match(/.{8}/g)!
    .map((it) => Number.parseInt(it, 2));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', Buffer.from(bytes)).update(counter).digest();
  return String((mac.readUInt32BE(mac.at(-1)! & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
