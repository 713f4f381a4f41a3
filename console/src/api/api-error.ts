/** A request that the service refused, or that never reached it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** 0: no answer came. */
  readonly status: number;
  /** One sentence a fault. */
  readonly faults: readonly string[];
  /** Names the request in the service's log. */
  readonly requestId: string | null;
  /** After how long it is worth asking again; null: the service did not say. */
  readonly retryAfterSeconds: number | null;

  constructor(message: string, details: RefusalDetails) {
    super(message);
    this.status = details.status;
    this.faults = details.faults ?? [];
    this.requestId = details.requestId ?? null;
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
  }
}

interface RefusalDetails {
  readonly status: number;
  readonly faults?: readonly string[];
  readonly requestId?: string | null;
  readonly retryAfterSeconds?: number | null;
}

/** True: nothing came back, so the network or the service is away, and it is worth trying again. */
export function isOffline(error: unknown): boolean {
  return error instanceof ApiError && error.status === 0;
}

/** Reads a refusal; every door's and every proxy's is understood as far as it says something. */
export async function refusalOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const requestId = response.headers.get('x-request-id');
  const { message, errors } = (isObject(body) ? body : {}) as { message?: unknown; errors?: unknown };
  const faults = Array.isArray(errors) ? errors.filter((fault) => typeof fault === 'string') : [];
  const sentence = typeof message === 'string' ? message : `HTTP ${response.status}`;
  const retryAfterSeconds = secondsOf(response.headers.get('retry-after'));
  return new ApiError(sentence, { status: response.status, faults, requestId, retryAfterSeconds });
}

/** A proxy may send a date instead, which nobody waits for. */
function secondsOf(retryAfter: string | null): number | null {
  const seconds = Number(retryAfter ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
