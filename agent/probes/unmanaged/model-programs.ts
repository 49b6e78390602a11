/** A program that holds models, and how it stands in a list of processes. */
type ModelProgram = {
  name: string;
  /** Base name of what runs: the program itself, or the script that Python runs. */
  executable: RegExp;
  /** What `python -m` is given. */
  module?: RegExp;
  /** The whole line, for paths with spaces and for titles that a program gives itself. */
  line?: RegExp;
  /** Where these names come from. */
  source: string;
};

/** In this order: a program that carries another inside (LM Studio's llama.cpp) is told by its own name. */
export const MODEL_PROGRAMS: readonly ModelProgram[] = [
  {
    name: 'LM Studio',
    executable: /^(lm-studio|llmster)$/,
    line: /^\/(Applications|Users\/[^/]+\/Applications)\/LM Studio\.app\/|^(\/[^ ]+)?\/\.(cache\/lm-studio|lmstudio)\/|^\/tmp\/\.mount_LM-Stu/,
    source:
      'lmstudio-ai/lmstudio-bug-tracker#588, lmstudio-ai/lms#502: ~/.lmstudio/.internal/utils/node, llmster',
  },
  {
    name: 'ollama',
    executable: /^(ollama|ollama_llama_server)$/i,
    source: 'ollama/ollama llm/server.go: “ollama runner”; Ollama.app/Contents/Resources/ollama serve',
  },
  {
    name: 'exo',
    executable: /^exo$/i,
    module: /^exo(\.|$)/,
    source: 'exo-explore/exo pyproject.toml, [project.scripts]; EXO.app',
  },
  {
    name: 'oMLX',
    executable: /^omlx(-server)?$/i,
    module: /^omlx(\.|$)/,
    source: 'jundot/omlx pyproject.toml, [project.scripts]',
  },
  {
    name: 'vLLM',
    executable: /^vllm(-mlx)?$/,
    module: /^vllm(\.|$)/,
    line: /^VLLM::/,
    source: 'vllm-project/vllm: pyproject.toml; vllm/utils set_process_title “VLLM::EngineCore”',
  },
  {
    name: 'MLX',
    executable: /^mlx(_lm|_vlm)(\.\w+)?$/,
    module: /^mlx_(lm|vlm)(\.|$)/,
    source: 'ml-explore/mlx-lm setup.py, entry_points: mlx_lm.server, mlx_lm.generate, …',
  },
  {
    name: 'llama.cpp',
    executable: /^(llama-[a-z0-9-]+|rpc-server|ggml-rpc-server)$/,
    source: 'ggml-org/llama.cpp tools/: llama-server, llama-cli, llama-bench, rpc-server',
  },
];

const PYTHON = /^python(\d+(\.\d+)?t?)?$/i;
/** Options of Python that take the next word. */
const WITH_VALUE = new Set(['-X', '-W', '--check-hash-based-pycs']);
const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export const isPython = (args: string): boolean => PYTHON.test(baseName(args.split(' ', 1)[0] ?? ''));

/** Which program that holds models a process is by its arguments as `ps` prints them; null when it is none. */
export function modelProgramOf(args: string): string | null {
  const words = args.split(' ');
  const executable = baseName(words[0] ?? '');
  const run = PYTHON.test(executable) ? pythonRuns(words.slice(1)) : { script: null, module: null };
  for (const { name, line, ...it } of MODEL_PROGRAMS) {
    if (line?.test(args) || it.executable.test(executable)) return name;
    if (run.script !== null && it.executable.test(run.script)) return name;
    if (run.module !== null && it.module?.test(run.module)) return name;
  }
  return null;
}

function pythonRuns(words: readonly string[]): { script: string | null; module: string | null } {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]!;
    if (word === '-m') return { script: null, module: words[at + 1] ?? null };
    if (word === '-c' || word === '-') break;
    if (WITH_VALUE.has(word)) at += 1;
    else if (!word.startsWith('-')) return { script: baseName(word), module: null };
  }
  return { script: null, module: null };
}
