import './require-node.ts';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { type InstallArguments, readArguments, USAGE, UsageError } from './arguments.ts';
import { checkMachine } from './check-machine.ts';
import { readEnv } from './env.ts';
import { EXIT_REFUSED, exitCodeUnder } from './exit-codes.ts';
import { messageOf } from './log.ts';
import { PortalError } from './portal-http.ts';
import rankProgram from './rank/rank.py';
import rankLinks from './rank/rank_links.py';
import rankPrompts from './rank/rank_prompts.py';
import requirements from './rank/requirements.txt';
import { runAgent } from './run-agent.ts';
import { install, uninstall } from './service/index.ts';
import { setUpEngine } from './runtime/mlx/engine.ts';
import { AGENT_VERSION } from './version.ts';

const texts = { rankProgram, rankLinks, rankPrompts, requirements };

async function main(argv: string[]): Promise<number> {
  const args = readArguments(argv);
  switch (args.command) {
    case 'version':
      process.stdout.write(`${AGENT_VERSION}\n`);
      return 0;
    case 'help':
      process.stdout.write(`${USAGE}\n`);
      return 0;
    case 'check':
      await checkMachine(args, texts);
      return 0;
    case 'install':
      await install(args, await readJoinToken(args.joinToken), say);
      return 0;
    case 'uninstall':
      uninstall(args, say);
      return 0;
    case 'setup-engine': {
      const options = { engineFolder: args.engineFolder, requirements, python: readEnv().ESPALIER_PYTHON };
      const state = await setUpEngine(options, say);
      process.stdout.write(
        `${state.ready ? `The engine is ready in ${args.engineFolder}.` : state.message}\n`,
      );
      return state.ready ? 0 : 1;
    }
    case 'run':
      return runAgent(args, args.joinToken === 'stdin' ? await text(process.stdin) : null, texts);
  }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function readJoinToken(source: InstallArguments['joinToken']): Promise<string | null> {
  if (source === null) return null;
  return (source === 'stdin' ? await text(process.stdin) : readFileSync(source.file, 'utf8')).trim();
}

const { ESPALIER_SUPERVISOR } = process.env;
const end = (code: number): never => process.exit(exitCodeUnder(ESPALIER_SUPERVISOR, code));

main(process.argv.slice(2)).then(end, (error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  end(error instanceof UsageError ? 2 : error instanceof PortalError ? EXIT_REFUSED : 1);
});
