import { beforeAll, describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { actingAs, actorOfUser, makeTestContext, type TestContext } from '../testing/context.ts';
import { makeLab, makeTariff, makeUser } from '../testing/factories.ts';
import { MARK, makeSecrets, type SecretKind, type Secrets, stateOf } from '../testing/private-things.ts';
import { askProcedure, defOf, procedures } from '../testing/procedures.ts';
import { RIGHTS } from '../testing/rights-table.ts';
import { makeWorld, type World } from '../testing/rights-world.ts';

/*
 * Who puts the id of somebody's own thing wherever an id is asked for reads nothing of it and changes nothing. What
 * belongs to the lab is everybody's to see, and who may change it the table of rights tells.
 */
const LABS: SecretKind[] = [];
/** What an input's bare `id` or `ids` may be of, a router; one without a line fails. */
const ID_OF: Record<string, SecretKind[]> = {
  chat: ['conversation', 'message', 'generation', 'file'],
  chatShelf: ['conversation', 'folder', 'link'],
  chatLibrary: ['preset', 'prompt'],
  comparisons: ['comparison', 'generation'],
  register: ['view'],
  notifications: ['notification', 'webhook'],
  calendars: ['feed'],
  apiKeys: ['key'],
  batches: ['batch'],
  signIns: ['signIn', 'passkey'],
  holds: ['hold'],
  waits: ['wait'],
  bookings: ['hold'],
  reportMail: ['view'],
  ...Object.fromEntries(
    (
      'alerts asset audit bookingRules bookingSeries budgets cables costs custody finder incidents joins machines ' +
      'maintenance metrics metricsTokens modelStore models planning power projects qualifications reports results ' +
      'sessions team wallMeters walls'
    )
      .split(' ')
      .map((router) => [router, LABS]),
  ),
};
/** Of whatever router: the name says what it is of. */
const NAMED: Record<string, SecretKind> = {
  conversationId: 'conversation',
  messageId: 'message',
  parentId: 'message',
  fromId: 'message',
  generationId: 'generation',
  folderId: 'folder',
  attachmentIds: 'file',
  viewId: 'view',
  keyId: 'key',
  holdId: 'hold',
};
/** What whoever runs the lab sees and ends too. */
const ADMINS_TOO: SecretKind[] = ['key', 'batch', 'hold', 'wait'];

/** Where in an input ids stand, as `runs[].generationId`. */
function idPaths(schema: z.ZodType | undefined, path = ''): string[] {
  const def = schema && defOf(schema);
  if (!def) return [];
  if (def.shape)
    return Object.entries(def.shape).flatMap(([key, it]) =>
      idPaths(it, path === '' ? key : `${path}.${key}`),
    );
  const inner = [
    ...idPaths(def.element, `${path}[]`),
    ...idPaths(def.innerType, path),
    ...idPaths(def.in, path),
  ];
  const options = [...(def.options ?? []), def.left, def.right].flatMap((it) => idPaths(it, path));
  const isId = def.type === 'string' && /(^|\.)ids?(\[\])?$|Ids?(\[\])?$/.test(path);
  return [...new Set([...inner, ...options, ...(isId ? [path] : [])])];
}
const WITH_IDS = Object.entries(procedures)
  .map(([name, it]) => ({ name, paths: it._def.inputs.flatMap((input) => idPaths(input)) }))
  .filter(({ paths }) => paths.length > 0);

/** A copy of the input with this at that place; as it was where the place isn't there. */
function withId(input: unknown, path: string, id: string): unknown {
  if (path === '') return id;
  const [, key, array, rest] = /^([^.[]+)(\[\])?\.?(.*)$/.exec(path) as unknown as [
    string,
    string,
    string?,
    string?,
  ];
  if (typeof input !== 'object' || input === null) return input;
  const held = (input as Record<string, unknown>)[key];
  const set = (it: unknown) => withId(it, rest ?? '', id);
  if (array !== undefined)
    return { ...input, [key]: Array.isArray(held) && rest ? held.map(set) : rest ? held : [set(undefined)] };
  return rest && held === undefined ? input : { ...input, [key]: set(held) };
}

/** The input once with all ids of the other's things, and once with each alone. */
function attacks(
  name: string,
  paths: string[],
  input: unknown,
  secrets: Secrets,
  isIn: (kind: SecretKind) => boolean,
) {
  const bare = ID_OF[name.split('.')[0]!] ?? [];
  const kindAt = (path: string): SecretKind | 'bare' | undefined => {
    const last = path.split('.').at(-1)!.replace('[]', '');
    return last === 'id' || last === 'ids' ? 'bare' : NAMED[last];
  };
  const open = paths.filter((path) => kindAt(path) !== undefined && !/^cursor\b/.test(path));
  const put = (it: unknown, path: string, kind: SecretKind) => {
    const named = kindAt(path);
    const meant = named === 'bare' ? kind : named!;
    return isIn(meant) ? withId(it, path, secrets.ids[meant]) : it;
  };
  const found = (bare.length > 0 ? bare : (['conversation'] as const)).flatMap((kind) => {
    const at = bare.length > 0 ? open : open.filter((path) => kindAt(path) !== 'bare');
    return at.length === 0
      ? []
      : [at.reduce((it, path) => put(it, path, kind), input), ...at.map((path) => put(input, path, kind))];
  });
  return [...new Map(found.filter((it) => it !== input).map((it) => [JSON.stringify(it), it])).values()];
}

let lab: TestContext;
let secrets: Secrets;
beforeAll(async () => {
  lab = await makeTestContext();
  await makeLab(lab.db);
  await makeTariff(lab.db);
  await makeUser(lab.db, { role: 'owner' });
  const team = await lab.db.team.create({ data: { name: 'The other team' } });
  secrets = await makeSecrets(lab, await makeUser(lab.db, { teamId: team.id }));
});

test('each router whose procedures take ids has a line', () => {
  expect([...new Set(WITH_IDS.map(({ name }) => name.split('.')[0]!))].filter((it) => !ID_OF[it])).toEqual(
    [],
  );
  expect(WITH_IDS.length).toBeGreaterThan(200);
});

test('what is looked for is found by whose it is', async () => {
  const theirs = await actingAs(lab, actorOfUser(secrets.owner));
  for (const [name, input] of [
    ['chat.get', { id: secrets.ids.conversation }],
    ['chat.readFile', { id: secrets.ids.file }],
    ['comparisons.get', { id: secrets.ids.comparison }],
    ['chatLibrary.promptVersions', { id: secrets.ids.prompt }],
    ['notifications.list', {}],
  ] as const)
    expect([name, JSON.stringify(await askProcedure(theirs, name, input)).includes(MARK)]).toEqual([
      name,
      true,
    ]);
});

describe.each(['viewer', 'member', 'admin', 'owner'] as const)('as %s', (role) => {
  let ctx: TestContext;
  let world: World;
  beforeAll(async () => {
    ctx = await actingAs(lab, role);
    world = await makeWorld(ctx);
  });
  const isRunner = role === 'admin' || role === 'owner';

  test('nothing is read and nothing changed', async () => {
    const before = await stateOf(lab, secrets);
    const isIn = (kind: SecretKind) => !(isRunner && ADMINS_TOO.includes(kind));
    let [tried, sinceLook] = [0, 0];
    for (const [at, { name, paths }] of WITH_IDS.entries()) {
      const inputs = RIGHTS[name]!.flatMap(({ input }) =>
        attacks(name, paths, input?.(world) ?? {}, secrets, isIn),
      );
      for (const input of inputs) {
        const { refusal, answer } = await askProcedure(ctx, name, input);
        const isSeen = JSON.stringify([answer, refusal?.message]).includes(MARK);
        expect({ name, input, isSeen, code: refusal?.code }).toMatchObject({ isSeen: false });
        expect({ name, input, code: refusal?.code }).not.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
      }
      tried += inputs.length;
      sinceLook += inputs.length;
      // So that it is known whose fault it is.
      const isLast = WITH_IDS[at + 1]?.name.split('.')[0] !== name.split('.')[0];
      if (!isLast || sinceLook === 0) continue;
      expect([name, ...(await stateOf(lab, secrets))]).toEqual([name, ...before]);
      sinceLook = 0;
    }
    expect(tried).toBeGreaterThan(150);
  });
});
