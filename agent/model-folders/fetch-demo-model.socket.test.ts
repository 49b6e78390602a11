import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AgentLab, openAgentLab } from '../testing/agent-lab.ts';
import { until } from '../testing/until.ts';
import { fetchDemoModel } from './fetch-demo-model.ts';

const SHIPPED = 'agent/models/espalier-demo';
const BASE = '/agent/models/espalier-demo';

let lab: AgentLab;
let roots: string[];
beforeEach(async () => {
  lab = await openAgentLab();
  roots = [join(lab.folder, 'models')];
});
afterEach(() => lab.close());

type File = { name: string; size: number; sha256: string };

function ship(change: (files: File[]) => void = () => {}): void {
  const files = readdirSync(SHIPPED).map((name): File => {
    const bytes = readFileSync(join(SHIPPED, name));
    lab.portal.files.set(`${BASE}/${name}`, bytes);
    return { name, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
  change(files);
  lab.portal.files.set(`${BASE}/manifest.json`, Buffer.from(JSON.stringify({ files })));
}

test('an agent without the model brings it, says so, and can start it', async () => {
  ship();
  await lab.start(0, { args: ['--models-folder', join(lab.folder, 'none')] });
  const agent = await lab.portal.agent(0);
  const told = () => [...agent.hellos, ...agent.facts].map((it) => it.models);
  await until(() => told().at(-1)!.length > 0, 'the model is told');
  // Half of it never was.
  for (const it of told().flat()) expect(it).toMatchObject({ id: 'espalier-demo', problem: null });
});

test('brings it once, whole', async () => {
  ship();
  expect(await fetchDemoModel(lab.portal.origin, roots)).toBe(true);
  expect(readdirSync(roots[0]!)).toEqual(['espalier-demo']);
  expect(await fetchDemoModel(lab.portal.origin, roots)).toBe(false);
});

test.each<[string, (files: File[]) => void, RegExp]>([
  [
    'a file that differs',
    (files) => void (files[0]!.sha256 = '0'.repeat(64)),
    /not what the portal's list says/,
  ],
  ['a file of another size', (files) => void (files[0]!.size += 1), /not what the portal's list says/],
  ['a name that leads elsewhere', (files) => void (files[0]!.name = '../../evil'), /name/],
  ['a hidden name', (files) => void (files[0]!.name = '.bashrc'), /name/],
])('%s: nothing is kept', async (_, change, message) => {
  ship(change);
  await expect(fetchDemoModel(lab.portal.origin, roots)).rejects.toThrow(message);
  expect(existsSync(roots[0]!) ? readdirSync(roots[0]!) : []).toEqual([]);
});
