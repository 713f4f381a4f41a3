/** What the service answers, as far as `update` reads it. Nothing else of an answer is looked at. */

export interface UploadAnswer {
  readonly id: string;
  readonly state: 'reading' | 'ready' | 'refused' | 'applied';
  readonly counts?: { readonly total: number; readonly valid: number } | null;
  readonly warnings?: readonly string[] | null;
  readonly progress?: { readonly done: number; readonly of: number } | null;
  /** Why it was refused. */
  readonly error?: { readonly message: string; readonly errors: readonly string[] } | null;
}

export interface BatchAnswer {
  readonly id: string;
  /** `preview`: nothing was applied. */
  readonly source?: string;
  readonly state: string;
  readonly counts: {
    readonly total: number;
    readonly invalid: number;
    readonly successful: number;
    readonly updated: number;
    readonly unchanged: number;
    readonly failed: number;
    readonly warned?: number;
  };
  readonly progress?: { readonly phase: string; readonly done: number; readonly of: number } | null;
  readonly files: readonly FileAnswer[];
  /** Why it failed as a whole. */
  readonly error?: string;
}

export interface FileAnswer {
  readonly kind: string;
  readonly name: string;
  readonly url: string;
}

export interface OutcomeAnswer {
  readonly index: number;
  /** Of the sheet. */
  readonly row?: number;
  readonly key: string | null;
  readonly error?: string;
  readonly reason?: string;
  readonly errors?: readonly (string | { readonly message: string })[];
}

/** What a batch changed, or would change, of a customer. */
export interface ChangeAnswer {
  readonly key: string;
  readonly changes: Readonly<Record<string, { readonly from?: unknown; readonly to?: unknown }>>;
}

/** How our own API refuses. */
export interface RefusalAnswer {
  readonly message?: unknown;
  readonly errors?: unknown;
}
