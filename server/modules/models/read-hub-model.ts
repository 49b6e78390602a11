import { isRecord, textOf } from '@/shared/domain/model-config/config-values.ts';
import { licenceOf } from '@/shared/domain/model-config/licence-of.ts';
import { parseLooseJson } from '@/shared/domain/model-config/loose-json.ts';
import { readTensors } from '@/shared/domain/model-config/safetensors-header.ts';
import { type ConfigEvidence, NO_EVIDENCE } from '@/shared/domain/model-config/shape-of.ts';
import { mergeTensors, type TensorFacts } from '@/shared/domain/model-config/tensor-facts.ts';
import type { ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { type Hub, openHub, readHubFile } from './hub-fetch.ts';
import { indexEvidence } from './index-evidence.ts';

const DEADLINE_MS = 30_000;
const MOST = {
  config: 4 * 2 ** 20,
  index: 64 * 2 ** 20,
  header: 32 * 2 ** 20,
  readMe: 16 * 2 ** 10,
  files: 300,
};
/** Most headers are shorter, and come with the first answer. */
const FIRST_BYTES = 256 * 2 ** 10;
const LENGTH_BYTES = 8;
const AT_ONCE = 6;
/** Each may hold some of the largest headers at once. */
const MOST_READING = 4;
let reading = 0;
const PART = '[A-Za-z0-9][A-Za-z0-9._-]{0,95}';
const NAME = new RegExp(`^(${PART})/(${PART})$`);

export type HubModel = { repo: string; config: unknown; evidence: ConfigEvidence };

/** `organisation/name`, as it is or out of an address. Throws VALIDATION. */
export function repoOf(text: string): string {
  const path = text.trim().replace(/^(https?:\/\/)?(www\.)?(huggingface\.co|hf\.co)\//i, '');
  const name = path
    .split('/')
    .slice(0, 2)
    .join('/')
    .replace(/[?#].*$/, '');
  if (!NAME.test(name) || name.includes('..')) {
    throw new ServiceError(
      'VALIDATION',
      'This is no name on Hugging Face. Write it as mlx-community/Qwen3-8B-4bit.',
    );
  }
  return name;
}

/** What a model's files on Hugging Face say: config.json, the index, and the headers of its weights; never the weights. */
export async function readHubModel(ctx: ServiceContext, name: string): Promise<HubModel> {
  const repo = repoOf(name);
  if (reading >= MOST_READING)
    throw new ServiceError('UNAVAILABLE', 'The portal reads other models just now. Try again in a moment.');
  reading += 1;
  try {
    return await readRepo(ctx, repo);
  } finally {
    reading -= 1;
  }
}

async function readRepo(ctx: ServiceContext, repo: string): Promise<HubModel> {
  const hub = openHub(ctx.huggingFaceUrl, DEADLINE_MS);
  const at = (file: string): string =>
    `/${repo}/resolve/main/${file.split('/').map(encodeURIComponent).join('/')}`;
  const configText = await readHubFile(hub, { path: at('config.json'), mostBytes: MOST.config });
  if (configText === null) {
    throw new ServiceError(
      'NOT_FOUND',
      `There is no model ${repo} with a config.json on ${hub.base.hostname}. Check the name.`,
    );
  }
  const config = parse(configText, 'config.json', repo);
  const [indexText, readMe] = await Promise.all([
    readHubFile(hub, { path: at('model.safetensors.index.json'), mostBytes: MOST.index }),
    readHubFile(hub, { path: at('README.md'), mostBytes: MOST.readMe, from: 0, to: MOST.readMe - 1 }).catch(
      () => null,
    ),
  ]);
  const index = indexText === null ? null : parse(indexText, 'model.safetensors.index.json', repo);
  const said = index === null ? NO_EVIDENCE : indexEvidence(index);
  const files = index === null ? ['model.safetensors'] : filesOf(index);
  const headers = files.length > MOST.files ? null : await readHeaders(hub, files.map(at));
  return {
    repo,
    config,
    evidence: {
      ...said,
      tensors: headers ?? said.tensors,
      licence:
        licenceOf(readMe?.toString('utf8') ?? '') ?? (isRecord(config) ? textOf(config, 'license') : null),
    },
  };
}

const filesOf = (index: unknown): string[] => {
  const map = isRecord(index) && isRecord(index['weight_map']) ? Object.values(index['weight_map']) : [];
  return [
    ...new Set(
      map.filter(
        (it): it is string =>
          typeof it === 'string' && /^[\w][\w./-]{0,200}\.safetensors$/.test(it) && !it.includes('..'),
      ),
    ),
  ];
};

/** What all headers say together; null when one can't be read, so that a part is never taken for the whole. */
async function readHeaders(hub: Hub, paths: readonly string[]): Promise<TensorFacts | null> {
  const found: TensorFacts[] = [];
  for (let at = 0; at < paths.length; at += AT_ONCE) {
    const some = await Promise.all(paths.slice(at, at + AT_ONCE).map((path) => readHeader(hub, path)));
    for (const it of some) {
      if (it === null) return null;
      found.push(it);
    }
  }
  return found.length === 0 ? null : mergeTensors(found);
}

async function readHeader(hub: Hub, path: string): Promise<TensorFacts | null> {
  const first = await readHubFile(hub, { path, mostBytes: FIRST_BYTES, from: 0, to: FIRST_BYTES - 1 });
  if (first === null || first.length < LENGTH_BYTES) return null;
  const length = Number(first.readBigUInt64LE());
  if (length > MOST.header) return null;
  const whole =
    first.length >= LENGTH_BYTES + length
      ? first.subarray(LENGTH_BYTES, LENGTH_BYTES + length)
      : await readHubFile(hub, {
          path,
          mostBytes: length,
          from: LENGTH_BYTES,
          to: LENGTH_BYTES + length - 1,
        });
  if (whole === null || whole.length < length) return null;
  return readTensors(whole.toString('utf8'))?.facts ?? null;
}

function parse(bytes: Buffer, file: string, repo: string): unknown {
  try {
    return parseLooseJson(bytes.toString('utf8'));
  } catch (error) {
    throw new ServiceError('VALIDATION', `${file} of ${repo} is not what it should be.`, { cause: error });
  }
}
