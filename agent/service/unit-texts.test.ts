import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCodeUnder } from '../exit-codes.ts';
import { layoutOf, UNIT } from './layout.ts';
import { unitText } from './unit-texts.ts';

const ODD = '/home/ines & “co” <100%> $HOME';
const textOf = (manager: 'launchd' | 'systemd', scope: 'machine' | 'person', user: string | null = null) => {
  const layout = layoutOf(manager, scope, { personHome: ODD });
  const command = [process.execPath, layout.agentFile, 'run', `--data-folder=${layout.dataFolder}`];
  return { layout, command, text: unitText({ layout, command, user }) };
};

/* The DTD of property lists, which `plutil -lint` goes by: what may stand in what. */
type Element = { name: string; children: Element[]; text: string };

function parseXml(text: string): Element {
  const root: Element = { name: '', children: [], text: '' };
  const stack = [root];
  for (const [, raw = '', word = ''] of text.matchAll(/<([^>]*)>|([^<]+)/g)) {
    const top = stack.at(-1)!;
    if (raw.startsWith('?') || raw.startsWith('!')) continue;
    if (raw.startsWith('/')) {
      expect(raw.slice(1)).toBe(top.name);
      stack.pop();
    } else if (raw !== '') {
      const [, name = '', isEmpty] = /^(\w+)(?: version="1\.0")?(\/?)$/.exec(raw)!;
      const element = { name, children: [], text: '' };
      top.children.push(element);
      if (!isEmpty) stack.push(element);
    } else {
      expect(word).not.toMatch(/&(?!(amp|lt|gt);)/);
      top.text += word.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
    }
  }
  expect(stack).toEqual([root]);
  return root;
}

function readPlist({ name, children, text }: Element): unknown {
  const isLeaf = ['string', 'integer', 'true', 'false'].includes(name);
  if (!isLeaf) expect(text.trim()).toBe('');
  else expect(children).toEqual([]);
  switch (name) {
    case 'string':
      return text;
    case 'integer':
      expect(text).toMatch(/^-?\d+$/);
      return Number(text);
    case 'true':
    case 'false':
      return name === 'true';
    case 'array':
      return children.map(readPlist);
    case 'dict': {
      expect(children.length % 2).toBe(0);
      const pairs = children.flatMap((it, index) =>
        index % 2 === 0 ? [[it, children[index + 1]!] as const] : [],
      );
      for (const [key] of pairs) expect(key.name).toBe('key');
      return Object.fromEntries(pairs.map(([key, value]) => [key.text, readPlist(value)]));
    }
    default:
      throw new Error(`There is no <${name}> in a property list.`);
  }
}

describe('the launchd file', () => {
  test.each(['machine', 'person'] as const)('for a %s follows the DTD and says what it should', (scope) => {
    const { text, command, layout } = textOf('launchd', scope, scope === 'machine' ? 'ines' : null);
    expect(text).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<!DOCTYPE plist PUBLIC "-\/\/Apple\/\/DTD PLIST 1\.0\/\/EN"/,
    );
    const { children } = parseXml(text);
    expect(children.map((it) => it.name)).toEqual(['plist']);
    expect(children[0]!.children).toHaveLength(1);
    const value = readPlist(children[0]!.children[0]!) as Record<string, unknown>;
    expect(value).toMatchObject({
      Label: 'espalier.agent',
      ProgramArguments: command,
      RunAtLoad: true,
      KeepAlive: { SuccessfulExit: false },
      ExitTimeOut: 20,
      AbandonProcessGroup: false,
      StandardOutPath: layout.logFile,
      EnvironmentVariables: { ESPALIER_SUPERVISOR: 'launchd' },
    });
    expect(value['UserName']).toBe(scope === 'machine' ? 'ines' : undefined);
    expect(text).not.toContain('esp_join_');
  });

  test('launchd starts again after everything but a refused key', () => {
    expect([0, 1, 70, 78].map((code) => exitCodeUnder('launchd', code))).toEqual([1, 1, 70, 0]);
    expect([0, 1, 70, 78].map((code) => exitCodeUnder(undefined, code))).toEqual([0, 1, 70, 78]);
  });
});

const ANALYZE = 'systemd-analyze';
const hasAnalyze = spawnSync(ANALYZE, ['--version']).status === 0;

describe('the systemd unit', () => {
  test('starts again always but after a refused key, and runs as somebody who may write its data only', () => {
    const { text } = textOf('systemd', 'machine', 'espalier-agent');
    for (const line of [
      'Restart=always',
      'RestartPreventExitStatus=78',
      'User=espalier-agent',
      'NoNewPrivileges=yes',
    ])
      expect(text.split('\n')).toContain(line);
    expect(text).toContain('ReadWritePaths="/opt/espalier-agent/data"');
    expect(textOf('systemd', 'person').text).not.toMatch(/^(User|ProtectSystem|NoNewPrivileges)=/m);
  });

  test('gives the service copies of what only root may read', () => {
    const layout = layoutOf('systemd', 'machine', { personHome: '/root' });
    const credentials = { product_uuid: '/sys/class/dmi/id/product_uuid' };
    const text = unitText({ layout, command: ['/usr/bin/node'], user: 'espalier-agent', credentials });
    expect(text).toContain('\nLoadCredential=product_uuid:/sys/class/dmi/id/product_uuid\n');
  });

  test.skipIf(!hasAnalyze).each(['machine', 'person'] as const)(
    'for a %s passes systemd’s own check',
    (scope) => {
      const folder = mkdtempSync(join(tmpdir(), 'espalier-unit-'));
      try {
        const { text } = textOf('systemd', scope);
        writeFileSync(join(folder, UNIT), text);
        const flags = scope === 'person' ? ['--user'] : [];
        const { status, stderr } = spawnSync(ANALYZE, [...flags, 'verify', '--man=no', join(folder, UNIT)], {
          encoding: 'utf8',
          env: { ...process.env, XDG_RUNTIME_DIR: folder },
        });
        expect({ status, stderr: stderr.split('\n').filter((line) => line.includes(UNIT)) }).toEqual({
          status: 0,
          stderr: [],
        });
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});
