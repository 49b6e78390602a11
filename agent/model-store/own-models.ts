import { realpath, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentModel } from '@/shared/schemas/machine.ts';
import { CommandRefused } from '../command-refused.ts';
import type { FoundModel } from '../model-folders/scan-models.ts';
import { ownFolder } from './fetch-model.ts';

/** Tells of each model whether it lies in the agent's own folder, from which it may be removed. */
export function markRemovable(root: string, found: readonly FoundModel[]): AgentModel[] {
  return found.map(({ model, path }) => ({ ...model, removable: isOwn(root, path, model.id) }));
}

/** In the agent's own folder and by its own name; a cache of other programs and people's folders are theirs. */
const isOwn = (root: string, path: string, modelId: string): boolean =>
  path === join(root, ...modelId.split('/'));

/** Removes a model from the agent's own folder: out of sight at once, then off the disk. Throws `CommandRefused`. */
export async function removeModel(root: string, { model, path }: FoundModel): Promise<void> {
  const own = ownFolder(root, model.id);
  const isLink = (await realpath(path)) !== join(await realpath(root), ...model.id.split('/'));
  if (path !== own || isLink)
    throw new CommandRefused(
      'FORBIDDEN',
      `${model.title} does not lie in the agent’s own folder, so only a person at the machine can remove it.`,
    );
  const hidden = join(root, `.removed-${process.pid}-${Date.now()}`);
  await rename(own, hidden);
  await rm(hidden, { recursive: true, force: true });
}
