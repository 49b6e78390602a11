import pg from 'pg';
import { upgradeNote } from '@/shared/domain/protocol-skew.ts';
import { readUpgrade } from '../../postgres/upgrade.ts';
import { fault, fine, type Finding, warning } from './finding.ts';

const OLDEST_POSTGRES = 180_000;
const CLOCK_OFF_MS = 2000;
const NAMES_SHOWN = 5;

/** All that a connection to the lab's database tells; `lostMs` after which an agent counts as silent. */
export async function lookAtDatabase(
  databaseUrl: string,
  lostMs: number,
  prismaFolder?: string,
): Promise<Finding[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    return [
      fault(
        'Database',
        `${withoutPassword(databaseUrl)} does not answer: ${sentence(error)}`,
        remedyOf(error),
      ),
    ];
  }
  try {
    const clock = await lookAtClock(client);
    return [
      ...(await lookAtServer(client)),
      clock,
      ...(await lookAtUpgrade(client, prismaFolder)),
      ...(await lookAtAgents(client, lostMs)),
    ];
  } catch (error) {
    return [fault('Database', `it answers, but not this: ${sentence(error)}`, 'Look into its log.')];
  } finally {
    await client.end();
  }
}

const sentence = (error: unknown): string =>
  `${(error as Error).message || (error as { code?: string }).code || 'no word why'}.`;

function withoutPassword(databaseUrl: string): string {
  const { host, pathname } = new URL(databaseUrl);
  return host + pathname;
}

function remedyOf(error: unknown): string {
  const { code } = error as { code?: string };
  if (code === '28P01' || code === '28000') return 'Correct name and password in DATABASE_URL.';
  if (code === '3D000') return 'Make it: createdb --encoding=UTF8 --template=template0 <name>';
  if (code === 'ENOTFOUND') return 'Correct the host in DATABASE_URL.';
  return 'Start that Postgres, or correct DATABASE_URL.';
}

async function lookAtServer(client: pg.Client): Promise<Finding[]> {
  const { rows } = await client.query<{
    version: number;
    told: string;
    encoding: string;
    mayMake: boolean;
    superuser: boolean;
    gist: string | null;
    ownsAll: boolean;
    connections: number;
    readonly: boolean;
  }>(`SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS told,
      pg_encoding_to_char(encoding) AS encoding, has_schema_privilege('public', 'CREATE') AS "mayMake",
      (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser,
      (SELECT coalesce(installed_version, default_version) FROM pg_available_extensions WHERE name = 'btree_gist') AS gist,
      NOT EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        AND NOT pg_has_role(relowner, 'USAGE')) AS "ownsAll",
      current_setting('max_connections')::int AS connections, pg_is_in_recovery() AS readonly
    FROM pg_database WHERE datname = current_database()`);
  const it = rows[0]!;
  const found: Finding[] = [];
  const say = (finding: Finding): void => void found.push(finding);
  if (it.version < OLDEST_POSTGRES)
    say(
      fault(
        'Database',
        `this is Postgres ${it.told}; Espalier needs 18.`,
        'Move it: npm run backup there, npm run restore in a Postgres 18.',
      ),
    );
  if (it.encoding !== 'UTF8')
    say(
      fault(
        'Database',
        `its encoding is ${it.encoding}, not UTF8.`,
        'Move it into one made so: createdb --encoding=UTF8 --template=template0 <name>, then npm run move',
      ),
    );
  if (!it.mayMake || !it.ownsAll)
    say(
      fault(
        'Database',
        'this role may not change its tables, so no upgrade will work.',
        'As a superuser: ALTER DATABASE <name> OWNER TO <role>; and REASSIGN OWNED BY <old role> TO <role>;',
      ),
    );
  if (it.gist === null)
    say(
      fault(
        'Database',
        'the extension btree_gist is missing, which keeps a Mac from being booked twice.',
        'Install Postgres’s contrib modules (Debian: apt install postgresql-18).',
      ),
    );
  if (it.readonly)
    say(fault('Database', 'it is a standby that takes no writes.', 'Lead DATABASE_URL to the primary.'));
  if (it.connections < 50)
    say(
      warning(
        'Database',
        `it takes ${it.connections} connections; a portal may use 25.`,
        'Raise max_connections to 100, or more with several portals.',
      ),
    );
  if (found.length === 0) say(fine('Database', `Postgres ${it.told}, UTF8, its rights are enough.`));
  return found;
}

async function lookAtClock(client: pg.Client): Promise<Finding> {
  const askedMs = Date.now();
  const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  const offMs = rows[0]!.now.getTime() - (askedMs + Date.now()) / 2;
  const told = `the database is ${(Math.abs(offMs) / 1000).toFixed(1)} s ${offMs > 0 ? 'ahead of' : 'behind'} this computer.`;
  if (Math.abs(offMs) < CLOCK_OFF_MS) return fine('Clock', told);
  return warning(
    'Clock',
    `${told} The lab’s time is the database’s; logs and certificates go by this one’s.`,
    'Let both follow a time server: timedatectl set-ntp true (Mac: System Settings → General → Date & Time).',
  );
}

async function lookAtUpgrade(client: pg.Client, prismaFolder: string | undefined): Promise<Finding[]> {
  const { isNew, pending, unknown } = await readUpgrade(client, prismaFolder);
  if (unknown.length > 0)
    return [
      fault(
        'Version',
        `the database is of a newer version of Espalier (it knows ${unknown.at(-1)}).`,
        'Start that version, or restore a backup made before the upgrade: npm run restore -- <file>',
      ),
    ];
  if (isNew) return [fine('Version', 'there is no lab in the database yet.')];
  if (pending.length > 0)
    return [
      warning(
        'Version',
        `${pending.length} ${pending.length === 1 ? 'change' : 'changes'} of the database wait for the next start.`,
        'npm start (a backup is made before)',
      ),
    ];
  return [fine('Version', 'database and program are of one version.')];
}

type AgentRow = { name: string; silentMs: number | null; skewMs: number | null; protocol: number | null };

async function lookAtAgents(client: pg.Client, lostMs: number): Promise<Finding[]> {
  const { rows: found } = await client.query(
    `SELECT 1 FROM information_schema.columns WHERE table_name = 'Agent' AND column_name = 'clockSkewMs'`,
  );
  if (found.length === 0) return [];
  const { rows } = await client.query<AgentRow>(
    `SELECT m.name, (extract(epoch FROM clock_timestamp() - a."lastSeenAt") * 1000)::float8 AS "silentMs", a."clockSkewMs" AS "skewMs",
       r."protocolVersion" AS protocol
     FROM "Agent" a JOIN "Machine" m ON m.id = a."machineId" LEFT JOIN "MachineReport" r ON r."machineId" = m.id
     WHERE m.status <> 'retired' ORDER BY m.name`,
  );
  if (rows.length === 0) return [fine('Agents', 'no Mac has joined yet.')];
  const silent = rows.filter((it) => it.silentMs === null || it.silentMs > lostMs);
  const behind = rows.filter((it) => it.protocol !== null && upgradeNote(it.protocol) !== null);
  const astray = rows.filter(
    (it) => it.silentMs !== null && it.silentMs <= lostMs && Math.abs(it.skewMs ?? 0) > CLOCK_OFF_MS,
  );
  const list = (of: AgentRow[]): string =>
    of
      .slice(0, NAMES_SHOWN)
      .map((it) => it.name)
      .join(', ') + (of.length > NAMES_SHOWN ? ` and ${of.length - NAMES_SHOWN} more` : '');
  return [
    ...(silent.length > 0
      ? [
          warning(
            'Agents',
            `nothing is heard of ${list(silent)}.`,
            'On that Mac: sudo launchctl kickstart -k system/espalier.agent (Linux: sudo systemctl restart espalier-agent)',
          ),
        ]
      : []),
    ...(behind.length > 0
      ? [
          warning(
            'Agents',
            `${list(behind)} ${behind.length === 1 ? 'is' : 'are'} of another version, and may get no session.`,
            'On that Mac paste the line of Macs → Add a Mac again: it keeps its data and brings the program of this portal.',
          ),
        ]
      : []),
    ...(astray.length > 0
      ? [
          warning(
            'Agents',
            `the clock of ${list(astray)} is off by more than ${CLOCK_OFF_MS / 1000} s.`,
            'Turn on the time server there: sudo systemsetup -setusingnetworktime on (Linux: timedatectl set-ntp true)',
          ),
        ]
      : []),
    ...(silent.length + behind.length + astray.length === 0
      ? [fine('Agents', `all ${rows.length} are heard and of this version.`)]
      : []),
  ];
}
