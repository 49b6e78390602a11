import { parseLooseJson } from '@/shared/domain/model-config/loose-json.ts';
import { isRecord, textOf } from '@/shared/domain/model-config/config-values.ts';
import { NO_EVIDENCE, shapeOf } from '@/shared/domain/model-config/shape-of.ts';
import type { ModelShape } from '@/shared/schemas/model-shape.ts';
import type { ModelSource } from '@/shared/schemas/models.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { indexEvidence } from './index-evidence.ts';
import { readHubModel } from './read-hub-model.ts';

export type ReadShape = { title: string; repo: string | null; shape: ModelShape };

/** The shape of a model that somebody names or pastes. Throws VALIDATION, NOT_FOUND or UNAVAILABLE; writes nothing. */
export async function readSource(ctx: ServiceContext, source: ModelSource): Promise<ReadShape> {
  authorize(ctx, 'model:keep');
  if (source.kind === 'hub') {
    const { repo, config, evidence } = await readHubModel(ctx, source.name);
    const shape = shapeOf(config, evidence);
    if (!shape) throw noShape(config);
    return { title: repo.slice(repo.indexOf('/') + 1), repo, shape };
  }
  const config = parse(source.config, 'What stands under config.json');
  const said =
    source.index.trim() === '' ? NO_EVIDENCE : indexEvidence(parse(source.index, 'What stands under index'));
  const evidence = {
    ...said,
    indexBytes: source.weightMegabytes === undefined ? said.indexBytes : source.weightMegabytes * 1e6,
  };
  const shape = shapeOf(config, evidence);
  if (!shape) throw noShape(config);
  const title =
    source.title ||
    (isRecord(config) && textOf(config, '_name_or_path')?.slice(0, 100)) ||
    `A ${shape.family} model`;
  return { title, repo: null, shape };
}

function parse(text: string, what: string): unknown {
  try {
    return parseLooseJson(text);
  } catch (error) {
    const where = error instanceof Error ? / at position \d+.*$/.exec(error.message)?.[0] : null;
    throw new ServiceError(
      'VALIDATION',
      `${what} is no JSON: it breaks off${where ?? ''}. Copy the whole file.`,
    );
  }
}

function noShape(config: unknown): ServiceError {
  const isConfig = isRecord(config) && textOf(config, 'model_type') !== null;
  return new ServiceError(
    'VALIDATION',
    isConfig
      ? 'This config.json tells neither layers nor width (num_hidden_layers, hidden_size), so nothing can be planned with it.'
      : 'This is no config.json of a model: it does not say which kind it is (model_type).',
  );
}
