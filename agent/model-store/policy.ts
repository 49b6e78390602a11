import { join } from 'node:path';
import * as z from 'zod';
import { messageOf } from '../log.ts';
import { readText } from '../model-folders/read-text.ts';

const MOST_BYTES = 64 * 1024;

const Policy = z.strictObject({
  /** Whether other machines of the lab may have this machine's models. */
  giveModels: z.boolean().default(true),
  /** Whether models may be brought here, and removed again. */
  takeModels: z.boolean().default(true),
  /** Whether models may come here from outside the lab; where origins are named, from those alone. */
  downloadModels: z.boolean().default(true),
  modelSources: z
    .array(z.url({ protocol: /^https?$/ }))
    .max(20)
    .nullable()
    .default(null),
  removeModels: z.boolean().default(true),
  /** From which folders models may be brought here, as `/Volumes/Models`; null: from disks that are plugged in. */
  importFolders: z.array(z.string().startsWith('/').max(1000)).max(20).nullable().default(null),
  /** Whether the portal may put this machine to sleep when nobody needs it. */
  sleepByPortal: z.boolean().default(true),
  /** What the models in the agent's own folder may take at most, in gigabytes. */
  mostModelGigabytes: z.number().min(0).nullable().default(null),
});
export type Policy = z.output<typeof Policy>;

/**
 * What whoever keeps this machine lets the portal do with its models and its sleep: `policy.json` in the data folder, which nothing
 * writes. Without it all is allowed; one that can't be read allows nothing, and throws with why.
 */
export async function readPolicy(dataFolder: string): Promise<Policy> {
  let text: string;
  try {
    text = await readText(join(dataFolder, 'policy.json'), MOST_BYTES);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Policy.parse({});
    throw new Error(`This machine’s policy.json can’t be read: ${messageOf(error)}`, { cause: error });
  }
  try {
    return Policy.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error).replaceAll('\n', ' ') : messageOf(error);
    throw new Error(`This machine’s policy.json is not what it should be, so nothing is allowed: ${why}`, {
      cause: error,
    });
  }
}

/** What models in the agent's own folder may take, in bytes; null without a limit, or while the policy can't be read. */
export const quotaOf = (dataFolder: string): Promise<number | null> =>
  readPolicy(dataFolder).then(
    ({ mostModelGigabytes: most }) => (most === null ? null : Math.round(most * 1e9)),
    () => null,
  );
