import { describe, expect, it } from 'vitest';
import { runCommand } from './run.ts';

const node = (script: string, timeoutMs = 10_000): Promise<string | null> =>
  runCommand(process.execPath, ['-e', script], timeoutMs);

describe('runCommand', () => {
  it('gives what a program printed, in the C locale', async () => {
    expect(await node('console.log(process.env.LC_ALL)')).toBe('C\n');
  });

  it('keeps the output of a program that fails over a part', async () => {
    expect(await node('console.log("hw.model: Mac15,14"); process.exitCode = 1')).toBe(
      'hw.model: Mac15,14\n',
    );
    expect(await node('process.exit(1)')).toBeNull();
  });

  it('gives nothing for a program that is absent or hangs', async () => {
    expect(await runCommand('/nowhere/rdma_ctl', ['status'], 1000)).toBeNull();
    expect(await node('console.log("half"); setInterval(() => {}, 1000)', 1000)).toBeNull();
  });

  it('passes arguments as they are: there is no shell', async () => {
    const text = await runCommand(process.execPath, ['-p', 'process.argv[1]', '$(id); `id`'], 10_000);
    expect(text).toBe('$(id); `id`\n');
  });
});
