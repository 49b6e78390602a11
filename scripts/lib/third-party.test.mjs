import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isFree, judge, readAudit, readNpm, readPython, tellList, tellSbom } from './third-party.mjs';

const { licences, python } = JSON.parse(readFileSync('third-party.json', 'utf8'));
const packages = [...readNpm(), ...readPython(python)];

test('each package is under a licence that asks for a notice alone, or somebody said why it may stay', () => {
  expect(packages.length).toBeGreaterThan(500);
  expect(judge(packages, licences)).toEqual([]);
});

test('THIRD-PARTY.md is of these packages; `npm run third-party` writes it', () => {
  expect(readFileSync('THIRD-PARTY.md', 'utf8') === tellList(packages, licences)).toBe(true);
});

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-only)', true],
  ['Apache-2.0 AND MIT', true],
  ['MIT and ISC', true],
  ['MIT AND GPL-2.0-only', false],
  ['AGPL-3.0-only', false],
  ['SEE LICENSE IN LICENSE.md', false],
  ['unknown', false],
])('%s is free: %s', (licence, is) => expect(isFree(licence)).toBe(is));

test('an unknown or binding licence, and an exception for nothing, are a line each', () => {
  const made = (name, licence) => ({ name, licence, version: '1.0.0' });
  expect(
    judge([made('a', 'MIT'), made('b', 'AGPL-3.0-only'), made('c', 'unknown')], { c: 'a file' }),
  ).toEqual([expect.stringMatching(/^b is under AGPL-3\.0-only/)]);
  expect(judge([made('a', 'MIT')], { gone: 'why' })).toEqual([
    expect.stringMatching(/gone, which nothing needs/),
  ]);
});

test('the bill of materials names each package once, with what it is known by', () => {
  const sbom = tellSbom(packages, { name: 'espalier', version: '1.0.0' });
  expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.5' });
  expect(new Set(sbom.components.map((it) => it['bom-ref'])).size).toBe(packages.length);
  for (const it of sbom.components) {
    expect(it.purl).toMatch(/^pkg:(npm|pypi)\/\S+@\S+$/);
    expect(it.licenses).toHaveLength(1);
    for (const { alg, content } of it.hashes ?? [])
      expect([alg, content.length]).toEqual([alg, { 'SHA-1': 40, 'SHA-512': 128 }[alg]]);
  }
});

describe('an audit', () => {
  const via = { title: 'Runs anything', severity: 'high', url: 'https://github.com/advisories/GHSA-x' };
  const report = {
    vulnerabilities: { left: { name: 'left', via: [via] }, right: { name: 'right', via: ['left'] } },
  };
  const until = (day) => ({ 'GHSA-x': { why: 'never called with what others write', until: day } });
  test('tells what nobody has let through, and again when the day has come', () => {
    expect(readAudit(report, {}, '2026-01-01').findings).toEqual([expect.stringContaining('left (high)')]);
    expect(readAudit(report, until('2026-02-01'), '2026-01-01').findings).toEqual([]);
    expect(readAudit(report, until('2026-02-01'), '2026-02-02').findings).toHaveLength(1);
  });
  test('that was not answered clears nothing', () => {
    expect(readAudit({ message: '405 Method Not Allowed' }, {}, '2026-01-01')).toEqual({
      asked: false,
      why: '405 Method Not Allowed',
    });
  });
});
