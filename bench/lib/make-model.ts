import { randomBytes } from 'node:crypto';
import { closeSync, cpSync, mkdirSync, openSync, readdirSync, writeSync } from 'node:fs';
import path from 'node:path';

type Size = { shards: number; shardBytes: number };

/** As a model lies on a disk: settings of the demo model, and weights of noise with the head that they need. */
export function makeModel(folder: string, { shards, shardBytes }: Size): string[] {
  mkdirSync(folder, { recursive: true });
  for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json'])
    cpSync(path.join('agent/models/espalier-demo', name), path.join(folder, name));
  const digits = (count: number): string => String(count).padStart(5, '0');
  for (let shard = 1; shard <= shards; shard++) {
    const shape = { dtype: 'U8', shape: [shardBytes], data_offsets: [0, shardBytes] };
    const head = Buffer.from(JSON.stringify({ [`model.layers.${shard - 1}.weight`]: shape }));
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(head.length));
    const file = openSync(path.join(folder, `model-${digits(shard)}-of-${digits(shards)}.safetensors`), 'w');
    writeSync(file, Buffer.concat([size, head]));
    const noise = randomBytes(1_000_000);
    for (let at = 0; at < shardBytes; at += noise.length) writeSync(file, noise);
    closeSync(file);
  }
  return readdirSync(folder);
}
