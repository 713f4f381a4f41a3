/** A cell that is being edited, in its place. */
export interface Editing {
  readonly initial: string;
  /** `by`: how far to go on from here; null: one has gone elsewhere already. */
  readonly onSave: (value: string, by: { rows: number; columns: number } | null) => void;
  readonly onLeave: () => void;
}
