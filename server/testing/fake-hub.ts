import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Answer = (req: IncomingMessage, res: ServerResponse) => void;

/** Plays Hugging Face: files by their path, with ranges; other answers where a test says so. */
export type FakeHub = {
  url: string;
  files: Map<string, Buffer | Answer>;
  /** What was asked for, with its range. */
  asked: string[];
  close(): Promise<void>;
};

export async function startFakeHub(): Promise<FakeHub> {
  const files: FakeHub['files'] = new Map();
  const asked: string[] = [];
  const server: Server = createServer((req, res) => {
    const path = decodeURIComponent(new URL(req.url ?? '/', 'http://hub').pathname);
    asked.push([path, req.headers.range].filter(Boolean).join(' '));
    const found = files.get(path);
    if (typeof found === 'function') return found(req, res);
    if (!found) return void res.writeHead(404).end();
    const range = /^bytes=(\d+)-(\d+)$/.exec(req.headers.range ?? '');
    if (!range) return void res.end(found);
    res.writeHead(206).end(found.subarray(Number(range[1]), Number(range[2]) + 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A safetensors file of these tensors, without the bytes of its weights: what only its header is read of. */
export function headerOnly(tensors: Record<string, number>): Buffer {
  let at = 0;
  const entries = Object.entries(tensors).map(([name, bytes]) => {
    const from = at;
    at += bytes;
    return [name, { dtype: 'U32', shape: [bytes / 4], data_offsets: [from, at] }];
  });
  const header = Buffer.from(
    JSON.stringify({ __metadata__: { format: 'mlx' }, ...Object.fromEntries(entries) }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header]);
}

/** Puts a model's files there, in two parts; its layers hold `expertBytes` each. */
export function putModel(
  hub: FakeHub,
  repo: string,
  config: object,
  layers: number,
  expertBytes: number,
): void {
  const at = (file: string): string => `/${repo}/resolve/main/${file}`;
  const parts = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
  const weightMap: Record<string, string> = {};
  const held: Record<string, number>[] = [
    { 'model.embed_tokens.weight': 4_000_000 },
    { 'lm_head.weight': 4_000_000 },
  ];
  for (let layer = 0; layer < layers; layer++) {
    const name = `model.layers.${layer}.mlp.switch_mlp.up_proj.weight`;
    held[layer % 2]![name] = expertBytes;
  }
  parts.forEach((part, index) => {
    for (const name of Object.keys(held[index]!)) weightMap[name] = part;
    hub.files.set(at(part), headerOnly(held[index]!));
  });
  hub.files.set(at('config.json'), Buffer.from(JSON.stringify(config)));
  const total = 8_000_000 + layers * expertBytes;
  hub.files.set(
    at('model.safetensors.index.json'),
    Buffer.from(JSON.stringify({ metadata: { total_size: total }, weight_map: weightMap })),
  );
  hub.files.set(at('README.md'), Buffer.from('---\nlicense: mit\n---\n# A model'));
}
