import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { takenSettings } from './engine-flags.ts';
import { readEngine, setUpEngine } from './engine.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-engine-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const VERSIONS = '{"python": "3.12.1", "mlx": "0.32.4", "mlxLm": "0.32.2", "backends": ["ring"]}';

/** A Python that plays: `facts` to the first question, `venv` and `pip` as shell. */
function fakePython(parts: { facts?: object; venv?: string; pip?: string }): string {
  const facts = {
    file: join(folder, 'python'),
    version: '3.12.1',
    isFit: true,
    isLinux: true,
    libc: 'glibc',
    libcVersion: '2.36',
    ...parts.facts,
  };
  const script = `#!/bin/sh
case "$1 $2" in
  "-m venv") ${parts.venv ?? 'mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && echo made >> "$(dirname "$0")/made"'} ;;
  "-m pip") ${parts.pip ?? 'echo Successfully installed'} ;;
  "-c "*) case "$2" in *importlib.metadata*) echo '${VERSIONS}' ;; *) echo '${JSON.stringify(facts)}' ;; esac ;;
esac
`;
  writeFileSync(facts.file, script);
  chmodSync(facts.file, 0o755);
  return facts.file;
}
const options = (python: string, requirements = 'mlx==0.32.4\n') => ({
  engineFolder: join(folder, 'engine'),
  requirements,
  python,
});

describe('setUpEngine', () => {
  test('makes it once, and a second look takes no time', async () => {
    const own = options(fakePython({}));
    const lines: string[] = [];
    expect(await readEngine(own)).toMatchObject({
      ready: false,
      message: expect.stringContaining('not been set up'),
    });
    const state = await setUpEngine(own, (line) => lines.push(line));
    expect(state).toEqual({
      ready: true,
      mlx: '0.32.4',
      mlxLm: '0.32.2',
      python: '3.12.1',
      backends: ['ring'],
      message: null,
      settings: takenSettings(process.platform),
      handsOver: true,
    });
    expect(lines.length).toBeGreaterThan(2);
    await setUpEngine(own, () => {});
    expect(readFileSync(join(folder, 'made'), 'utf8')).toBe('made\n');
  });

  test('other versions make it anew', async () => {
    const python = fakePython({});
    await setUpEngine(options(python), () => {});
    const newer = options(python, 'mlx==0.33.0\n');
    expect((await readEngine(newer)).ready).toBe(false);
    await setUpEngine(newer, () => {});
    expect(readFileSync(join(folder, 'made'), 'utf8')).toBe('made\nmade\n');
  });

  test('two at once make it once', async () => {
    const own = options(fakePython({ pip: 'sleep 0.3' }));
    const [one, two] = await Promise.all([setUpEngine(own, () => {}), setUpEngine(own, () => {})]);
    expect([one.ready, two.ready]).toEqual([true, true]);
    expect(readFileSync(join(folder, 'made'), 'utf8')).toBe('made\n');
  });

  test('a half-made one is not taken for ready', async () => {
    const own = options(fakePython({ pip: 'exit 1' }));
    expect((await setUpEngine(own, () => {})).ready).toBe(false);
    expect((await readEngine(own)).ready).toBe(false);
  });

  test.each<[string, Parameters<typeof fakePython>[0], RegExp]>([
    ['no venv module', { venv: 'echo "ensurepip is not available"; exit 1' }, /apt install python3-venv/],
    [
      'no network',
      { pip: 'echo "NewConnectionError: Failed to establish" >&2; exit 1' },
      /no way to pypi\.org/,
    ],
    [
      'a version that is gone',
      { pip: 'echo "ERROR: No matching distribution found for mlx==0.32.4" >&2; exit 1' },
      /No matching distribution/,
    ],
    ['an old glibc', { facts: { libcVersion: '2.31' } }, /glibc 2\.31; MLX needs 2\.35/],
    ['musl', { facts: { libc: '', libcVersion: '' } }, /no wheels for this Linux/],
  ])('says what is missing: %s', async (_, parts, message) => {
    const state = await setUpEngine(options(fakePython(parts)), () => {});
    expect(state.ready).toBe(false);
    expect(state.message).toMatch(message);
  });
});
