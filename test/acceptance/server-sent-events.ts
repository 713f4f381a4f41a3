export interface SentEvent {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: unknown;
}

/** The events of an answer that was read to its end. */
export function sentEvents(text: string): SentEvent[] {
  const line = (frame: string, name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(frame)?.[1];
  return text
    .split('\n\n')
    .filter((frame) => frame.includes('data: '))
    .map((frame) => ({
      id: line(frame, 'id'),
      event: line(frame, 'event'),
      data: JSON.parse(line(frame, 'data') ?? 'null') as unknown,
    }));
}
