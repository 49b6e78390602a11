import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { shapeOf } from '@/shared/domain/model-config/shape-of.ts';
import { agentModel } from '../../../testing/factories.ts';
import { listedModel, shownModel } from './tell-model.ts';

const MODEL = { id: 'lab/demo', title: 'Demo', createdAt: new Date('2026-11-26T12:00:00Z') };
const CONFIG = readFileSync('agent/models/espalier-demo/config.json', 'utf8');

it('tells a model as its files do', () => {
  const shape = shapeOf({ ...(JSON.parse(CONFIG) as object), max_position_embeddings: 4096 });
  const files = agentModel({ shape, parameters: 7_615_000_000 });
  const { family } = shape!;
  expect(listedModel(MODEL, files)).toMatchObject({
    name: 'lab/demo',
    model: 'lab/demo',
    modified_at: '2026-11-26T12:00:00.000Z',
    size: 2_000_000,
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    details: { format: 'mlx', family, families: [family], parameter_size: '7.62B' },
  });
  expect(shownModel(MODEL, files).model_info).toEqual({
    'general.name': 'Demo',
    'general.architecture': family,
    'general.parameter_count': 7_615_000_000,
    [`${family}.block_count`]: 4,
    [`${family}.context_length`]: 4096,
  });
});

it('leaves out what nobody knows', () => {
  const listed = listedModel(MODEL, undefined);
  expect(listed).not.toHaveProperty('size');
  expect(listed.details).toEqual({ parent_model: '', format: 'mlx', families: [] });
  expect(shownModel(MODEL, undefined).model_info).toEqual({ 'general.name': 'Demo' });
});
