import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeMetricsToken, listMetricsTokens, revokeMetricsToken } from '../modules/exposition/index.ts';
import { actingAs, type TestContext } from '../testing/context.ts';
import {
  makeBooking,
  makeLab,
  makeMachine,
  machineFacts,
  makeSession,
  makeUser,
  newestReading,
} from '../testing/factories.ts';
import { startTestPortal, type TestPortal } from '../testing/portal.ts';

let portal: TestPortal;
let admin: TestContext;
let secret: string;
let session: { id: string };
const started = Date.now();
/** What is kept is another's after two seconds; no test waits for it. */
let later = 0;
const scrape = (authorization: string | null = `Bearer ${secret}`) => {
  portal.ctx.clock.now = new Date(started + (later += 3000));
  return fetch(`${portal.url}/metrics`, { headers: authorization === null ? {} : { authorization } });
};

beforeAll(async () => {
  portal = await startTestPortal();
  const { db } = portal.ctx;
  await makeLab(db);
  admin = await actingAs(portal.ctx, 'admin');
  ({ secret } = await makeMetricsToken(admin, { name: 'Prometheus' }));
  const at = new Date(started + 10_000);
  const reading = newestReading({
    at,
    powerWatts: 71.5,
    energyJoules: 123_456,
    coveredMs: 60_000,
    temperatureCelsius: 51,
  });
  const metered = { reading, lastSeenAt: at };
  const named = await makeMachine(db, {
    name: 'An "odd"\\\nname',
    agent: metered,
    facts: machineFacts({ hostId: 'h1', diskFreeBytes: 4096 }),
  });
  await makeMachine(db, { name: 'Same host', agent: metered, facts: machineFacts({ hostId: 'h1' }) });
  await makeMachine(db, {
    name: 'Played',
    simulated: true,
    agent: { ...metered, reading: { ...reading, powerWatts: 500 } },
  });
  await makeMachine(db, { name: 'Away', agent: { state: 'lost', lastSeenAt: at, reading } });
  const person = await makeUser(db);
  const booking = await makeBooking(db, { machineIds: [named.id], personId: person.id });
  session = await makeSession(db, { bookingId: booking.id, startedById: person.id, machineIds: [named.id] });
  await db.generation.create({
    data: {
      id: 'answer',
      sessionId: session.id,
      epoch: 1,
      requestedById: person.id,
      maxTokens: 9,
      state: 'completed',
      endedAt: at,
      promptTokens: 20,
      completionTokens: 7,
    },
  });
});
afterAll(() => portal.close());

type Parsed = Map<string, { type: string; samples: Map<string, number> }>;
const LINE = /^([a-z_:][a-z0-9_:]*)(\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*\})? (-?[\d.e+-]+)$/;

/** As strict as the format: each family once, told before its samples, no sample twice. */
function parse(text: string): Parsed {
  expect(text.endsWith('\n')).toBe(true);
  const families: Parsed = new Map();
  let name = '';
  for (const line of text.trimEnd().split('\n')) {
    const help = /^# HELP (\S+) \S/.exec(line);
    const type = /^# TYPE (\S+) (gauge|counter)$/.exec(line);
    if (help) {
      name = help[1]!;
      expect(families.has(name)).toBe(false);
    } else if (type) {
      expect(type[1]).toBe(name);
      families.set(name, { type: type[2]!, samples: new Map() });
    } else {
      const sample = LINE.exec(line);
      if (!sample) throw new Error(`not a sample: ${line}`);
      expect(sample[1]).toBe(name);
      const { samples } = families.get(name)!;
      expect(samples.has(sample[2] ?? '')).toBe(false);
      samples.set(sample[2] ?? '', Number(sample[3]));
    }
  }
  return families;
}
const series = async () => parse(await (await scrape()).text());

test('the lab in Prometheus’ text, each meter once, simulated apart, and nothing where nothing is known', async () => {
  const response = await scrape();
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const families = parse(await response.text());
  const of = (name: string) => Object.fromEntries(families.get(name)!.samples);
  const odd = '{machine="An \\"odd\\"\\\\\\nname",simulated="false"}';
  expect(of('espalier_machine_power_watts')).toEqual({
    [odd]: 71.5,
    '{machine="Played",simulated="true"}': 500,
  });
  expect(of('espalier_machine_energy_joules_total')[odd]).toBe(123_456);
  expect(of('espalier_machine_measured_seconds_total')[odd]).toBe(60);
  expect(of('espalier_machine_disk_free_bytes')).toEqual({ [odd]: 4096 });
  expect(of('espalier_machine_thermal_pressure')).toEqual({});
  expect(of('espalier_machine_up')['{machine="Away",simulated="false"}']).toBe(0);
  expect(of('espalier_machines')['{status="active",simulated="true"}']).toBe(1);
  const labels = `{session="${session.id}",model="Espalier demo",simulated="false"}`;
  expect(of('espalier_session_completion_tokens_total')).toEqual({ [labels]: 7 });
  expect(of('espalier_session_ready')).toEqual({ [labels]: 1 });
});

test('names and units are Prometheus’ own, and every series of a machine says whether it is simulated', async () => {
  for (const [name, { type, samples }] of await series()) {
    expect(name).toMatch(/^(espalier|process)_[a-z0-9_]+$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    expect(name).not.toMatch(/milliseconds|kilo|mega|giga|percent|_ms$/);
    if (!name.startsWith('espalier_portal_') && !name.startsWith('process_'))
      for (const labels of samples.keys()) expect(labels).toMatch(/simulated="(true|false)"/);
  }
});

test('counters of the portal rise, and who asks at once gets one answer', async () => {
  const count = async () =>
    (await series()).get('espalier_portal_http_requests_total')!.samples.get('{code="2xx"}')!;
  const [first, second] = [await count(), await count()];
  expect(second).toBeGreaterThan(first);
  const ask = () => fetch(`${portal.url}/metrics`, { headers: { authorization: `Bearer ${secret}` } });
  const texts = await Promise.all([1, 2, 3].map(async () => (await ask()).text()));
  expect(new Set(texts).size).toBe(1);
});

test('without its own token nothing is read: none, a wrong one, one that was taken back; a wrong one again and again is held off', async () => {
  const { id, secret: old } = await makeMetricsToken(admin, { name: 'Old' });
  expect((await scrape(`Bearer ${old}`)).status).toBe(200);
  expect(await listMetricsTokens(admin, { limit: 20 })).toMatchObject([
    { name: 'Old', lastUsedAt: expect.any(Date) },
    { name: 'Prometheus' },
  ]);
  await revokeMetricsToken(admin, { id });
  const kept = await portal.ctx.db.metricsToken.findMany();
  expect(JSON.stringify(kept)).not.toContain(old);
  for (const wrong of [null, `Bearer ${old}`, `Bearer ${secret}x`, `Basic ${secret}`])
    expect((await scrape(wrong)).status).toBe(401);
  const { cookie } = await portal.signIn('owner');
  expect((await fetch(`${portal.url}/metrics`, { headers: { cookie } })).status).toBe(401);
  for (let tries = 0; tries < 60; tries += 1) await scrape(null);
  expect((await scrape(null)).status).toBe(429);
  expect((await scrape()).status).toBe(200);
});

test('the Grafana file names only series that there are, and those with labels that they have', async () => {
  const families = await series();
  const { panels } = JSON.parse(readFileSync('docs/grafana-dashboard.json', 'utf8')) as {
    panels: { title: string; targets: { expr: string }[] }[];
  };
  const expressions = panels.flatMap((it) => it.targets.map((target) => target.expr));
  expect(expressions.length).toBeGreaterThan(20);
  for (const expr of expressions) {
    const names = expr.match(/\b(espalier|process)_[a-z0-9_]+/g) ?? [];
    expect(names).not.toEqual([]);
    for (const name of names) expect([...families.keys()]).toContain(name);
  }
});

const promtool = spawnSync('promtool', ['--version']).status === 0;
if (!promtool)
  console.log('promtool is not here (Debian’s package prometheus): its check of /metrics is left out');
test.skipIf(!promtool)('promtool has nothing to say against it', async () => {
  const input = await (await scrape()).text();
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
  expect(stdout + stderr).toBe('');
  expect(status).toBe(0);
});

test('200 machines are told in well under a second', async () => {
  const ids = Array.from({ length: 200 }, (_, index) => `many-${index}`);
  const { db } = portal.ctx;
  await db.machine.createMany({ data: ids.map((id) => ({ id, name: id })) });
  const reading = newestReading({ at: new Date(started + later) });
  const agent = {
    publicKey: 'none',
    version: '0.1.0',
    state: 'online' as const,
    lastSeenAt: new Date(),
    reading,
  };
  await db.agent.createMany({ data: ids.map((machineId) => ({ ...agent, machineId })) });
  await scrape();
  const tookMs: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const fromMs = performance.now();
    const text = await (await scrape()).text();
    tookMs.push(performance.now() - fromMs);
    expect(parse(text).get('espalier_machine_up')!.samples.size).toBe(204);
  }
  expect(Math.min(...tookMs)).toBeLessThan(500);
});
