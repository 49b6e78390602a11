import { parseArgs } from 'node:util';

/*
 * Commands for whoever runs a lab: `node dist/operate.mjs backup|restore|move|doctor …`, by way of npm run. Each says in
 * plain words what it did; what can be mended is a sentence, not a stack.
 */
const COMMANDS: Record<string, () => Promise<(args: string[]) => Promise<number>>> = {
  backup: async () => (await import('./backup.ts')).runBackup,
  restore: async () => (await import('./restore.ts')).runRestore,
  move: async () => (await import('./move.ts')).runMove,
  doctor: async () => (await import('./doctor.ts')).runDoctor,
};

const { positionals } = parseArgs({ allowPositionals: true, strict: false });
const command = COMMANDS[positionals[0] ?? ''];
if (!command) {
  console.error(`Say which: ${Object.keys(COMMANDS).join(', ')}.`);
  process.exit(2);
}
try {
  const run = await command();
  process.exitCode = await run(process.argv.slice(3));
} catch (error) {
  console.error(`\n${(error as Error).message}`);
  if (process.env.LOG_LEVEL === 'debug') console.error(error);
  process.exitCode = 1;
}
