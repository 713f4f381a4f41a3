import os from 'node:os';
import { type Control, connect } from './control.ts';

/** What figures hold for. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly kernel: string;
  readonly node: string;
  readonly postgres: string;
  /** Settings of the database server that are not its defaults. */
  readonly postgresSettings: Readonly<Record<string, string>>;
  /** Settings of the service that this process's environment changes. */
  readonly serviceSettings: Readonly<Record<string, string>>;
  /** Of the last minute, before the run: what else the machine does. */
  readonly load: number;
}

export async function describeMachine(connectionString: string): Promise<Machine> {
  await using control = await connect(connectionString);
  const [server] = await control.query<{ server_version: string }>('show server_version');
  const settings = Object.entries(process.env).filter(([name]) => name.startsWith('AMEND_'));
  return {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    kernel: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.version,
    postgres: server?.server_version ?? 'unknown',
    postgresSettings: await postgresSettings(control),
    serviceSettings: Object.fromEntries(settings) as Record<string, string>,
    load: os.loadavg()[0] ?? NaN,
  };
}

async function postgresSettings(control: Control): Promise<Record<string, string>> {
  // What only says where it listens, what it writes into its log and how it spells is left out.
  const rows = await control.query<{ name: string; value: string }>(
    `select name, current_setting(name) as value from pg_settings
     where source in ('command line', 'configuration file') and setting is distinct from boot_val
       and category !~ '^(File Locations|Reporting and Logging|Client Connection Defaults / Locale|Connections)'
       and name <> 'cluster_name'
     order by name`,
  );
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

/** As lines for a person. */
export function showMachine(machine: Machine): string {
  const { cpu, cores, memoryGiB, kernel, node, postgres, load } = machine;
  const list = (settings: Readonly<Record<string, string>>) =>
    Object.entries(settings)
      .map(([name, value]) => `${name} = ${value}`)
      .join(', ') || 'all at their defaults';
  return [
    `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${kernel}; load before the run ${load.toFixed(2)}`,
    `Node ${node}, PostgreSQL ${postgres}: ${list(machine.postgresSettings)}`,
    `service: ${list(machine.serviceSettings)}`,
    '',
  ].join('\n');
}
