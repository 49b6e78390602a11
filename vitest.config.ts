import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const KINDS = ['db', 'socket', 'mlx'];
const everywhere = [...configDefaults.exclude, '.next/**', '.data/**', 'dist/**', 'e2e/**'];
const withDatabase = {
  globalSetup: './scripts/testing/postgres.ts',
  setupFiles: './scripts/testing/own-database.ts',
};
// Half of the time would be loading the same modules again for each file. Where files have a database, own-database.ts
// has each begin as if the process were its own.
const sharedProcess = { isolate: false };
// Ranks want all cores of a small box: one file after the other.
const oneByOne = { fileParallelism: false };

// They take half a minute: begun last, one worker would wait for the others to end them.
const LONGEST =
  /(rights|any-input|history|sign-in|embedded|report-energy)\.db\.test|(answer-resume|run-agent|main|floods|report-beside-chat)\.socket\.test/;
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean => LONGEST.test(moduleId);
    // One project comes after the other.
    const projects = Map.groupBy(await super.sort(files), (it) => it.project.name);
    return [...projects.values()].flatMap((all) => [
      ...all.filter(isLong),
      ...all.filter((it) => !isLong(it)),
    ]);
  }
}

// As esbuild's text loader does for the agent's bundle.
const textFiles: Plugin = {
  name: 'text-files',
  enforce: 'pre',
  load: (id) =>
    /\.(py|txt)$/.test(id) ? `export default ${JSON.stringify(readFileSync(id, 'utf8'))};` : null,
};

export default defineConfig({
  plugins: [textFiles],
  resolve: { tsconfigPaths: true },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    restoreMocks: true,
    unstubEnvs: true,
    passWithNoTests: true,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx,mjs}'],
          exclude: [...everywhere, ...KINDS.map((kind) => `**/*.${kind}.test.ts`)],
          testTimeout: 10_000,
          ...sharedProcess,
        },
      },
      {
        extends: true,
        test: {
          name: 'db',
          include: ['**/*.db.test.ts'],
          exclude: everywhere,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          ...withDatabase,
          ...sharedProcess,
        },
      },
      {
        extends: true,
        test: {
          name: 'socket',
          // As in the browser: what needs a second try is a bug, which in CI is told and hides nothing else.
          retry: process.env.CI ? 1 : 0,
          include: ['**/*.socket.test.ts'],
          exclude: everywhere,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          ...withDatabase,
          ...sharedProcess,
        },
      },
      {
        extends: true,
        test: {
          name: 'mlx',
          include: ['**/*.mlx.test.ts'],
          exclude: everywhere,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          ...withDatabase,
          ...oneByOne,
        },
      },
    ],
  },
});
