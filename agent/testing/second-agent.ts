import { readArguments } from '../arguments.ts';
import { runAgent } from '../run-agent.ts';
import { makeSecondRuntime } from './second-runtime.ts';

/** The agent as it is, with another engine than MLX. */
const args = readArguments(process.argv.slice(2));
if (args.command !== 'run') throw new Error('It only runs.');
const noTexts = { rankProgram: '', rankLinks: '', rankPrompts: '', requirements: '' };
process.exit(await runAgent(args, null, noTexts, makeSecondRuntime(process.env['SECOND_ENGINE']!)));
