/** A language of a fence: how it is called, and what a file of it ends in. */
const KNOWN: Record<string, readonly [string, string]> = {
  bash: ['Bash', 'sh'],
  c: ['C', 'c'],
  cpp: ['C++', 'cpp'],
  csharp: ['C#', 'cs'],
  css: ['CSS', 'css'],
  csv: ['CSV', 'csv'],
  diff: ['Diff', 'diff'],
  dockerfile: ['Dockerfile', 'Dockerfile'],
  go: ['Go', 'go'],
  haskell: ['Haskell', 'hs'],
  html: ['HTML', 'html'],
  java: ['Java', 'java'],
  javascript: ['JavaScript', 'js'],
  json: ['JSON', 'json'],
  jsx: ['JSX', 'jsx'],
  julia: ['Julia', 'jl'],
  kotlin: ['Kotlin', 'kt'],
  latex: ['LaTeX', 'tex'],
  lua: ['Lua', 'lua'],
  makefile: ['Makefile', 'mk'],
  markdown: ['Markdown', 'md'],
  mermaid: ['Mermaid', 'mmd'],
  php: ['PHP', 'php'],
  python: ['Python', 'py'],
  r: ['R', 'r'],
  ruby: ['Ruby', 'rb'],
  rust: ['Rust', 'rs'],
  sql: ['SQL', 'sql'],
  swift: ['Swift', 'swift'],
  text: ['Text', 'txt'],
  toml: ['TOML', 'toml'],
  tsx: ['TSX', 'tsx'],
  typescript: ['TypeScript', 'ts'],
  xml: ['XML', 'xml'],
  yaml: ['YAML', 'yaml'],
  zig: ['Zig', 'zig'],
};
const ALIASES: Record<string, string> = {
  'c#': 'csharp',
  'c++': 'cpp',
  cs: 'csharp',
  golang: 'go',
  hs: 'haskell',
  js: 'javascript',
  kt: 'kotlin',
  make: 'makefile',
  md: 'markdown',
  plain: 'text',
  plaintext: 'text',
  py: 'python',
  python3: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'bash',
  shell: 'bash',
  tex: 'latex',
  ts: 'typescript',
  txt: 'text',
  yml: 'yaml',
  zsh: 'bash',
};
const MOST_NAME_CHARS = 60;

export type CodeName = { language: string; label: string; fileName: string };

/** What the words after a fence say of the code: its language and, when they name one, its file. */
export function nameCode(info: string): CodeName {
  const words = info.trim().split(/\s+/);
  const first = (words[0] ?? '')
    .replace(/^\{?\.?/, '')
    .replace(/[,:{}].*$/, '')
    .toLowerCase();
  const language = ALIASES[first] ?? first;
  const known = Object.hasOwn(KNOWN, language) ? KNOWN[language]! : null;
  const label = (known?.[0] ?? words[0]?.slice(0, MOST_NAME_CHARS)) || 'Code';
  const end = known?.[1] ?? 'txt';
  return {
    language: language || 'code',
    label,
    fileName: fileNamed(info) ?? (end === 'Dockerfile' ? end : `code.${end}`),
  };
}

/** `title="a/b.py"`, `python:src/app.py` or a word that looks like a file: its last part, with nothing odd in it. */
function fileNamed(info: string): string | null {
  const found =
    /(?:title|file|filename)\s*=\s*["']?([^"'\s]+)/i.exec(info)?.[1] ??
    /(?:^|[\s:])([\w./-]*\w\.[A-Za-z]\w{0,9})(?:\s|$)/.exec(info)?.[1];
  const name = found
    ?.split(/[/\\]/)
    .at(-1)
    ?.replaceAll(/[^\w.-]/g, '_')
    .replace(/^\.+/, '');
  return name && /\.\w/.test(name) ? name.slice(-MOST_NAME_CHARS) : null;
}
