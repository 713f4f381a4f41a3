import { useCallback } from 'react';
import { useSearchParams } from 'wouter';
import { applyChoicesIn } from './apply-choices.ts';

export const steps = ['columns', 'check', 'apply'] as const;
export type Step = (typeof steps)[number];

/** The step that the address names; null: none, so the upload itself decides where to begin. */
export function useStep(): readonly [Step | null, (step: Step, how?: { replace: boolean }) => void] {
  const [params, setParams] = useSearchParams();
  const named = params.get('step');
  const goTo = useCallback(
    (step: Step, how = { replace: false }) => setParams((before) => ({ step, ...applyChoicesIn(before) }), how),
    [setParams],
  );
  return [steps.find((step) => step === named) ?? null, goTo];
}

/** The address of a step, from whichever other one. */
export function useStepHref(uploadId: string): (step: Step) => string {
  const [params] = useSearchParams();
  return (step) => `/uploads/${uploadId}?${new URLSearchParams({ step, ...applyChoicesIn(params) }).toString()}`;
}
