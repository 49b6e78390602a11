import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PlanFitInput } from '@/shared/schemas/planning.ts';
import { ModelSource } from '@/shared/schemas/models.ts';
import { shapeOf } from '@/shared/domain/model-config/shape-of.ts';
import { actingAs, makeTestContext, type TestContext, userIdOf } from '../../testing/context.ts';
import { agentModel, makeBooking, makeMachine, makeSession, makeUser } from '../../testing/factories.ts';
import { type FakeHub, putModel, startFakeHub } from '../../testing/fake-hub.ts';
import { readInventory } from '../inventory/index.ts';
import { planFit, planModelsFor, planSource, readLabMachines } from '../planning/index.ts';
import { isAllowed, openHub, readHubFile } from './hub-fetch.ts';
import { keepModel, listModels, listOnMacs, removeModel, restoreModel } from './index.ts';

const GLM = {
  model_type: 'glm4_moe',
  hidden_size: 4096,
  head_dim: 128,
  intermediate_size: 10_944,
  moe_intermediate_size: 1408,
  num_attention_heads: 96,
  num_key_value_heads: 8,
  num_hidden_layers: 47,
  n_routed_experts: 128,
  n_shared_experts: 1,
  num_experts_per_tok: 8,
  first_k_dense_replace: 1,
  max_position_embeddings: 131_072,
  vocab_size: 151_552,
  quantization: { group_size: 64, bits: 8 },
};
const REPO = 'mlx-community/GLM-4.5-Air-8bit';
const hubSource = (name: string): ModelSource => ModelSource.parse({ kind: 'hub', name });
const pasted = (config: unknown, more = {}): ModelSource =>
  ModelSource.parse({
    kind: 'config',
    config: typeof config === 'string' ? config : JSON.stringify(config),
    ...more,
  });

let hub: FakeHub;
let lab: TestContext;
let ctx: TestContext;
let studio: string;
beforeAll(async () => {
  hub = await startFakeHub();
  lab = await makeTestContext({ huggingFaceUrl: hub.url });
  studio = (await makeMachine(lab.db, { name: 'Studio', models: [] })).id;
});
afterAll(() => hub.close());
beforeEach(async () => {
  ctx = await actingAs(lab, 'member');
  hub.files.clear();
  hub.asked.length = 0;
  await lab.db.labModel.deleteMany();
});
const held = async () => (await readLabMachines(ctx)).held;
const listed = async () => listModels(ctx, await held(), { limit: 500 });
const read = (source: ModelSource) => planSource(ctx, { source });

describe('a name on Hugging Face', () => {
  test('config, index and headers are read, the weights never; what they say wins', async () => {
    putModel(hub, REPO, GLM, 46, 2_400_000_000);
    const { facts, sets } = await read(hubSource(`https://huggingface.co/${REPO}/tree/main`));
    expect(facts).toMatchObject({
      title: 'GLM-4.5-Air-8bit',
      publisher: 'mlx-community',
      quantisation: '8-bit',
      layers: 46,
      weightsBytes: 110_408_000_000,
      weightsBasis: 'headers',
      licence: 'mit',
      runs: true,
    });
    expect(facts.doubts).toEqual([
      'config.json says 47 layers; its weights have 46. Planned with 46, from the weights.',
    ]);
    const tensor = facts.splits.find(({ words }) => words.startsWith('By tensors'));
    expect(tensor).toMatchObject({ can: false, note: expect.stringContaining('171 groups') as string });
    expect(sets[0]).toMatchObject({ verdict: 'fits', machines: [{ id: studio }] });
    expect(sets[0]!.ranks[0]!.weightsBytes).toBeCloseTo(110_408_000_000, -3);
    expect(hub.asked.filter((it) => it.includes('.safetensors') && !it.includes('index'))).toHaveLength(2);
    expect(hub.asked.filter((it) => it.endsWith('safetensors'))).toEqual([]);
  });

  test('bits that the headers contradict are named', async () => {
    putModel(
      hub,
      REPO,
      { ...GLM, num_hidden_layers: 46, quantization: { group_size: 64, bits: 4 } },
      46,
      2_400_000_000,
    );
    const { facts } = await read(hubSource(REPO));
    expect(facts.doubts[0]).toMatch(
      /^config\.json says 4-bit, which would be 60\.\d\sGB; the headers of its files say 110\sGB/u,
    );
  });

  test('an index without files behind it is believed, with its basis', async () => {
    putModel(hub, REPO, { ...GLM, num_hidden_layers: 46 }, 46, 2_400_000_000);
    hub.files.delete(`/${REPO}/resolve/main/model-00002-of-00002.safetensors`);
    expect((await read(hubSource(REPO))).facts).toMatchObject({
      weightsBasis: 'index',
      weightsBytes: 110_408_000_000,
    });
  });

  test('a header of absurd length is no header', async () => {
    putModel(hub, REPO, { ...GLM, num_hidden_layers: 46 }, 46, 2_400_000_000);
    hub.files.set(`/${REPO}/resolve/main/model-00001-of-00002.safetensors`, Buffer.alloc(64, 0xff));
    expect((await read(hubSource(REPO))).facts.weightsBasis).toBe('index');
  });

  test('redirects are followed to itself, and nowhere else', async () => {
    putModel(hub, REPO, GLM, 46, 2_400_000_000);
    const at = `/${REPO}/resolve/main/config.json`;
    hub.files.set('/moved', hub.files.get(at)!);
    hub.files.set(at, (_req, res) => res.writeHead(302, { location: '/moved' }).end());
    expect((await read(hubSource(REPO))).facts.layers).toBe(46);
    const other = await startFakeHub();
    other.files.set('/moved', Buffer.from('{}'));
    hub.files.set(at, (_req, res) => res.writeHead(302, { location: `${other.url}/moved` }).end());
    await expect(read(hubSource(REPO))).rejects.toThrow('where this portal does not go');
    expect(other.asked).toEqual([]);
    await other.close();
    hub.files.set(at, (_req, res) => res.writeHead(302, { location: at }).end());
    await expect(read(hubSource(REPO))).rejects.toThrow('without an end');
  });

  test.each<[string, number | string, RegExp]>([
    ['none of that name', 404, /There is no model/],
    ['one behind a licence', 401, /only to people who signed in/],
    ['too many questions', 429, /asks to wait/],
    ['a fault there', 503, /answered 503/],
    ['a page instead of a file', '<html>', /config\.json of .* is not what it should be/],
    ['a file without an end', 'x'.repeat(5 * 2 ** 20), /larger than such a file can be/],
    ['a list', '[]', /no config\.json of a model/],
  ])('%s', async (_, answer, message) => {
    hub.files.set(`/${REPO}/resolve/main/config.json`, (_req, res) =>
      typeof answer === 'number' ? res.writeHead(answer).end() : res.end(answer),
    );
    await expect(read(hubSource(REPO))).rejects.toThrow(message);
    await expect(keepModel(ctx, { source: hubSource(REPO) })).rejects.toThrow(message);
    expect(await lab.db.labModel.count()).toBe(0);
  });

  test('an offline lab is told so', async () => {
    const offline = { ...ctx, huggingFaceUrl: 'http://127.0.0.1:9' };
    await expect(planSource(offline, { source: hubSource(REPO) })).rejects.toThrow(
      "can't reach 127.0.0.1; it may be offline. Paste the model's config.json instead.",
    );
  });

  test('an answer that stops in its middle is told as one that does not come', async () => {
    const file = { path: '/file', mostBytes: 100 };
    hub.files.set(file.path, (_req, res) => void res.writeHead(200).write('{'));
    await expect(readHubFile(openHub(hub.url, 300), file)).rejects.toThrow('took too long');
    hub.files.set(file.path, (_req, res) => {
      res.writeHead(200, { 'content-length': '50' }).write('{', () => res.destroy());
    });
    await expect(readHubFile(openHub(hub.url, 10_000), file)).rejects.toThrow("can't reach");
  });

  test('only a few at once, so that nobody fills the memory with large ones', async () => {
    const held: (() => void)[] = [];
    hub.files.set(`/${REPO}/resolve/main/config.json`, (_req, res) =>
      held.push(() => res.writeHead(404).end()),
    );
    const reading = Array.from({ length: 4 }, () => read(hubSource(REPO)));
    const ended = Promise.allSettled(reading);
    await expect.poll(() => held.length).toBe(4);
    await expect(read(hubSource(REPO))).rejects.toThrow('reads other models just now');
    for (const answer of held) answer();
    expect((await ended).map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
    hub.files.clear();
    await expect(read(hubSource(REPO))).rejects.toThrow('There is no model');
  });

  test.each(['', 'name', '../../etc/passwd', 'a/..', 'http://evil.example/a/b', 'a b/c', 'org/name%2f..'])(
    'no name: %j',
    async (name) => {
      await expect(read({ kind: 'hub', name })).rejects.toThrow('no name on Hugging Face');
      expect(hub.asked).toEqual([]);
    },
  );

  test('only its own hosts', () => {
    const base = new URL('https://huggingface.co');
    const may = (url: string): boolean => isAllowed(base, new URL(url));
    expect(may('https://cdn-lfs.hf.co/x') && may('https://cas-bridge.xethub.hf.co/x')).toBe(true);
    const elsewhere = [
      'http://huggingface.co/x',
      'https://huggingface.co.evil.example/',
      'https://evilhf.co/',
      'https://user@huggingface.co/',
      'https://cdn-lfs.hf.co:8443/',
      'http://169.254.169.254/latest/meta-data',
    ];
    expect(elsewhere.filter(may)).toEqual([]);
  });
});

describe('a pasted config', () => {
  test('with the size that somebody knows', async () => {
    const { facts } = await read(pasted(GLM, { title: 'Mine', weightMegabytes: 113_700 }));
    expect(facts).toMatchObject({
      title: 'Mine',
      weightsBytes: 113.7e9,
      weightsBasis: 'index',
      publisher: null,
    });
    const index = { weight_map: { 'model.layers.45.x': 'a' }, metadata: { total_size: 113.7e9 } };
    const read2 = await read(pasted(GLM, { index: JSON.stringify(index) }));
    expect(read2.facts).toMatchObject({ layers: 46, weightsBytes: 113.7e9 });
  });

  test.each<[string, string, RegExp]>([
    ['half of it', '{"model_type": "lla', /is no JSON: it breaks off at position/],
    ['another file', '{"bos_token": "x"}', /does not say which kind/],
    ['no shape', '{"model_type": "llama"}', /neither layers nor width/],
  ])('%s', async (_, config, message) => {
    await expect(keepModel(ctx, { source: pasted(config) })).rejects.toThrow(message);
    expect(await lab.db.labModel.count()).toBe(0);
  });
});

describe('kept for the lab', () => {
  test('stands in the list and is planned with, until it is removed; undo brings it back', async () => {
    const kept = await keepModel(ctx, { source: pasted(GLM, { title: 'Mine' }) });
    expect((await listed())[0]).toMatchObject({ id: kept.planId, title: 'Mine', from: 'kept' });
    const fit = () => planFit(ctx, PlanFitInput.parse({ modelId: kept.planId }));
    expect((await fit()).model).toMatchObject({
      id: kept.planId,
      title: 'Mine',
      layers: 47,
      weightsBasis: 'calculated',
    });
    const models = await planModelsFor(ctx, {
      machineIds: [studio],
      contextTokens: 8192,
      requests: 1,
      leastPerSecond: 0,
      limit: 200,
    });
    expect(models.models.map(({ id }) => id)).toContain(kept.planId);
    await removeModel(ctx, { id: kept.id });
    expect((await listed()).filter(({ from }) => from === 'kept')).toEqual([]);
    await expect(fit()).rejects.toThrow('does not keep this model any more');
    await restoreModel(ctx, { id: kept.id });
    expect((await fit()).model.title).toBe('Mine');
    const actions = await lab.db.auditEntry.findMany({
      where: { objectId: kept.id },
      orderBy: { id: 'asc' },
    });
    expect(actions.map(({ action }) => action)).toEqual(['model.keep', 'model.remove', 'model.restore']);
  });

  test('what its files do not tell is unknown where it is read and where it is planned', async () => {
    const headless = { ...GLM, num_attention_heads: null, num_key_value_heads: null };
    const source = pasted(headless, { title: 'Headless' });
    expect((await read(source)).facts.cacheBytesPerToken).toBeNull();
    const { planId } = await keepModel(ctx, { source });
    const { model } = await planFit(ctx, PlanFitInput.parse({ modelId: planId }));
    expect(model.cacheBytesPerToken).toBeNull();
  });

  test('the same repository again is one, read anew', async () => {
    putModel(hub, REPO, GLM, 46, 2_400_000_000);
    const first = await keepModel(ctx, { source: hubSource(REPO) });
    await removeModel(ctx, { id: first.id });
    putModel(hub, REPO, GLM, 46, 1_200_000_000);
    expect((await keepModel(ctx, { source: hubSource(REPO) })).id).toBe(first.id);
    expect((await listed())[0]?.quantisations).toEqual([{ label: '8-bit', weightsBytes: 55_208_000_000 }]);
  });
});

describe('models on Macs', () => {
  const own = agentModel({
    id: 'me/Fine-tune-8bit',
    title: 'Fine-tune-8bit',
    architecture: 'glm4_moe',
    layers: 46,
    weightsBytes: 110e9,
    shape: shapeOf({ ...GLM, num_hidden_layers: 46 }),
  });
  const known = agentModel({
    id: 'mlx-community/gpt-oss-120b-MXFP4-Q8',
    architecture: 'gpt_oss',
    layers: 36,
    weightsBytes: 63e9,
  });
  const broken = { ...own, problem: '1 of 2 weight files are missing.' };

  test('the picker has them first, the planner plans them, the table says where they are', async () => {
    const a = await makeMachine(lab.db, { name: 'A', models: [own, known] });
    const b = await makeMachine(lab.db, { name: 'B', models: [broken] });
    const old = await makeMachine(lab.db, { name: 'C', models: [{ ...known, shape: { family: 7 } }] });
    const ids = [a.id, b.id, old.id];
    const list = await listed();
    expect(list.slice(0, 2)).toMatchObject([
      { id: 'here:me/Fine-tune-8bit', from: 'macs', onMachines: 1, simulated: false },
      { id: 'here:mlx-community/gpt-oss-120b-MXFP4-Q8', from: 'macs', onMachines: 2 },
    ]);
    const fine = await planFit(
      ctx,
      PlanFitInput.parse({ modelId: 'here:me/Fine-tune-8bit', machineIds: [a.id] }),
    );
    expect(fine).toMatchObject({
      model: { layers: 46, weightsBasis: 'calculated' },
      sets: [{ verdict: 'fits' }],
    });
    const gpt = await planFit(
      ctx,
      PlanFitInput.parse({ modelId: 'here:mlx-community/gpt-oss-120b-MXFP4-Q8', machineIds: [a.id] }),
    );
    expect(gpt.model).toMatchObject({ layers: 36, heads: 64, weightsBytes: 63e9, weightsBasis: 'headers' });

    const booking = await makeBooking(lab.db, { machineIds: [a.id], personId: (await makeUser(lab.db)).id });
    const session = await makeSession(lab.db, {
      machineIds: [a.id],
      bookingId: booking.id,
      startedById: userIdOf(ctx),
      modelId: own.id,
      state: 'ready',
    });
    const view = () => listOnMacs(ctx, { limit: 500 }, readInventory);
    const { models, groups, without } = await view();
    const row = models.find(({ id }) => id === own.id)!;
    const kept = { pinned: false, removable: false };
    expect(row.holdings).toEqual([
      { machineId: a.id, state: 'yours', problem: null, ...kept, lastUsedAt: expect.any(Date) as Date },
      { machineId: b.id, state: 'problem', problem: broken.problem, ...kept, lastUsedAt: null },
    ]);
    expect(row.sessions).toMatchObject([{ id: session.id, isYours: true, machines: ['A'] }]);
    expect(groups.flatMap((it) => it.machines).map(({ name, modelBytes }) => [name, modelBytes])).toEqual(
      expect.arrayContaining([['A', 173e9]]),
    );
    expect(without).toBeGreaterThanOrEqual(1);
    ctx = await actingAs(lab, 'viewer');
    expect((await view()).models.find(({ id }) => id === own.id)!.holdings[0]!.state).toBe('theirs');
    await lab.db.sessionRank.deleteMany({ where: { sessionId: session.id } });
    await lab.db.session.delete({ where: { id: session.id } });
    await lab.db.machineBlock.deleteMany({ where: { machineId: { in: ids } } });
    await lab.db.machine.deleteMany({ where: { id: { in: ids } } });
  });

  test('one that no Mac has any more is told', async () => {
    await expect(planFit(ctx, PlanFitInput.parse({ modelId: 'here:me/Gone' }))).rejects.toThrow(
      'No Mac of the lab has',
    );
  });
});
