import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Bench } from './case.ts';
import { type ProfileSummary, type Span, summarizeProfile } from './cpu-profile.ts';

interface Profiled {
  readonly bench: Bench;
  /** Of the case. */
  readonly name: string;
}

/** Measures with a CPU profile of the service, where the run asks for one, and adds what the profile says. */
export async function profiled<T extends { readonly spans: readonly Span[] }>(
  { bench, name }: Profiled,
  measure: (bench: Bench) => Promise<T>,
): Promise<T & { readonly profile: ProfileSummary | null }> {
  if (bench.profileDirectory === null) return { ...(await measure(bench)), profile: null };
  const profileDirectory = path.join(bench.profileDirectory, name);
  await mkdir(profileDirectory, { recursive: true });
  // The service writes its profile when it ends, which is before this returns.
  const measured = await measure({ ...bench, profileDirectory });
  return { ...measured, profile: await summarizeProfile(profileDirectory, measured.spans) };
}
