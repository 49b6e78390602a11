import { quoteForShell } from '@/shared/domain/quote-for-shell.ts';

/**
 * What `curl … | sh` runs on a new machine: it looks for Node, fetches the agent, checks that it is whole, and hands the
 * token to it over a pipe. Plain `sh`, and nothing is done before its last line has arrived.
 */
export const installScript = (portalUrl: string, sha256: string): string => `#!/bin/sh
# Installs the Espalier agent as a service of this machine; run it without sudo for this account alone.
# To take it away again: espalier-agent uninstall
set -eu

PORTAL=${quoteForShell(portalUrl)}
SHA256=${quoteForShell(sha256)}
NEEDED=22

say() { printf '%s\\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

is_new_enough() {
  [ -n "$1" ] && [ -x "$1" ] || return 1
  major=$("$1" -p 'process.versions.node.split(".")[0]' 2>/dev/null) || return 1
  [ "$major" -ge "$NEEDED" ] 2>/dev/null
}

find_node() {
  for node in "\${ESPALIER_NODE:-}" "$(command -v node || true)" /opt/homebrew/bin/node /usr/local/bin/node \\
    /opt/local/bin/node /usr/bin/node; do
    if is_new_enough "$node"; then printf '%s' "$node"; return 0; fi
  done
  return 1
}

check_sum() {
  if command -v sha256sum >/dev/null; then found=$(sha256sum "$1"); else found=$(shasum -a 256 "$1"); fi
  [ "\${found%% *}" = "$SHA256" ] || stop "The agent did not arrive whole. Try again."
}

main() {
  [ -n "\${ESPALIER_TOKEN:-}" ] || stop "The join token is missing: paste the whole line from “Add a Mac” on $PORTAL."
  node=$(find_node) || stop "The agent needs Node $NEEDED or newer, and there is none here. Install it (brew install node, or the installer from https://nodejs.org) and paste the line again. If it lies elsewhere, put ESPALIER_NODE=/path/to/node before the last sh."
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  curl -fsSL -o "$folder/agent.mjs" "$PORTAL/agent/agent.mjs" || stop "The agent could not be fetched from $PORTAL."
  check_sum "$folder/agent.mjs"
  # The shell's own printf: the token is in no process list.
  printf '%s\\n' "$ESPALIER_TOKEN" | "$node" "$folder/agent.mjs" install --portal "$PORTAL" --node "$node" --join-token - "$@"
}

main "$@"
`;
