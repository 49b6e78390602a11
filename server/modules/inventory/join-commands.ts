import { quoteForShell } from '@/shared/domain/quote-for-shell.ts';
import type { JoinCommands } from '@/shared/schemas/machine.ts';

/**
 * What to paste on the Mac, one line each. The token goes to the script's own input by the shell's `printf`, so it
 * shows in no process list; and before the portal is known to be who it says, `curl` has refused it.
 */
export function joinCommands(portalUrl: string, token: string): JoinCommands {
  const script = `(printf 'ESPALIER_TOKEN=%s\\n' ${quoteForShell(token)}; curl -fsSL ${quoteForShell(`${portalUrl}/agent/install.sh`)})`;
  return { machine: `${script} | sudo sh`, person: `${script} | sh` };
}
