import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ServiceError } from '../errors.ts';
import type { Exchange, Route } from './deps.ts';
import { installScript } from './install-script.ts';
import { sendJson } from './respond.ts';

const MODEL_PREFIX = '/agent/models/espalier-demo/';
const MANIFEST = 'manifest.json';

type Listed = { name: string; size: number; sha256: string };

const NOT_BUILT = 'The agent has not been built. Run npm run build.';

export const serveAgentBundle: Route = ({ agentBundle }, exchange) =>
  sendFile(exchange, agentBundle, 'text/javascript; charset=utf-8', NOT_BUILT);

/** The script behind the line that is pasted on a new machine. */
export const serveInstallScript: Route = async ({ agentBundle, url }, { req, res }) => {
  const found = await stat(agentBundle).catch(() => null);
  if (!found?.isFile()) throw new ServiceError('NOT_FOUND', NOT_BUILT);
  const text = installScript(url, await hashOnce(agentBundle, found));
  res.writeHead(200, {
    'content-type': 'text/x-shellscript; charset=utf-8',
    'content-length': String(Buffer.byteLength(text)),
    'cache-control': 'no-cache',
  });
  res.end(req.method === 'HEAD' ? undefined : text);
};

/** `manifest.json`: `{files: [{name, size, sha256}]}`; else one of the files it names, and nothing beside them. */
export const serveDemoModel: Route = async ({ demoModelFolder }, exchange) => {
  const files = await listFiles(demoModelFolder);
  const name = decodeURIComponent(exchange.url.pathname.slice(MODEL_PREFIX.length));
  if (name === MANIFEST && files.length > 0) return sendJson(exchange.res, 200, { files });
  const file = files.find((it) => it.name === name);
  if (!file) throw new ServiceError('NOT_FOUND', 'The demo model has no such file.');
  return sendFile(
    exchange,
    path.join(demoModelFolder, file.name),
    'application/octet-stream',
    'That file is gone.',
  );
};

const hashes = new Map<string, Promise<string>>();

async function listFiles(folder: string): Promise<Listed[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((it) => it.isFile() && it.name !== MANIFEST && !it.name.startsWith('.'))
    .map((it) => it.name);
  return Promise.all(
    names.toSorted().map(async (name) => {
      const file = path.join(folder, name);
      const found = await stat(file);
      return { name, size: found.size, sha256: await hashOnce(file, found) };
    }),
  );
}

function hashOnce(file: string, { size, mtimeMs }: { size: number; mtimeMs: number }): Promise<string> {
  const key = `${file} ${size} ${mtimeMs}`;
  const sha256 = hashes.get(key) ?? hashOf(file);
  hashes.set(key, sha256);
  sha256.catch(() => hashes.delete(key));
  return sha256;
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function sendFile({ req, res }: Exchange, file: string, type: string, missing: string): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) throw new ServiceError('NOT_FOUND', missing);
  res.writeHead(200, {
    'content-type': type,
    'content-length': String(found.size),
    'cache-control': 'no-cache',
  });
  if (req.method === 'HEAD') {
    res.end();
    return;
  }
  await pipeline(createReadStream(file), res).catch((error: NodeJS.ErrnoException) => {
    // Who asked has gone away; nobody is left to tell.
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}
