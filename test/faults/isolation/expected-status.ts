import type { DocumentedOperation } from '../documented-operations.ts';
import type { Row } from '../rows/row.ts';

/** What names an organization to act for, in one operation or another. */
export const organizationParameters = ['organization', 'parentCompanyId', 'companyId'] as const;

/** What a caller is answered whom no operation lets in. */
export function statusOfRefused({ scope, nobodyToo }: DocumentedOperation, who: string): number | 'served' {
  if (nobodyToo && who === 'no token') return 200;
  return scope === 'public' ? 'served' : 401;
}

/** What a token of another organization is answered that names nobody to act for. */
export function statusOfForeign({ scope, path }: DocumentedOperation, row: Row): number | 'served' {
  if (scope === 'public' || scope === 'session') return 'served';
  if (row.rootOnly) return 403;
  if (!row.names) return 'served';
  return row.foreign ?? (path.includes('{') ? 404 : 403);
}

/** What a token is answered that names another organization to act for: one that is below its own, or is not. */
export function statusOfActing(
  operation: DocumentedOperation,
  { parameter, isBelow }: { readonly parameter: string; readonly isBelow: boolean },
): number | 'served' {
  if (!actsBelow(operation, parameter)) return operation.scope === 'session' ? 401 : 400;
  return isBelow ? 'served' : 403;
}

export function actsBelow({ parameters }: DocumentedOperation, parameter: string): boolean {
  return parameters.some(({ name, in: place }) => place === 'query' && name === parameter);
}
