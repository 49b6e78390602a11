import { EXIT_REFUSED } from '../exit-codes.ts';
import { LABEL, type Layout } from './layout.ts';

export type UnitOptions = {
  layout: Layout;
  /** Node, the agent and its arguments. */
  command: readonly string[];
  /** Whose rights it has; null: whoever the service manager starts it as. */
  user: string | null;
  /** Files only root may read that it is given copies of, by the name they have there (systemd). */
  credentials?: Readonly<Record<string, string>>;
};

/** A daemon's own PATH names neither Homebrew nor MacPorts. */
const SEARCH_PATH = '/opt/homebrew/bin:/usr/local/bin:/opt/local/bin:/usr/bin:/bin:/usr/sbin:/sbin';

export const unitText = (options: UnitOptions): string =>
  options.layout.manager === 'launchd' ? launchdPlist(options) : systemdUnit(options);

/** Longer than a rank takes to end. */
const STOP_SECONDS = 20;
const RESTART_SECONDS = 2;

function systemdUnit({ layout, command, user, credentials = {} }: UnitOptions): string {
  const isMachine = layout.scope === 'machine';
  return [
    '[Unit]',
    'Description=Espalier agent',
    'Wants=network-online.target',
    'After=network-online.target',
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    'Type=exec',
    `ExecStart=${command.map(quoteForSystemd).join(' ')}`,
    `WorkingDirectory=${escapeForSystemd(layout.dataFolder)}`,
    `Environment="PATH=${SEARCH_PATH}"`,
    ...(user === null ? [] : [`User=${user}`]),
    'Restart=always',
    `RestartSec=${RESTART_SECONDS}`,
    '# Its key or its token is refused: only a person can change that.',
    `RestartPreventExitStatus=${EXIT_REFUSED}`,
    '# It ends its ranks itself; what is left after that is ended with it.',
    'KillMode=mixed',
    `TimeoutStopSec=${STOP_SECONDS}`,
    'UMask=0077',
    ...Object.entries(credentials).map(([name, file]) => `LoadCredential=${name}:${file}`),
    ...(isMachine
      ? [
          'NoNewPrivileges=yes',
          'PrivateTmp=yes',
          'ProtectSystem=strict',
          `ReadWritePaths=${quoteForSystemd(layout.dataFolder)}`,
        ]
      : []),
    '',
    '[Install]',
    `WantedBy=${isMachine ? 'multi-user.target' : 'default.target'}`,
    '',
  ].join('\n');
}

/** `%` and `$` would be replaced by something. */
const escapeForSystemd = (text: string): string => text.replaceAll('%', '%%');
const quoteForSystemd = (text: string): string =>
  `"${escapeForSystemd(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('$', '$$$$')}"`;

type Plist = string | number | boolean | readonly Plist[] | { readonly [key: string]: Plist };

function launchdPlist({ layout, command, user }: UnitOptions): string {
  const value: Plist = {
    Label: LABEL,
    ProgramArguments: command,
    WorkingDirectory: layout.dataFolder,
    EnvironmentVariables: { PATH: SEARCH_PATH, ESPALIER_SUPERVISOR: 'launchd' },
    ...(user === null ? {} : { UserName: user }),
    RunAtLoad: true,
    // It knows no exit codes but 0: `exitCodeUnder` makes 0 of those after which it must not be started again.
    KeepAlive: { SuccessfulExit: false },
    ThrottleInterval: RESTART_SECONDS,
    ExitTimeOut: STOP_SECONDS,
    AbandonProcessGroup: false,
    // Background work is slowed down; a rank is waited for by somebody.
    ProcessType: 'Interactive',
    Umask: 0o077,
    ...(layout.logFile === null
      ? {}
      : { StandardOutPath: layout.logFile, StandardErrorPath: layout.logFile }),
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    ...toPlist(value, ''),
    '</plist>',
    '',
  ].join('\n');
}

function toPlist(value: Plist, indent: string): string[] {
  if (typeof value === 'string') return [`${indent}<string>${escapeForXml(value)}</string>`];
  if (typeof value === 'number') return [`${indent}<integer>${value}</integer>`];
  if (typeof value === 'boolean') return [`${indent}<${value}/>`];
  const deeper = `${indent}  `;
  if (isList(value))
    return [`${indent}<array>`, ...value.flatMap((it) => toPlist(it, deeper)), `${indent}</array>`];
  const entries = Object.entries(value).flatMap(([key, it]) => [
    `${deeper}<key>${escapeForXml(key)}</key>`,
    ...toPlist(it, deeper),
  ]);
  return [`${indent}<dict>`, ...entries, `${indent}</dict>`];
}

const isList = (value: Plist): value is readonly Plist[] => Array.isArray(value);
const escapeForXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
