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

  it('says why it gives nothing', async () => {
    const why = async (command: string, args: string[], timeoutMs = 10_000): Promise<string[]> => {
      const said: string[] = [];
      await runCommand(command, args, timeoutMs, (it) => said.push(it));
      return said;
    };
    const script = (text: string) => ['-e', text];
    expect(await why('/nowhere/rdma_ctl', ['status'])).toEqual(['not installed']);
    expect(await why('/', [])).toEqual(['may not be started']);
    expect(await why(process.execPath, script('setInterval(() => {}, 1000)'), 500)).toEqual([
      'no answer within 0.5 s',
    ]);
    expect(
      await why(process.execPath, script('console.error("must be root\\nmore"); process.exit(3)')),
    ).toEqual(['ended with 3: must be root']);
    expect(await why(process.execPath, script('process.kill(process.pid, "SIGSEGV")'))).toEqual([
      'was ended by SIGSEGV',
    ]);
    expect(await why(process.execPath, script('console.log(1)'))).toEqual([]);
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
