/** What one look at the installation found. */
export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'fail';
  /** What is the case. */
  readonly found: string;
  /** What to do; absent when there is nothing to do. */
  readonly advice?: string;
}
