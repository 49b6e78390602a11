import { execFile } from 'node:child_process';
import { delimiter } from 'node:path';

export type Python = { file: string; version: string; glibc: string | null };
export type FoundPython = { python: Python; problem: null } | { python: null; problem: string };

const NAMES = ['python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3'];
// Where installers put it and service managers don't look.
const FOLDERS = ['/opt/homebrew/bin', '/usr/local/bin', '/usr/bin'];
const ASK = [
  'import json, platform, sys',
  "name, version = platform.libc_ver() if sys.platform == 'linux' else ('', '')",
  "print(json.dumps({'file': sys.executable, 'version': '.'.join(map(str, sys.version_info[:3])),",
  "  'isFit': sys.version_info >= (3, 11), 'isLinux': sys.platform == 'linux', 'libc': name, 'libcVersion': version}))",
].join('\n');

type Answer = {
  file: string;
  version: string;
  isFit: boolean;
  isLinux: boolean;
  libc: string;
  libcVersion: string;
};

/** The newest Python that mlx-lm has wheels for, `preferred` first; else what is missing and how to get it. */
export async function findPython(preferred: string | undefined): Promise<FoundPython> {
  let old: string | null = null;
  for (const name of preferred ? [preferred, ...NAMES] : NAMES) {
    const answer = await ask(name);
    if (answer === null) continue;
    if (!answer.isFit) {
      old ??= answer.version;
      continue;
    }
    const problem = libcProblem(answer);
    if (problem !== null) return { python: null, problem };
    return {
      python: { file: answer.file, version: answer.version, glibc: answer.libcVersion || null },
      problem: null,
    };
  }
  const found = old === null ? 'No Python 3 was found.' : `Python ${old} is too old.`;
  const where =
    process.platform === 'darwin'
      ? 'from python.org or with “brew install python”'
      : 'with the system’s packages';
  return {
    python: null,
    problem: `${found} mlx-lm needs 3.11 or newer. Install it ${where}, then restart the agent.`,
  };
}

/** MLX's Linux wheels are made for glibc 2.35. */
function libcProblem({ isLinux, libc, libcVersion }: Answer): string | null {
  if (!isLinux) return null;
  if (libc !== 'glibc')
    return 'MLX has no wheels for this Linux: it needs glibc (Debian 12, Ubuntu 22.04 or newer).';
  const [major = 0, minor = 0] = libcVersion.split('.').map(Number);
  if (major > 2 || (major === 2 && minor >= 35)) return null;
  return `This Linux has glibc ${libcVersion}; MLX needs 2.35 (Debian 12, Ubuntu 22.04 or newer).`;
}

function ask(name: string): Promise<Answer | null> {
  const path = [process.env.PATH, ...FOLDERS].filter(Boolean).join(delimiter);
  return new Promise((resolve) => {
    execFile(name, ['-c', ASK], { timeout: 10_000, env: { ...process.env, PATH: path } }, (error, stdout) => {
      if (error) return resolve(null);
      try {
        resolve(JSON.parse(stdout) as Answer);
      } catch {
        // Something else goes by that name.
        resolve(null);
      }
    });
  });
}
