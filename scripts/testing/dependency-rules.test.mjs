import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = process.cwd();
const folder = mkdtempSync(path.join(tmpdir(), 'espalier-rules-'));

// One skeleton with every mistake in it; each row names the rule that must catch it, or null for what is allowed.
const IMPORTS = [
  ['shared/domain/a.ts', '../../server/env.ts', 'shared-is-a-leaf'],
  ['shared/schemas/a.ts', 'pg', 'shared-is-a-leaf'],
  ['shared/schemas/b.ts', 'zod', null],
  ['shared/domain/b.ts', 'node:fs', 'domain-does-no-io'],
  ['agent/a.ts', '@/server/env', 'agent-knows-only-shared'],
  ['agent/b.ts', '../shared/schemas/b.ts', null],
  ['server/a.ts', '../agent/b.ts', 'nobody-imports-agent'],
  ['components/a.tsx', '@/server/trpc/init', 'ui-never-runs-server-code'],
  ['components/b.tsx', 'type @/server/trpc/init', null],
  ['components/c.tsx', '../app/page.tsx', 'components-never-import-app'],
  ['components/chat/a.tsx', '../sessions/log.tsx', 'ui-concerns-keep-apart'],
  ['components/chat/b.tsx', 'type ../sessions/log.tsx', 'ui-concerns-keep-apart'],
  ['components/chat/c.tsx', './own.tsx', null],
  ['components/chat/d.tsx', '../ui/button.tsx', null],
  ['components/chat/e.tsx', '../charts/plot.tsx', null],
  ['components/layout/a.tsx', '../sessions/log.tsx', 'shared-ui-knows-no-concern'],
  ['components/charts/a.tsx', '../ui/button.tsx', null],
  ['components/ui/a.tsx', '../charts/plot.tsx', 'ui-primitives-stand-alone'],
  ['components/ui/b.tsx', './button.tsx', null],
  ['app/page.tsx', '@/server/trpc/rsc', null],
  ['app/a.tsx', '@/server/trpc/init', 'app-enters-server-through-trpc'],
  ['app/b.tsx', '../server/modules/chat/index.ts', 'app-enters-server-through-trpc'],
  ['server/b.ts', '../components/b.tsx', 'server-never-imports-ui'],
  ['server/trpc/a.ts', '../db.ts', 'db-only-in-modules'],
  ['server/trpc/b.ts', 'type ../db.ts', null],
  ['server/modules/chat/index.ts', '../../db.ts', null],
  ['server/modules/chat/a.ts', '../team/inner.ts', 'modules-meet-at-index'],
  ['server/modules/chat/b.ts', '../team/index.ts', null],
  ['server/trpc/c.ts', '../modules/chat/inner.ts', 'outside-enters-module-at-index'],
  ['prisma/a.ts', '../server/modules/chat/index.ts', 'prisma-needs-no-server'],
  ['server/demo/a.ts', '../modules/chat/inner.ts', 'outside-enters-module-at-index'],
  ['server/demo/b.ts', '../modules/chat/index.ts', null],
  ['server/modules/team/c.ts', '../../env.ts', 'modules-are-handed-their-settings'],
  ['server/http/a.ts', '../env.ts', 'modules-are-handed-their-settings'],
  ['server/f.ts', './env.ts', null],
  ['server/modules/energy/index.ts', '../metrics/index.ts', null],
  ['server/modules/energy/a.ts', '../chat/index.ts', 'energy-reads-metrics-alone'],
  ['server/modules/metrics/a.ts', '../energy/index.ts', 'metrics-and-generations-know-no-energy'],
  ['server/modules/generations/a.ts', '../chat/index.ts', 'metrics-and-generations-know-no-energy'],
  ['server/modules/reports/index.ts', '../energy/index.ts', null],
  ['server/modules/chat/c.ts', '../energy/index.ts', null],
  ['server/modules/chat/d.ts', '../reports/index.ts', 'reports-are-read-by-costs-plans-and-mail-alone'],
  ['server/modules/team/a.ts', '../../http/serve.ts', 'modules-know-no-transport'],
  ['server/modules/team/b.ts', 'socket.io', 'modules-know-no-transport'],
  ['server/c.ts', '../e2e/lab.ts', 'no-test-code-in-product'],
  ['bench/a.ts', '../server/modules/chat/inner.ts', null],
  ['e2e/a.spec.ts', '../agent/b.ts', null],
  ['server/d.test.ts', '../agent/b.ts', null],
  ['server/testing/a.ts', '../db.ts', null],
  ['server/e.ts', './testing/a.ts', 'no-test-code-in-product'],
  ['server/cycle/a.ts', './b.ts', 'no-cycles'],
];
const EMPTY = [
  'server/env.ts',
  'server/db.ts',
  'server/trpc/init.ts',
  'server/trpc/rsc.ts',
  'server/http/serve.ts',
  'server/modules/chat/inner.ts',
  'server/modules/metrics/index.ts',
  'server/modules/team/index.ts',
  'server/modules/team/inner.ts',
  'e2e/lab.ts',
  'components/chat/own.tsx',
  'components/sessions/log.tsx',
  'components/ui/button.tsx',
  'components/charts/plot.tsx',
];

let violations;
beforeAll(() => {
  for (const name of EMPTY) write(name, 'export const value = 1;\n');
  write('server/cycle/b.ts', importing('./a.ts'));
  for (const [file, target] of IMPORTS) write(file, importing(target));
  for (const name of ['zod', 'pg', 'socket.io']) {
    write(`node_modules/${name}/index.js`, 'module.exports = {};\n');
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
  }
  write('package.json', JSON.stringify({ dependencies: { zod: '1', pg: '1', 'socket.io': '1' } }));
  cpSync('tsconfig.json', path.join(folder, 'tsconfig.json'));
  cpSync('.dependency-cruiser.cjs', path.join(folder, '.dependency-cruiser.cjs'));
  const folders = ['shared', 'agent', 'server', 'components', 'app', 'prisma', 'bench', 'e2e'];
  const { stdout } = spawnSync(
    path.join(root, 'node_modules/.bin/depcruise'),
    ['--output-type', 'json', ...folders],
    {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 100_000_000,
    },
  );
  violations = JSON.parse(stdout).summary.violations;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(IMPORTS)('%s → %s: %s', (file, _target, rule) => {
  const caughtBy = violations.filter(({ from }) => from === file).map((violation) => violation.rule.name);
  if (rule === null) expect(caughtBy).toEqual([]);
  else expect(caughtBy).toContain(rule);
});

test('every rule is proven by a wrong import', () => {
  const names = execFileSync(process.execPath, [
    '-p',
    'JSON.stringify(require("./.dependency-cruiser.cjs").forbidden.map((r) => r.name))',
  ]);
  const proven = new Set(IMPORTS.map(([, , rule]) => rule));
  expect(JSON.parse(names).filter((name) => !proven.has(name))).toEqual([]);
});

function importing(target) {
  const [word, from] = target.startsWith('type ') ? ['import type', target.slice(5)] : ['import', target];
  return `${word} { value as other } from '${from}';\nexport const value: ${word === 'import' ? 'unknown' : 'typeof other'} = ${word === 'import' ? 'other' : '1 as never'};\n`;
}

function write(name, text) {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
}
