import { useSearchParams } from 'wouter';

/**
 * What is chosen at the last step, as the address of every step holds it: who goes a step back, or loads the page again,
 * must not apply the file without the brake that he typed.
 */
export function applyChoicesIn(params: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...params].filter(([name]) => name === 'limit' || name === 'atomic'));
}

interface ApplyChoices {
  readonly isAtomic: boolean;
  /** As it was typed. */
  readonly limit: string;
}

export function useApplyChoices() {
  const [params, setParams] = useSearchParams();
  const choices: ApplyChoices = { isAtomic: params.get('atomic') === 'true', limit: params.get('limit') ?? '' };
  const choose = (change: Partial<ApplyChoices>): void => {
    const { isAtomic, limit } = { ...choices, ...change };
    setParams(
      { step: 'apply', ...(limit !== '' && { limit }), ...(isAtomic && { atomic: 'true' }) },
      { replace: true },
    );
  };
  return { ...choices, choose };
}
