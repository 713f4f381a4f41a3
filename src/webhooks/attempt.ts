import type { LookupFunction } from 'node:net';
import { readRetryAfter } from './backoff.ts';
import { guardedLookup, openLookup, PrivateTarget, type Resolve } from './guarded-lookup.ts';
import { post } from './post.ts';
import type { Result, Target } from './ports.ts';
import { signedHeaders } from './sign.ts';
import { privateLiteral, type TargetRules, urlFaults } from './target-url.ts';

export interface AttemptDeps {
  readonly settings: TargetRules & { readonly webhookTimeoutMs: number };
  readonly clock: () => Date;
  /** `Amend/1.2.3` */
  readonly userAgent: string;
  /** Standard: as the system does. */
  readonly resolve?: Resolve;
}

interface Message {
  /** `msg_…` */
  readonly id: string;
  readonly payload: string;
  readonly target: Target;
}

export interface Attempt extends Result {
  /** The target says that nobody is there any more (410). */
  readonly gone: boolean;
  readonly retryAfterMs: number | null;
}

const gone = 410;
/** Of what a target answers, characters that are kept. */
const keptCharactersMax = 200;

/** Sends a message once. Rejects only when `signal` says that the process stops. */
export async function attempt(message: Message, deps: AttemptDeps, signal?: AbortSignal): Promise<Attempt> {
  const { settings, clock, userAgent, resolve } = deps;
  const { id, payload, target } = message;
  const at = clock();
  const refused = refusal(target.url, settings);
  if (refused !== null) return unanswered(refused);
  const late = AbortSignal.timeout(settings.webhookTimeoutMs);
  try {
    const { status, retryAfter, beginning } = await post({
      url: new URL(target.url),
      headers: { 'user-agent': userAgent, ...signedHeaders({ id, payload, secret: target.secret, at }) },
      body: payload,
      lookup: lookupOf(settings, resolve),
      signal: signal ? AbortSignal.any([signal, late]) : late,
    });
    const delivered = status >= 200 && status < 300;
    const error = delivered ? null : sentenceOf(status, beginning);
    return { delivered, status, error, gone: status === gone, retryAfterMs: readRetryAfter(retryAfter, clock()) };
  } catch (error) {
    signal?.throwIfAborted();
    if (late.aborted) return unanswered(`No answer within ${settings.webhookTimeoutMs / 1000} seconds.`);
    return unanswered(error instanceof PrivateTarget ? error.message : `The connection failed: ${reasonOf(error)}.`);
  }
}

/** Settings may have become stricter since the webhook was made; and an address needs no name to be resolved. */
function refusal(url: string, rules: TargetRules): string | null {
  const parsed = new URL(url);
  const literal = rules.webhooksToPrivateAddresses ? null : privateLiteral(parsed);
  if (literal !== null) return new PrivateTarget(literal).message;
  const faults = urlFaults(url, rules);
  return faults.length === 0 ? null : `Nothing is sent to this URL: ${faults.join('; ')}.`;
}

function lookupOf({ webhooksToPrivateAddresses }: TargetRules, resolve?: Resolve): LookupFunction {
  return webhooksToPrivateAddresses ? openLookup(resolve) : guardedLookup(resolve);
}

function unanswered(error: string): Attempt {
  return { delivered: false, status: null, error, gone: false, retryAfterMs: null };
}

function sentenceOf(status: number, beginning: string): string {
  const redirects = status >= 300 && status < 400 ? ', and redirects are not followed' : '';
  const said = kept(beginning);
  return `The target answered ${status}${redirects}${said === '' ? '.' : `: ${said}`}`;
}

/** A code says more than the library's sentence, which names addresses. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'for a reason unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : kept(error.message);
}

/** In one line: whoever reads the log must not be fooled by what a stranger wrote into it. */
function kept(text: string): string {
  const line = text.replaceAll(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return Array.from(line).slice(0, keptCharactersMax).join('');
}
