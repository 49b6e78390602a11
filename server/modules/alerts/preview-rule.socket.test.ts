import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PreviewAlertInput } from '@/shared/schemas/alert.ts';
import type { TestContext } from '../../testing/context.ts';
import { alertLab } from '../../testing/alert-lab.ts';
import { makeMachine } from '../../testing/factories.ts';
import { startHookReceiver } from '../../testing/hook-receiver.ts';
import { type MailServer, startMailServer } from '../../testing/mail-server.ts';
import { makeReadings } from '../../testing/readings.ts';
import { addWebhook, deliverDue, savePreference } from '../notifications/index.ts';
import { previewAlertRule, readAlertTest, sendAlertTest } from './index.ts';

const { now } = alertLab();
let ctx: TestContext;
let admin: TestContext;
let mail: MailServer | null = null;
beforeEach(() => void ({ ctx, admin } = now()));
afterEach(() => mail?.close());

const RULE = {
  id: null,
  kind: 'power_over',
  threshold: 600,
  clearsAt: 560,
  fireAfterSeconds: 60,
  clearAfterSeconds: 60,
  scope: 'all',
  catalogIds: [],
  machineIds: [],
};
const preview = (more: object = {}, options: { patienceMs?: number } = {}) =>
  previewAlertRule(admin, PreviewAlertInput.parse({ ...RULE, ...more }), options);

test('how often it would have fired: of a Mac, of the lab as one, simulated apart; other kinds say why not', async () => {
  const minutes = [500, 650, 650, 650, 500, 500, 500, 650, 650, 650, 500, 500];
  const from = new Date(ctx.now().getTime() - 30 * 60_000);
  const watts = (factor: number) => (second: number) =>
    factor * minutes[Math.min(minutes.length - 1, Math.floor(second / 60))]!;
  for (const [name, factor, simulated] of [
    ['Anjou', 1, false],
    ['Bosc', 0.5, false],
    ['Played', 1, true],
  ] as const) {
    const { id } = await makeMachine(ctx.db, { name, simulated });
    await makeReadings(ctx, { machineId: id, from, seconds: 720, watts: watts(factor) });
  }
  const seen = await preview();
  expect(seen).toMatchObject({
    refusal: null,
    hasFired: null,
    real: { times: 2, things: 1 },
    simulated: { times: 2, things: 1 },
  });
  expect(seen.real!.newest.map((it) => it.name)).toEqual(['Anjou', 'Anjou']);
  expect(seen.real!.newest[0]!.to!.getTime() - seen.real!.newest[0]!.from.getTime()).toBe(3 * 60_000);
  expect(ctx.now().getTime() - seen.since.getTime()).toBe(7 * 86_400_000);
  // 975 W of both together.
  expect((await preview({ scope: 'lab', threshold: 900, clearsAt: 800 })).real).toMatchObject({ times: 2 });
  expect((await preview({ scope: 'lab', threshold: 1000, clearsAt: 800 })).real).toMatchObject({ times: 0 });
  const short = await preview({}, { patienceMs: 0 });
  expect(ctx.now().getTime() - short.since.getTime()).toBe(86_400_000);
  const offline = await preview({ kind: 'offline', threshold: null, clearsAt: null });
  expect(offline).toMatchObject({ real: null, refusal: expect.stringContaining('agent') });
});

test('a test goes the way an alert would, and its outcome is told by way', async () => {
  const hook = await startHookReceiver();
  mail = await startMailServer();
  const outbound = {
    ...ctx.outbound,
    smtpUrl: mail.url,
    mailFrom: 'Espalier <lab@lab.example>',
    allowPrivateHosts: ['127.0.0.1'],
  };
  ctx.outbound = outbound;
  admin.outbound = outbound;
  await addWebhook(admin, { whose: 'lab', url: hook.url });
  const send = async (more: object = {}) => {
    const id = randomUUID();
    await sendAlertTest(admin, { id, name: 'Hot', byEmail: true, byWebhook: true, ...more });
    await deliverDue(ctx);
    return readAlertTest(admin, { id });
  };
  expect(await send()).toMatchObject({
    isInApp: true,
    ways: [
      { channel: 'email', state: 'sent' },
      { channel: 'webhook', to: '127.0.0.1', state: 'sent' },
    ],
  });
  expect(mail.mails.map((it) => it.subject)).toEqual(['Test: Hot']);
  await savePreference(admin, { kind: 'alert.fired', app: true, email: false, webhook: true });
  expect(await send({ byWebhook: false })).toMatchObject({ isInApp: true, ways: [] });
  await hook.close();
  const { ways } = await send();
  expect(ways).toMatchObject([{ channel: 'webhook', state: 'due', attempts: 1 }]);
  expect(ways[0]!.answer).toContain('ECONNREFUSED');
});
