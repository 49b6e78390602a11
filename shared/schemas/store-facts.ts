import * as z from 'zod';
import { ByteCount } from './bounds.ts';

/** What a machine's agent can do with models' files, and what it may. */
export const storeFacts = {
  /** It can give models to others and get them. */
  copiesModels: z.boolean().optional(),
  /** It can bring models from outside the lab. */
  bringsModels: z.boolean().optional(),
  /** It can bring models from a disk that is attached to it. */
  importsModels: z.boolean().optional(),
  /** It is told of another limit while a model comes. */
  pacesModels: z.boolean().optional(),
  /** What its own policy.json keeps for models in its own folder; null: no limit. */
  modelQuotaBytes: ByteCount.nullable().optional(),
};
