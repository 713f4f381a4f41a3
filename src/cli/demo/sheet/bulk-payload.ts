/** What the company door answers to a file, as far as the demo reads it. */
export interface BulkPayload {
  readonly total_count: number;
  readonly success_count: number;
  readonly failure_count: number;
  readonly warn_count: number;
  readonly total_amount: number;
  readonly failure_file_name: string;
  readonly failure_file_url: string;
  readonly batchId: string;
  /** About the file as a whole. */
  readonly warnings: readonly string[];
  readonly failureRequests: readonly {
    readonly row: number;
    readonly customerId: string | null;
    readonly errors: readonly { readonly message: string }[];
  }[];
  readonly successRequests: readonly {
    readonly row: number;
    readonly warnings?: readonly { readonly code: string; readonly message: string }[];
  }[];
}
