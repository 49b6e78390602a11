import { readIdentity } from './identity.ts';
import { scanModels } from './model-folders/scan-models.ts';
import { modelRootsOf, type ProgramTexts } from './open-runtime.ts';
import { probeMachine } from './probes/index.ts';
import { readEngine } from './runtime/mlx/engine.ts';

type Options = { dataFolder: string; engineFolder: string; modelsFolder: string | null };

/** Prints what this machine has, as JSON that a person can read; changes nothing. */
export async function checkMachine(options: Options, { requirements }: ProgramTexts): Promise<void> {
  const roots = modelRootsOf(options);
  const [facts, engine, found] = await Promise.all([
    probeMachine({ modelsFolder: options.dataFolder }),
    readEngine({ engineFolder: options.engineFolder, requirements }),
    scanModels(roots),
  ]);
  const joinedAs = readIdentity(options.dataFolder)?.machineName ?? null;
  const models = found.map(({ model, path }) => ({ ...model, path }));
  process.stdout.write(
    `${JSON.stringify({ joinedAs, facts, engine, modelFolders: roots, models }, null, 2)}\n`,
  );
}
