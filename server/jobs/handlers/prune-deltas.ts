import type { ServiceContext } from '../../context.ts';
import { pruneDeltas } from '../../modules/generations/index.ts';

export const handlePruneDeltas = (ctx: ServiceContext): Promise<void> => pruneDeltas(ctx);
