import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What happens, counted for Prometheus. One registry a server: nothing is global. */
export interface Metrics {
  observeRequest(request: { operation: string; status: number; seconds: number }): void;
  /** Told by the engine. */
  readonly engine: EngineMetrics;
  /** Where the gauges of this room read what they show. */
  watchBytesInFlight(read: () => number): void;
  render(): Promise<{ contentType: string; text: string }>;
}

/** One call a chunk with its duration, one a batch with what became of its records. */
interface EngineMetrics {
  chunk(seconds: number): void;
  batch(counts: RecordCounts): void;
}

interface RecordCounts {
  readonly updated: number;
  readonly unchanged: number;
  readonly invalid: number;
  readonly failed: number;
  readonly retried: number;
}

interface MetricsOptions {
  /** The database connections of this process. */
  readonly connections: () => { total: number; idle: number; waiting: number };
}

const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const chunkBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics({ connections }: MetricsOptions): Metrics {
  const registers = [new Registry()] as [Registry];
  const [registry] = registers;
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'amend_http_request_duration_seconds',
    help: 'Requests by operation and status, with their durations.',
    labelNames: ['operation', 'status'],
    buckets: requestBuckets,
    registers,
  });
  gaugeOfConnections(registers, connections);
  return {
    observeRequest: ({ operation, status, seconds }) => requests.observe({ operation, status }, seconds),
    engine: engineMetrics(registers),
    watchBytesInFlight: (read) => gaugeOfBytes(registers, read),
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

function engineMetrics(registers: [Registry]): EngineMetrics {
  const records = new Counter({
    name: 'amend_records_total',
    help: 'Records by outcome.',
    labelNames: ['outcome'],
    registers,
  });
  const retried = new Counter({
    name: 'amend_records_retried_total',
    help: 'Records that were tried again because another writer held or changed them.',
    registers,
  });
  const chunks = new Histogram({
    name: 'amend_chunk_duration_seconds',
    help: 'Durations of chunks, their retries included.',
    buckets: chunkBuckets,
    registers,
  });
  return {
    chunk: (seconds) => chunks.observe(seconds),
    batch: (counts) => {
      for (const outcome of ['updated', 'unchanged', 'invalid', 'failed'] as const) {
        records.inc({ outcome }, counts[outcome]);
      }
      retried.inc(counts.retried);
    },
  };
}

function gaugeOfConnections(registers: [Registry], connections: MetricsOptions['connections']): void {
  void new Gauge({
    name: 'amend_database_connections',
    help: 'Database connections of this process: in use, idle; and requests that wait for one.',
    labelNames: ['state'],
    registers,
    collect(): void {
      const { total, idle, waiting } = connections();
      this.set({ state: 'used' }, total - idle);
      this.set({ state: 'idle' }, idle);
      this.set({ state: 'waiting' }, waiting);
    },
  });
}

function gaugeOfBytes(registers: [Registry], read: () => number): void {
  void new Gauge({
    name: 'amend_json_bytes_in_flight',
    help: 'Bytes of JSON bodies that this process holds.',
    registers,
    collect(): void {
      this.set(read());
    },
  });
}
