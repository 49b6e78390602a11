import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AgentLab, openAgentLab } from './testing/agent-lab.ts';

let lab: AgentLab;
beforeEach(async () => {
  lab = await openAgentLab();
});
afterEach(() => lab.close());

test('a models folder that is a file, and links that lead in a circle, keep no agent from connecting', async () => {
  const file = join(lab.folder, 'no-folder');
  writeFileSync(file, 'a file');
  await lab.start(0, { args: ['--models-folder', file] });
  const circle = join(lab.folder, 'circle');
  mkdirSync(circle);
  symlinkSync('b', join(circle, 'a'));
  symlinkSync('a', join(circle, 'b'));
  symlinkSync(circle, join(circle, 'self'));
  await lab.start(1, { args: ['--models-folder', circle] });
  for (const index of [0, 1]) expect((await lab.portal.agent(index)).hellos).toHaveLength(1);
}, 60_000);
