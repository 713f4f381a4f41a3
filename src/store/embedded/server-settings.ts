import os from 'node:os';

const MiB = 2 ** 20;

/** The server's settings, by PostgreSQL's own names. They are given on its command line and win over its files. */
export function serverSettings(port: number, memoryBytes = machineMemory()): Record<string, string | number> {
  return {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 100,
    cluster_name: 'amend',
    timezone: 'UTC',
    // What is answered as done is on disk.
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    // Bulk updates write much log: few checkpoints, so few whole-page images.
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    wal_compression: 'on',
    shared_buffers: `${sharedBuffersMiB(memoryBytes)}MB`,
    // Set-based statements of a few hundred ms: compiling them costs more than it saves.
    jit: 'off',
    // No statement and no detail in the log: they hold customers' data.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_timezone: 'UTC',
  };
}

/**
 * 1 GiB, or an eighth of the memory of a machine under 8 GiB. A file's chunks lie all over a list: of a million customers
 * the pages do not fit 256 MiB, and each would be read and written many times (docs/performance.md).
 */
function sharedBuffersMiB(memoryBytes: number): number {
  return Math.max(16, Math.min(1024, Math.floor(memoryBytes / 8 / MiB)));
}

/** What a container allows counts, where there is one. */
function machineMemory(): number {
  return Math.min(os.totalmem(), process.constrainedMemory() || Infinity);
}
