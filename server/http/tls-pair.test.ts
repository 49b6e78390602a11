import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect } from 'node:tls';
import type { Server as TlsServer } from 'node:tls';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createHttpServer } from './create-http-server.ts';
import { readTlsPair, watchTlsPair } from './tls-pair.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'espalier-tls-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => path.join(folder, name);

function makePair(name: string): void {
  const key = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    at(`${name}.key`),
  ];
  execFileSync(
    'openssl',
    ['req', '-x509', ...key, '-out', at(`${name}.pem`), '-days', '30', '-subj', `/CN=${name}`],
    {
      stdio: 'ignore',
    },
  );
}
beforeAll(() => {
  for (const name of ['first', 'second']) makePair(name);
});

test('a pair that can’t be read or doesn’t go together is told with which file and which variable', () => {
  const of = (certFile: string, keyFile: string) => () =>
    readTlsPair({ certFile: at(certFile), keyFile: at(keyFile) });
  writeFileSync(at('nothing'), 'nothing');
  expect(of('first.pem', 'first.key')().until.getTime()).toBeGreaterThan(Date.now());
  expect(of('none.pem', 'first.key')).toThrow(/none\.pem \(ESPALIER_TLS_CERT\) can’t be read: ENOENT/);
  expect(of('nothing', 'first.key')).toThrow(/nothing \(ESPALIER_TLS_CERT\) holds no certificate/);
  expect(of('first.pem', 'nothing')).toThrow(/nothing \(ESPALIER_TLS_KEY\) holds no key/);
  expect(of('first.pem', 'second.key')).toThrow(
    /key in .*second\.key is not that of the certificate in .*first\.pem/,
  );
});

test('new files are taken without a restart; a bad pair keeps the old one and says so', async () => {
  const files = { certFile: at('used.pem'), keyFile: at('used.key') };
  const put = (name: string, key = name): void => {
    for (const [from, to] of [
      [`${name}.pem`, 'used.pem'],
      [`${key}.key`, 'used.key'],
    ] as const) {
      copyFileSync(at(from), at(`${to}.new`));
      renameSync(at(`${to}.new`), at(to));
    }
  };
  put('first');
  const server = createHttpServer(undefined, readTlsPair(files));
  server.on('request', (_req, res) => res.end('there'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const logger = {
    info: vi.fn<(told: object, text?: string) => void>(),
    error: vi.fn<(told: { err?: unknown }, text?: string) => void>(),
  };
  const stop = watchTlsPair(server as unknown as TlsServer, files, logger, 20);
  const shown = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
      socket.once('error', reject);
      socket.once('secureConnect', () => {
        resolve(String(socket.getPeerCertificate().subject.CN));
        socket.destroy();
      });
    });
  try {
    expect(await shown()).toBe('first');
    put('second');
    await vi.waitFor(async () => expect(await shown()).toBe('second'), 10_000);
    put('first', 'second');
    await vi.waitFor(() => expect(logger.error).toHaveBeenCalled(), 10_000);
    expect(String(logger.error.mock.calls.at(-1)![0].err)).toContain('is not that of the certificate');
    expect(await shown()).toBe('second');
    put('first');
    await vi.waitFor(async () => expect(await shown()).toBe('first'), 10_000);
  } finally {
    stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
