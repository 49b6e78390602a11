import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { setProvider } from '../modules/sign-ins/index.ts';
import { deactivatePerson } from '../modules/team/index.ts';
import { actingAs, makeTestContext } from '../testing/context.ts';
import { makeLab, makeUser } from '../testing/factories.ts';
import { startTestPortal, type TestPortal } from '../testing/portal.ts';
import { type SignInService, startSignInService } from '../testing/sign-in-service.ts';

const CLIENT = { clientId: 'espalier', clientSecret: 'a secret between the two' };
const RETURN = 'https://lab.example/api/auth/provider/callback';
let portal: TestPortal;
let service: SignInService;
beforeAll(async () => {
  service = await startSignInService({ ...CLIENT, returnAddress: RETURN });
  const ctx = await makeTestContext({ outbound: { allowPrivateHosts: ['127.0.0.1'] } });
  portal = await startTestPortal({ over: ctx });
  await makeLab(ctx.db);
});
afterAll(async () => {
  await portal.close();
  await service.close();
});
const RULES = {
  name: 'Campus',
  groupClaim: 'groups',
  groupRoles: [{ group: 'ops', role: 'admin' as const, teamId: null }],
  newPeopleRole: null,
  linksByEmail: false,
};
const setUp = async (
  rules: Partial<Omit<typeof RULES, 'newPeopleRole'>> & { newPeopleRole?: 'viewer' | null } = {},
) =>
  setProvider(await actingAs(portal.ctx, 'owner'), { ...RULES, ...rules, issuer: service.issuer, ...CLIENT });
beforeEach(() => setUp());

/** Cookies by origin, as a browser keeps them, and no redirect followed by itself. */
function makeBrowser() {
  const jars = new Map<string, Map<string, string>>();
  const go = async (address: string, init: RequestInit = {}): Promise<Response> => {
    // The lab's address for people leads to the portal of the test.
    const url = new URL(address.replace('https://lab.example', portal.url), portal.url);
    const jar = jars.get(url.origin) ?? new Map<string, string>();
    jars.set(url.origin, jar);
    const cookie = [...jar].map((it) => it.join('=')).join('; ');
    const headers = new Headers(init.headers);
    headers.set('cookie', cookie);
    const response = await fetch(url, { ...init, redirect: 'manual', headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (value === '') jar.delete(name!);
      else jar.set(name!, value!);
    }
    return response;
  };
  /** On, until the portal answers with a page of its own: its path. */
  const follow = async (address: string): Promise<string> => {
    let at = new URL(address, 'https://lab.example');
    for (let hops = 0; hops < 12; hops++) {
      if (at.host === 'lab.example' && !at.pathname.startsWith('/api/')) break;
      at = new URL((await go(at.href)).headers.get('location')!, at);
    }
    return at.pathname + at.search;
  };
  const jar = () => jars.get(portal.url)!;
  const me = async () =>
    ((await (await go('/api/trpc/team.me')).json()) as { result?: { data: { email: string; role: string } } })
      .result?.data ?? null;
  return { go, follow, me, jar };
}
const known = (
  sub: string,
  of: Partial<{ email: string; email_verified: boolean; groups: string[] }> = {},
) => {
  const person = { name: `Dr ${sub}`, email: `${sub}@example.org`, email_verified: true, groups: [], ...of };
  service.people.set(sub, person);
  service.who = sub;
};

describe('who comes by the sign-in service', () => {
  test('is let in by their group, as its role says, and is the same person the next time', async () => {
    known('ada', { groups: ['lab', 'ops'] });
    const first = makeBrowser();
    expect(await first.follow('/api/auth/provider?next=/bookings')).toBe('/sign-in?next=%2Fbookings');
    expect(await first.me()).toMatchObject({ email: 'ada@example.org', role: 'admin' });
    const second = makeBrowser();
    await second.follow('/api/auth/provider');
    expect(await second.me()).toEqual(await first.me());
    const rows = await portal.ctx.db.signIn.findMany({ where: { user: { email: 'ada@example.org' } } });
    expect(rows.map((it) => it.way)).toEqual(['provider', 'provider']);
  });

  test('is refused as a stranger, and let in where the lab says so', async () => {
    known('bo');
    const browser = makeBrowser();
    expect(await browser.follow('/api/auth/provider')).toBe('/sign-in?refused=stranger');
    expect(await browser.me()).toBeNull();
    await setUp({ newPeopleRole: 'viewer' });
    await browser.follow('/api/auth/provider');
    expect(await browser.me()).toMatchObject({ email: 'bo@example.org', role: 'viewer' });
  });

  test('stays out once deactivated, whatever their group', async () => {
    known('cy', { groups: ['ops'] });
    const browser = makeBrowser();
    await browser.follow('/api/auth/provider');
    const { id } = await portal.ctx.db.user.findUniqueOrThrow({ where: { email: 'cy@example.org' } });
    await deactivatePerson(await actingAs(portal.ctx, 'owner'), { id, heirId: null });
    expect(await browser.me()).toBeNull();
    expect(await makeBrowser().follow('/api/auth/provider')).toBe('/sign-in?refused=deactivated');
  });

  test('takes nobody over by an address alone', async () => {
    const member = await makeUser(portal.ctx.db, { role: 'member' });
    const owner = await makeUser(portal.ctx.db, { role: 'owner' });
    const comeAs = async (sub: string, email: string, isVerified: boolean) => {
      known(sub, { email, email_verified: isVerified, groups: ['ops'] });
      const browser = makeBrowser();
      const end = await browser.follow('/api/auth/provider');
      return (await browser.me())?.email ?? end;
    };
    expect(await comeAs('m1', member.email, true)).toBe('/sign-in?refused=taken');
    await setUp({ linksByEmail: true });
    expect(await comeAs('m2', member.email, false)).toBe('/sign-in?refused=taken');
    expect(await comeAs('o1', owner.email, true)).toBe('/sign-in?refused=taken');
    expect(await comeAs('m3', member.email, true)).toBe(member.email);
    const refused = await portal.ctx.db.auditEntry.findMany({
      where: { action: 'member.refuse-provider', objectId: { in: [member.id, owner.id] } },
    });
    expect(refused).toHaveLength(3);
  });

  test('ties their own account when signed in, and nobody’s that is tied', async () => {
    const owner = await portal.signIn('owner');
    const tie = async (cookie: string) => {
      const browser = makeBrowser();
      const headers = { ...portal.browser(), 'content-type': 'application/json' };
      await browser.go('/api/health');
      for (const pair of cookie.split('; ')) browser.jar().set(...(pair.split(/=(.*)/s) as [string, string]));
      const begun = await browser.go('/api/auth/provider/tie', { method: 'POST', headers, body: '{}' });
      return browser.follow(((await begun.json()) as { address: string }).address);
    };
    known('olga');
    expect(await tie(owner.cookie)).toBe('/settings/account');
    const browser = makeBrowser();
    await browser.follow('/api/auth/provider');
    expect(await browser.me()).toMatchObject({ email: owner.email, role: 'owner' });
    expect(await tie((await portal.signIn('member')).cookie)).toMatch(/^\/sign-in\?refused=tied/);
  });

  test('is asked for a second factor like anybody, where the lab asks one of admins', async () => {
    await portal.ctx.db.lab.updateMany({ data: { secondFactorRule: 'admins' } });
    known('eve', { groups: ['ops'] });
    const browser = makeBrowser();
    await browser.follow('/api/auth/provider');
    expect(await browser.me()).toBeNull();
    const ways = await (await browser.go('/api/trpc/signIns.ways')).json();
    expect(ways).toMatchObject({ result: { data: { lacks: 'set-up', providerName: 'Campus' } } });
    await portal.ctx.db.lab.updateMany({ data: { secondFactorRule: 'off' } });
  });
});

describe('an answer that is not this browser’s', () => {
  const begin = async (browser: ReturnType<typeof makeBrowser>) => {
    let at = (await browser.go('/api/auth/provider')).headers.get('location')!;
    for (let hops = 0; !at.startsWith(RETURN) && hops < 10; hops++)
      at = new URL((await browser.go(at)).headers.get('location')!, at).href;
    return at;
  };
  const endOf = async (browser: ReturnType<typeof makeBrowser>, address: string) =>
    (await browser.go(address)).headers.get('location');

  test('lets nobody in: another browser’s, a second time, of another service, late', async () => {
    known('ada', { groups: ['ops'] });
    const [one, other] = [makeBrowser(), makeBrowser()];
    const back = await begin(one);
    await begin(other);
    const lost = expect.stringContaining('/sign-in?refused=lost') as string;
    expect(await endOf(other, back)).toEqual(lost);
    expect(await endOf(makeBrowser(), back)).toEqual(lost);
    const third = makeBrowser();
    const mixed = new URL(await begin(third));
    mixed.searchParams.set('iss', 'https://another.example');
    expect(await endOf(third, mixed.href)).toEqual(lost);
    const late = makeBrowser();
    const lateBack = await begin(late);
    portal.ctx.clock.now = new Date(Date.now() + 11 * 60_000);
    expect(await endOf(late, lateBack)).toEqual(lost);
    portal.ctx.clock.now = null;
    expect(await endOf(one, back)).toBe('/sign-in');
    expect(await endOf(one, back)).toEqual(lost);
    for (const browser of [other, third, late]) expect(await browser.me()).toBeNull();
  });

  test('a service inside is asked only where who runs the portal named it', async () => {
    const ctx = await makeTestContext({ role: 'owner' });
    const input = { ...RULES, ...CLIENT };
    for (const issuer of [
      service.issuer,
      'https://127.0.0.1',
      'https://169.254.169.254',
      'http://example.org',
    ])
      await expect(setProvider(ctx, { ...input, issuer })).rejects.toMatchObject({ code: 'VALIDATION' });
  });
});
