const OLDEST_MAJOR = 22;

/** What to tell a person whose Node is too old for the agent; null when it is new enough. */
export function oldNodeMessage(version: string): string | null {
  if (Number.parseInt(version, 10) >= OLDEST_MAJOR) return null;
  return `The agent needs Node ${OLDEST_MAJOR} or newer; this is v${version}. Get it from https://nodejs.org or with brew install node.`;
}
