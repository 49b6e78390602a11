import './require-node.ts';
import { text } from 'node:stream/consumers';
import { readArguments, USAGE, UsageError } from './arguments.ts';
import { checkMachine } from './check-machine.ts';
import { readEnv } from './env.ts';
import { EXIT_REFUSED } from './exit-codes.ts';
import { messageOf } from './log.ts';
import { PortalError } from './portal-http.ts';
import rankProgram from './rank/rank.py';
import requirements from './rank/requirements.txt';
import { runAgent } from './run-agent.ts';
import { setUpEngine } from './runtime/mlx/engine.ts';
import { AGENT_VERSION } from './version.ts';

const texts = { rankProgram, requirements };

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
    case 'setup-engine': {
      const options = { engineFolder: args.engineFolder, requirements, python: readEnv().ESPALIER_PYTHON };
      const state = await setUpEngine(options, (line) => process.stdout.write(`${line}\n`));
      process.stdout.write(
        `${state.ready ? `The engine is ready in ${args.engineFolder}.` : state.message}\n`,
      );
      return state.ready ? 0 : 1;
    }
    case 'run':
      return runAgent(args, args.joinToken === 'stdin' ? await text(process.stdin) : null, texts);
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(error instanceof UsageError ? 2 : error instanceof PortalError ? EXIT_REFUSED : 1);
  },
);
